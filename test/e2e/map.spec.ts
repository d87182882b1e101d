import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { ask, serveLocally } from './ask.ts';
import { bindShop } from './bind-shop.ts';
import type { RunningSlipway } from './run-slipway.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'canary' });

const testers = { headers: { host: 'shop.example.com', 'x-canary': 'always' } };
const rest = { headers: { host: 'shop.example.com' } };

/** Both versions of the shop as programs of this walk; answers who it was. */
const bindBoth = async ({ folder, ingress }: RunningSlipway) => {
  const [stable, next] = await Promise.all([serveLocally('stable'), serveLocally('next')]);
  bindShop(folder, stable.address, next.address);
  await expect.poll(async () => (await ask(ingress, testers)).body).toBe('next');
  return { stop: () => Promise.all([stable.stop(), next.stop()]) };
};

const openMap = async (page: Page): Promise<(words: string | RegExp) => Locator> => {
  await page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name: 'Routes' }).click();
  await page.getByRole('radio', { name: 'Map' }).click();
  const node = (words: string | RegExp) => page.locator('.react-flow__node').filter({ hasText: words });
  await expect(node('shop-stable')).toBeVisible();
  return node;
};

const middle = async (one: Locator): Promise<readonly [number, number]> => {
  const box = await one.boundingBox();
  if (box === null) throw new Error('this is not in sight');
  return [box.x + box.width / 2, box.y + box.height / 2];
};

test('an edge is dragged to another service: one line changes, requests follow, and undo restores every byte', async ({
  slipway,
  window,
}) => {
  const { page } = window;
  const file = join(slipway.folder, 'canary.yaml');
  const before = readFileSync(file, 'utf8');
  const programs = await bindBoth(slipway);
  const node = await openMap(page);
  for (let i = 0; i < 5; i++) await ask(slipway.ingress, testers);
  await expect(node('x-canary').locator('.map-figures')).toContainText(/\/s|requests/);
  await expect(page.locator('.map-edge-label').first()).toContainText(/\/s|req/);
  await expectAccessible(page);

  // Two edges lead to shop-next, from "testers" and from a tenth of "everyone": the lower one is taken, then the upper one.
  const grips = page.locator('.map-grip');
  const [testersGrip, everyoneGrip] = [
    grips.and(page.locator('[data-edge*="http[0].route[0]"]')),
    grips.and(page.locator('[data-edge*="http[1].route[1]"]')),
  ];
  for (const [grip, place] of [
    [everyoneGrip, 'every request: 10% to shop-next'],
    [testersGrip, 'x-canary'],
  ] as const) {
    await page.mouse.move(...(await middle(grip)));
    await page.mouse.down();
    await page.mouse.move(...(await middle(node('x-canary'))), { steps: 4 });
    await expect(page.getByRole('status').filter({ hasText: 'only be led to a service' })).toBeVisible();
    await page.mouse.move(...(await middle(node('shop-stable'))), { steps: 4 });
    await expect(page.locator('.map-node.can.over')).toContainText('shop-stable');
    await expect(page.locator('.map-edge.held')).toHaveCount(1);
    await expect(page.locator('.react-flow__edge', { has: page.locator('.map-edge.held') })).toHaveAttribute(
      'aria-label',
      new RegExp(place),
    );
    if (grip === everyoneGrip) {
      await page.keyboard.press('Escape');
      await page.mouse.up();
      await expect(page.locator('.map-edge.held')).toHaveCount(0);
    } else {
      await page.mouse.up();
    }
  }
  await expect(page.getByText(/shop-next.*→.*shop-stable/)).toBeVisible();
  await expectAccessible(page);
  await window.text.focus();
  await window.save();
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(before.replace('host: shop-next', 'host: shop-stable'));
  await expect.poll(async () => (await ask(slipway.ingress, testers)).body).toBe('stable');

  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByText(/shop-next.*→.*shop-stable/)).toHaveCount(0);
  await window.text.focus();
  await window.save();
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(before);
  await expect.poll(async () => (await ask(slipway.ingress, testers)).body).toBe('next');
  await programs.stop();
});

test('the same without a mouse, and undone by Ctrl+Z', async ({ slipway, window }) => {
  const { page } = window;
  const file = join(slipway.folder, 'canary.yaml');
  const before = readFileSync(file, 'utf8');
  const programs = await bindBoth(slipway);
  const node = await openMap(page);
  await node('every request').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(node('host').or(node('shop.example.com')).first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(node('x-canary')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(node('every request')).toBeFocused();
  await page.keyboard.press('Enter');
  const send = page.getByRole('button', { name: /Send shop-stable.* to…/ });
  await send.focus();
  await page.keyboard.press('Enter');
  const field = page.getByRole('dialog').getByRole('combobox');
  await expect(field).toBeFocused();
  await expect(page.getByRole('option', { name: /^details/ })).toBeVisible();
  await page.keyboard.type('shop-next');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue(/shop-next/);
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/shop-stable.*→.*shop-next/)).toBeVisible();
  await window.text.focus();
  await window.save();
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(before.replace('host: shop-stable', 'host: shop-next'));
  await expect.poll(async () => (await ask(slipway.ingress, rest)).body).toBe('next');
  await window.text.focus();
  await page.keyboard.press('ControlOrMeta+z');
  await window.save();
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(before);
  await expectAccessible(page);
  await programs.stop();
});
