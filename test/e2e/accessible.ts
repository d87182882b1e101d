import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Nothing that axe calls serious or critical, in the light theme and in the dark one; the page is left as it was. */
export const expectAccessible = async (page: Page): Promise<void> => {
  const before = await page.evaluate(() => ({
    theme: document.documentElement.dataset.theme,
    still: matchMedia('(prefers-reduced-motion: reduce)').matches,
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
  }));
  // Colours on their way from one theme to the other are nobody's.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  try {
    await lookAt(page);
  } finally {
    await page.evaluate((theme) => {
      if (theme === undefined) delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
    }, before.theme);
    await page.emulateMedia({
      colorScheme: before.dark ? 'dark' : 'light',
      reducedMotion: before.still ? 'reduce' : 'no-preference',
    });
  }
};

/**
 * Style sheets are none of axe's concern, no rule that is asked reads them: one that is still on its way, such as the map's, it would take for
 * foreign and copy into a `<style>` of its own, which the policy of the page forbids.
 */
const preload = { assets: ['media'] };

const lookAt = async (page: Page): Promise<void> => {
  for (const theme of ['light', 'dark'] as const) {
    // The window may put its own choice back meanwhile, which is mostly that of the system.
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(async (next) => {
      document.documentElement.dataset.theme = next;
      // Transitions begin with the next frame, however short they are, and a page that is busy has none for a while.
      await new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
      const ends = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
      await Promise.allSettled(ends.map(({ finished }) => finished));
    }, theme);
    const { violations } = await new AxeBuilder({ page }).options({ preload }).analyze();
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
    expect(grave, `accessibility in the ${theme} theme`).toEqual([]);
  }
};
