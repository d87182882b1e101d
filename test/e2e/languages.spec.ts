import type { Locator, Page } from '@playwright/test';
import { en, zhCN } from '../../src-renderer/words/catalogues.ts';
import { expectAccessible } from './accessible.ts';
import { expect, test as walks } from './walk.ts';

/** A browser that prefers Chinese: the window speaks it without being told. */
const test = walks.extend({
  profile: async ({ browserOrReason: browser, theme }, use, info) => {
    if (typeof browser === 'string') return info.skip(true, browser);
    const profile = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: theme,
      locale: 'zh-CN',
    });
    await use(profile);
    await profile.close();
  },
});

/** Texts in sight with three words of English in a row, beside what is code, data, or said to be English. */
const englishIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const apart = '[lang="en"], code, pre, kbd, .mono, .cm-editor, .place, script, style';
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const holder = node.parentElement;
      if (!/[a-z]{2,}[,;:]? [a-z]{2,}[,;:]? [a-z]{2,}/i.test(text) || holder === null) continue;
      if (holder.closest(apart) === null && holder.checkVisibility()) found.push(text);
    }
    return found;
  });

/** Labels that have less room than they need, and neither an ellipsis nor a title that would tell. */
const cutOff = (root: Locator): Promise<readonly string[]> =>
  root.evaluate((element) =>
    [...element.querySelectorAll<HTMLElement>('button, label, h2, h3, th, .badge, summary')]
      .filter((one) => one.clientWidth > 0 && !one.classList.contains('icon-only'))
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')
      .filter((one) => getComputedStyle(one).textOverflow !== 'ellipsis')
      .map((one) => one.textContent ?? ''),
  );

const panels = Object.keys(en.window.panel) as (keyof typeof en.window.panel)[];

test('in Chinese every panel speaks Chinese, can be read in both themes, and cuts nothing off', async ({ window }) => {
  test.slow();
  const { page } = window;
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  const rail = page.getByRole('navigation', { name: zhCN.window.panels });
  for (const panel of panels) {
    await test.step(panel, async () => {
      const name = zhCN.window.panel[panel];
      await rail.getByRole('button', { name }).first().click();
      await expect(rail.locator('[aria-current="page"]')).toContainText(name);
      await expect(page.locator('[data-part="beside"], [data-part="editor"]').first()).toBeVisible();
      expect(await englishIn(page), `${panel}: English`).toEqual([]);
      expect(await cutOff(page.locator('body')), `${panel}: cut off`).toEqual([]);
      await expectAccessible(page);
    });
  }
});
