import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

test('a name leads to its declaration and its references, and is renamed in all files', async ({ window, slipway }) => {
  const { page } = window;
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('kind: VirtualService');
  const reference = window.text.locator('.cm-line').filter({ hasText: '- httpbin-gateway' });
  await reference.click();

  await page.keyboard.press('F12');
  await expect(window.tab(/^gateway\.yaml/)).toHaveAttribute('aria-selected', 'true');
  await expect(window.cursorLine).toContainText('name: httpbin-gateway');

  await page.keyboard.press('Shift+F12');
  const found = window.editor.getByRole('region', { name: 'References to “httpbin-gateway”' });
  await expect(found.getByRole('listitem')).toHaveCount(2);
  await found.getByRole('button', { name: /virtual-service\.yaml/ }).press('Enter');
  await expect(window.tab(/virtual-service\.yaml/)).toHaveAttribute('aria-selected', 'true');
  await expect(window.text).toBeFocused();
  await found.getByRole('button', { name: 'close the list' }).click();
  await expect(found).toHaveCount(0);

  await reference.click();
  await page.keyboard.press('F2');
  const box = page.getByRole('dialog', { name: 'rename httpbin-gateway' });
  await expect(box.getByRole('textbox')).toHaveValue('httpbin-gateway');
  await page.keyboard.type('No Name');
  await page.keyboard.press('Enter');
  await expect(box.getByRole('status')).toContainText('"No Name"');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('front');
  await expect(box.getByRole('status')).toContainText('2 places in 2 files');
  await page.keyboard.press('Enter');
  await expect(box).toHaveCount(0);
  await expect(window.cursorLine).toHaveText(/- front$/);
  await expect(window.tab(/^gateway\.yaml, not saved/)).toBeVisible();
  await expect(window.tab(/^virtual-service\.yaml, not saved/)).toBeVisible();
  await expect(window.messageUnderText(/./)).toHaveCount(0);
  expect(readFileSync(join(slipway.folder, 'gateway.yaml'), 'utf8')).not.toContain('front');

  // One undo for each file.
  await page.keyboard.press('ControlOrMeta+z');
  await window.tab(/^gateway\.yaml/).click();
  await expect(window.text).toContainText('name: front');
  await window.text.press('ControlOrMeta+z');
  await expect(window.text).toContainText('name: httpbin-gateway');
  await expect(window.tab(/not saved/)).toHaveCount(0);
});

test('outline, comments and formatting by key', async ({ window }) => {
  const { page } = window;
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('kind: VirtualService');
  await page.keyboard.press('ControlOrMeta+Shift+o');
  const outline = page.getByRole('dialog', { name: 'outline of the file' });
  await expect(outline.getByRole('option').first()).toContainText('httpbin');
  await page.keyboard.type('example.com');
  await expect(outline.getByRole('option')).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(outline).toHaveCount(0);
  await expect(window.text).toBeFocused();
  await expect(window.cursorLine).toContainText('httpbin.example.com');
  await expect(window.editor.getByRole('list', { name: 'where the cursor is' })).toContainText('httpbin.example.com');

  await page.keyboard.press('ControlOrMeta+/');
  await expect(window.cursorLine).toHaveText(/^\s*# - "httpbin\.example\.com"/);
  await page.keyboard.press('ControlOrMeta+/');
  await expect(window.tab(/not saved/)).toHaveCount(0);

  await window.replaceLine('number: 8000', 'number:    8000');
  await page.keyboard.press('Shift+Alt+f');
  await expect(window.cursorLine).toHaveText(/number: 8000$/);
});

test('problems are filtered, mended and ignored with a reason from their list, by keyboard', async ({ window }) => {
  const { page } = window;
  const problems = window.editor.getByRole('region', { name: 'problems', exact: true });
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('kind: VirtualService');
  await window.replaceLine('prefix: /status', 'prefx: /status');
  const row = problems.getByRole('button', { name: /"prefx" is not a field/ });
  await expect(row).toBeVisible();
  await expect(problems.getByRole('listitem').filter({ hasText: '"prefx" is not a field' })).toContainText('IST0106');
  await expect(window.page.getByRole('button', { name: /^Editor.*1 error/ })).toBeVisible();

  const filter = problems.getByRole('searchbox', { name: 'filter problems' });
  await filter.fill('nothing has this');
  await expect(row).toHaveCount(0);
  await filter.fill('unknown-field');
  await expect(row).toBeVisible();
  await expect(problems.getByRole('button', { name: /^Rename to "prefix"/ })).toBeVisible();
  await row.press('ControlOrMeta+.');
  await expect(row).toHaveCount(0);
  await expect(window.text).toContainText('prefix: /status');

  // A warning may be meant so: the last of its fixes says that in the text, and the list can still show it.
  await window.replaceLine('number: 8000', 'number: 8001');
  await expect(window.messageUnderText(/^warning: .*8001/)).toBeVisible();
  await page.keyboard.press('Alt+Enter');
  const menu = page.getByRole('menu', { name: /^fixes: .*8001/ });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(window.messageUnderText(/8001/)).toHaveCount(0);
  await expect(window.text).toContainText('# slipway: ignore reference/missing-port because');
  await problems.getByRole('searchbox').fill('');
  await expect(problems.getByRole('button', { name: /no port 8001/ })).toHaveCount(0);
  await problems.getByRole('button', { name: '1 ignored' }).click();
  await expect(problems.getByRole('button', { name: /no port 8001.* ignored because it is meant so/ })).toBeVisible();
});

test('in a file with Windows line ends, problems and fixes hit their place and the line ends stay', async ({
  window,
  slipway,
}) => {
  const file = join(slipway.folder, 'virtual-service.yaml');
  const windows = readFileSync(file, 'utf8').replaceAll('\n', '\r\n');
  writeFileSync(file, windows);
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('kind: VirtualService');
  await window.replaceLine('- httpbin-gateway', '- httpbin-gatewya');
  await expect(window.text.locator('.cm-lintRange-error')).toHaveText('httpbin-gatewya');
  await window.page.keyboard.press('ControlOrMeta+.');
  await expect(window.cursorLine).toHaveText(/- httpbin-gateway$/);
  await window.replaceLine('prefix: /delay', 'prefix: /headers');
  await window.save();
  await expect(window.tab(/not saved/)).toHaveCount(0);
  expect(readFileSync(file, 'utf8')).toBe(windows.replace('/delay', '/headers'));
});
