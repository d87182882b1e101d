import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { runSlipway } from './run-slipway.ts';
import { expect, test } from './walk.ts';

/** The field of the palette, however it was opened. */
const field = (page: Page) =>
  page.getByRole('dialog', { name: /Commands and search|命令与搜索/ }).getByRole('searchbox');
const root = (page: Page) => page.locator('html');

test('commands by name, everything else by a part of its name, and the focus where it was before', async ({
  window: { page, text, cursorLine, openPanel },
}) => {
  test.setTimeout(120_000);
  await openPanel('Services');
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await expect(page.getByRole('option', { name: /Save this file/ })).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
  await field(page).fill('open traf');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Traffic', exact: true })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // Everything: a route, in its line.
  await page.keyboard.press('Control+p');
  await field(page).fill('delay');
  await page.getByRole('option', { name: /path starts with "\/delay"/ }).click();
  await expect(text).toBeFocused();
  await expect(cursorLine).toContainText('- uri:');
  await expect(text.locator('.cm-activeLine + .cm-line')).toContainText('/delay');

  // Text of all files; in the editor too, where Ctrl+K begins another key.
  await page.keyboard.press('Control+Shift+p');
  await field(page).fill('#number: 8000');
  await expect(page.getByRole('status').filter({ hasText: /result/ })).toContainText(/[1-9]/);
  await page.keyboard.press('Enter');
  await expect(cursorLine).toContainText('number: 8000');

  await page.keyboard.press('Control+p');
  await field(page).fill('nothing is called like this');
  await expect(page.getByText('Nothing is called so.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(text).toBeFocused();
});

test('the sheet has every key, to be found by name and by key', async ({ window: { page, openPanel } }) => {
  await openPanel('Services');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet).toContainText('Save and apply everything');
  // The last group is below the others, and not out of sight beside them.
  const body = sheet.getByRole('region', { name: 'Keys' });
  expect(await body.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
  await sheet.getByText('Documentation and problems at the cursor').scrollIntoViewIfNeeded();
  await expect(sheet.getByText('Documentation and problems at the cursor')).toBeInViewport();
  await expectAccessible(page);
  await sheet.getByRole('searchbox').fill('ctrl+enter');
  await expect(sheet.getByRole('term')).toHaveText(['Save and apply everything', 'Send the request of the form']);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('settings hold at once, in every window, after a restart at another address, and in the terminal', async ({
  window: { page, openPanel },
  profile,
  slipway,
}) => {
  test.setTimeout(120_000);
  await openPanel('Traffic');
  await page.keyboard.press('Control+,');
  const settings = page.getByRole('dialog', { name: /Settings|设置/ });
  await expectAccessible(page);
  await settings.getByRole('radio', { name: 'High' }).click();
  await settings.getByRole('radio', { name: 'Reduced' }).click();
  await expect(root(page)).toHaveAttribute('data-contrast', 'high');
  await expect(root(page)).toHaveAttribute('data-motion', 'reduced');
  await settings.getByLabel('Memory for traffic (MiB)').fill('0');
  await expect(settings.getByRole('alert')).toContainText('from 1 to 4096');
  await settings.getByLabel('Memory for traffic (MiB)').fill('64');
  await settings.getByRole('radio', { name: '简体中文' }).click();
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible();
  await expect(root(page)).toHaveAttribute('lang', 'zh-CN');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('navigation').getByRole('button', { name: '流量', exact: true })).toBeVisible();
  await page.keyboard.press('Control+=');
  await expect(root(page)).toHaveCSS('zoom', '1.1');

  const other = await profile.newPage();
  await other.goto(slipway.ui);
  await expect(root(other)).toHaveAttribute('lang', 'zh-CN');
  await expect(root(other)).toHaveCSS('zoom', '1.1');
  await other.keyboard.press('Control+0');
  await expect(root(page)).not.toHaveCSS('zoom', '1.1');
  await other.close();
  await page.close();

  await slipway.crash();
  const again = await runSlipway('httpbin', undefined, slipway);
  try {
    const later = await profile.newPage();
    await later.goto(again.ui);
    await expect(root(later)).toHaveAttribute('data-contrast', 'high');
    await expect(later.getByRole('navigation').getByRole('button', { name: '流量', exact: true })).toHaveAttribute(
      'aria-current',
      'page',
    );
    await later.keyboard.press('Control+,');
    await expect(later.getByLabel('流量记录可用内存（MiB）')).toHaveValue('64');
    await later.close();
  } finally {
    await again.crash();
  }
});

test('in high contrast, at twice the size and in both languages every panel can be read and nothing is cut off', async ({
  window: { page },
}) => {
  test.setTimeout(300_000);
  const command = async (name: string) => {
    await page.keyboard.press('Control+Shift+p');
    await field(page).fill(`>${name}`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  await command('Contrast: high');
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('Control+=');
  await expect(root(page)).toHaveCSS('zoom', '2');
  // A menu opens at its button, whatever the zoom.
  await command('Open Visual');
  const add = page.locator('[data-deed="new-resource"] button');
  await add.click();
  await expect(page.locator('[data-trigger]')).toBeVisible();
  const [button, menu] = await Promise.all([add.boundingBox(), page.locator('[data-trigger]').boundingBox()]);
  expect(Math.abs((menu?.y ?? 0) - (button?.y ?? 0) - (button?.height ?? 0))).toBeLessThan(24);
  expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual(1280);
  await expect(page.locator('[data-trigger]').getByRole('option').first()).toBeInViewport();
  await page.keyboard.press('Escape');
  for (const language of ['English', '简体中文']) {
    await command(`Language: ${language}`);
    const buttons = page.getByRole('navigation').first().getByRole('listitem').getByRole('button');
    for (const button of await buttons.all()) {
      await button.click();
      await expect(button).toHaveAttribute('aria-current', 'page');
      await expectAccessible(page);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(beyond, await button.textContent().then(String)).toBeLessThanOrEqual(0);
    }
  }
});
