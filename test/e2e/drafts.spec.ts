import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { runSlipway } from './run-slipway.ts';
import { expect, test } from './walk.ts';
import { windowOn } from './window.ts';

test.use({ example: 'httpbin' });

/** As much as a crash may lose, in milliseconds. */
const mostLost = 500;

/** Ends the page as a crash of its process does: nothing in it hears of it. */
const crash = async (page: Page): Promise<void> => {
  const crashed = page.waitForEvent('crash');
  const devTools = await page.context().newCDPSession(page);
  void devTools.send('Page.crash').catch(() => undefined); // nobody is left to answer
  await crashed;
  await page.close();
};

test('a draft outlives a crash of slipway and of the window while somebody types', async ({ profile, slipway }) => {
  const page = await profile.newPage();
  await page.goto(slipway.ui);
  const window = windowOn(page);
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('prefix: /status');
  await window.replaceLine('prefix: /status', 'prefix: /headers/');
  const typed: { readonly letter: string; readonly at: number }[] = [];
  for (const letter of 'abcdefghijklmnopqrstuvwx') {
    await page.keyboard.type(letter);
    typed.push({ letter, at: Date.now() });
    await page.waitForTimeout(50);
  }
  const end = Date.now();
  await Promise.all([slipway.crash(), crash(page)]);
  const safe = typed.filter(({ at }) => at <= end - mostLost).map(({ letter }) => letter);
  expect(safe.length).toBeGreaterThan(3);
  const file = join(slipway.folder, 'virtual-service.yaml');
  expect(readFileSync(file, 'utf8')).not.toContain('prefix: /headers');

  // Another origin, as another port is: nothing that the browser kept is seen there.
  const again = await runSlipway('httpbin', undefined, slipway);
  try {
    const other = await profile.newPage();
    await other.goto(again.ui);
    const back = windowOn(other);
    await back.tab(/virtual-service\.yaml, not saved/).click();
    await expect(back.text).toContainText(`prefix: /headers/${safe.join('')}`);
    await other
      .getByRole('navigation', { name: 'panels' })
      .getByRole('button', { name: /^Editor/ })
      .click();
    await expectAccessible(other);
    await back.replaceLine('prefix: /headers/', 'prefix: /anything');
    await other.waitForTimeout(600);
    await other.keyboard.press('ControlOrMeta+z');
    await expect(back.text).not.toContainText('prefix: /anything');
    await back.replaceLine('prefix: /', 'prefix: /headers');
    await back.save();
    await expect(back.tab(/not saved/)).toHaveCount(0);
    expect(readFileSync(file, 'utf8')).toContain('prefix: /headers');
  } finally {
    await again.stop();
  }
});

test('two windows: what is typed in one does not come up in the other while it is open, and does when it has crashed', async ({
  profile,
  window,
  slipway,
}) => {
  await window.tab(/virtual-service\.yaml/).click();
  const kept = window.page.waitForResponse((response) =>
    (response.request().postData() ?? '').includes('prefix: /headers'),
  );
  await window.replaceLine('prefix: /status', 'prefix: /headers');
  await kept;
  const page = await profile.newPage();
  await page.goto(slipway.ui);
  const other = windowOn(page);
  await other.tab(/virtual-service\.yaml/).click();
  await expect(other.text).toContainText('prefix: /status');
  await expect(other.tab(/gateway\.yaml/)).toBeVisible();
  await expect(other.tab(/not saved/)).toHaveCount(0);
  await crash(window.page);
  await expect(other.tab(/virtual-service\.yaml, not saved/)).toBeVisible();
  await expect(other.text).toContainText('prefix: /headers');
  await other.save();
  await expect(other.tab(/not saved/)).toHaveCount(0);
  expect(readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8')).toContain('prefix: /headers');
});
