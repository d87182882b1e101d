import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

test('a port is changed in the form and undone; text that is typed shows in the form', async ({ slipway, window }) => {
  const { page } = window;
  const before = readFileSync(join(slipway.folder, 'gateway.yaml'), 'utf8');
  await window.tab(/^gateway\.yaml/).click();
  await page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name: 'Visual' }).click();
  const form = page.getByRole('region', { name: 'form of Gateway httpbin-gateway' });
  const port = form.getByRole('textbox', { name: 'number', exact: true });
  await expect(port).toHaveValue('80');
  await expectAccessible(page);

  // The text scrolls along quietly; the focus stays where somebody types.
  await port.click();
  await expect(window.cursorLine).toHaveText(/number: 80/);
  await expect(port).toBeFocused();
  await port.fill('8081');
  await expect(window.text).toContainText('number: 8081');
  await expect(port).toBeFocused();
  await page.getByRole('button', { name: 'undo: change number' }).click();
  await expect(window.text).toContainText('number: 80');
  await expect(window.text).not.toContainText('8081');
  await expect(port).toHaveValue('80');
  await expect(window.tab(/not saved/)).toHaveCount(0);
  expect(readFileSync(join(slipway.folder, 'gateway.yaml'), 'utf8')).toBe(before);

  await window.replaceLine('number: 80', 'number: 82');
  await expect(port).toHaveValue('82');
});

test('a field is found, added and filled by keyboard alone; help and broken text are told', async ({
  slipway,
  window,
}) => {
  const { page } = window;
  await window.tab(/^virtual-service\.yaml/).click();
  await page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name: 'Visual' }).click();
  const form = page.getByRole('region', { name: 'form of VirtualService httpbin' });
  await form.getByRole('button', { name: 'Add field… to metadata' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('namesp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const namespace = form.getByRole('combobox', { name: 'namespace' });
  await expect(namespace).toBeFocused();
  await page.keyboard.type('shop');
  await page.keyboard.press('Tab');
  await expect(window.text).toContainText('namespace: shop');
  await page.keyboard.press('ControlOrMeta+s');
  await expect
    .poll(() => readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8'))
    .toMatch(/^ {2}namespace: shop$/m);

  await namespace.focus();
  await expect(page.getByRole('complementary', { name: 'about this field' })).toContainText('namespace');
  await window.replaceLine('hosts:', 'hosts: ][');
  await expect(page.getByText(/not valid YAML/)).toBeVisible();
  // Wherever the form is scrolled to.
  await page.locator('.visual-body').evaluate((body) => body.scrollTo({ top: body.scrollHeight }));
  await expect(page.locator('.visual-body')).not.toHaveJSProperty('scrollTop', 0);
  await expect(page.getByText(/not valid YAML/)).toBeInViewport();
  await expect(form.getByRole('button', { name: /^Add (field|host|gateway)/ })).toHaveCount(0);
  await expectAccessible(page);
});
