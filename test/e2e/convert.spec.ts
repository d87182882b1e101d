import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

test.describe('an Ingress', () => {
  test.use({ example: 'ingress' });

  test('becomes a VirtualService in a file of its own, by keyboard, and answers as before', async ({
    slipway,
    window,
  }) => {
    const { page } = window;
    const asked = () =>
      ask(`${slipway.ingress}/status/200`, { headers: { host: 'httpbin.example.com' } }).then(({ status }) => status);
    expect(await asked()).toBe(200);
    await window.text.getByText('kind: Ingress').click();
    await window.openPanel('Visual');
    const button = page.getByRole('button', { name: 'Convert…' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Convert Ingress httpbin' });
    await expect(dialog.getByRole('region', { name: 'new documents' })).toContainText('kind: VirtualService');
    await expect(dialog.getByText(/^Checked with \d+ generated requests/)).toBeVisible();
    await expectAccessible(page);

    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(button).toBeFocused();
    await page.keyboard.press('Enter');
    await dialog.getByRole('checkbox', { name: 'and remove the original' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await expect(dialog.getByRole('button', { name: 'Create the file and remove the original' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(window.tab('httpbin-virtualservice.yaml')).toHaveAttribute('aria-selected', 'true');
    await expect(window.tab(/not saved/)).toHaveCount(2);

    const generation = await window.generation();
    await (await window.openPanel('Review')).getByRole('button', { name: /^Apply/ }).click();
    await expect.poll(window.generation).toBeGreaterThan(generation);
    expect(readFileSync(join(slipway.folder, 'httpbin-virtualservice.yaml'), 'utf8')).toContain('kind: VirtualService');
    expect(await asked()).toBe(200);
  });
});

test.describe('a VirtualService', () => {
  test.use({ example: 'canary' });

  test('becomes an HTTPRoute behind itself; what is to be decided leads to its line; undo takes it back', async ({
    window,
  }) => {
    const { page } = window;
    await window.text.getByText('kind: VirtualService').click();
    await window.openPanel('Visual');
    await page.getByRole('button', { name: 'Convert…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Convert VirtualService shop' });
    await dialog.getByRole('button', { name: /^metadata\.name/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect(window.cursorLine).toHaveText('  name: shop-gateway');
    await expect(window.text).toBeFocused();

    await window.text.getByText('kind: VirtualService').click();
    await page.getByRole('button', { name: 'Convert…' }).click();
    await dialog.getByRole('textbox', { name: 'name of the new file' }).fill('services');
    await expect(dialog.getByRole('alert')).toContainText('is there already');
    await expectAccessible(page);
    await dialog.getByRole('radio', { name: /^Behind the original/ }).check();
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await expect(window.text).toContainText('kind: HTTPRoute');
    await page.getByRole('button', { name: 'undo: convert VirtualService shop to HTTPRoute' }).first().click();
    await expect(window.text).not.toContainText('kind: HTTPRoute');
    await expect(window.tab(/not saved/)).toHaveCount(0);
  });
});
