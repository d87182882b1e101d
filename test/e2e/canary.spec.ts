import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { startLoad } from './load.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'canary' });

const serve = async (words: string) => {
  const server = createServer((_, reply) => reply.end(words)).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => server.closeAllConnections() === undefined && server.close() };
};

test('a canary goes from 90/10 to 50/50 by slider while requests run, and none of them fails', async ({
  slipway,
  window,
}) => {
  // A busy machine sends far fewer requests in a second.
  test.setTimeout(180_000);
  const { page } = window;
  const [stable, next] = [await serve('stable'), await serve('next')];
  const services = join(slipway.folder, 'services.yaml');
  const before = await window.generation();
  const addresses = [stable, next].reduce(
    (text, { port }) => text.replace(/stub:\n.*\n.*\n/, `address: 127.0.0.1:${port}\n`),
    readFileSync(services, 'utf8'),
  );
  writeFileSync(services, addresses);
  await expect.poll(window.generation).toBeGreaterThan(before);
  const file = join(slipway.folder, 'canary.yaml');
  const text = readFileSync(file, 'utf8');
  const generation = await window.generation();

  await window.tab(/canary\.yaml/).click();
  await window.text.getByText('kind: VirtualService').click();
  await page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name: 'Visual' }).click();
  await page.getByRole('button', { name: /^rule 2 of 2 everyone: every request, to shop-stable 90%/ }).click();
  const slider = page.getByRole('slider', { name: 'weight of shop-stable' });
  const other = page.getByRole('slider', { name: 'weight of shop-next' });
  await expect(slider).toHaveValue('90');
  await expectAccessible(page);

  const load = startLoad(`${slipway.ingress}/`, 'shop.example.com', 1000);
  try {
    await expect.poll(load.sent, { timeout: 20_000 }).toBeGreaterThan(500);
    // By keyboard: ten at a time, then one.
    await slider.focus();
    for (const key of ['PageDown', 'PageDown', 'PageDown', 'ArrowLeft']) await slider.press(key);
    await expect(slider).toHaveValue('59');
    await expect(other).toHaveValue('41');
    // By pointer: the rest of the way.
    await slider.evaluate((thumb) => thumb.scrollIntoView({ block: 'center' }));
    const track = await page.locator('.weight-track').first().boundingBox();
    if (track === null) throw new Error('there is no slider');
    const height = track.y + track.height / 2;
    await page.mouse.move(track.x + track.width * 0.59, height);
    await page.mouse.down();
    await page.mouse.move(track.x + track.width * 0.2, height, { steps: 8 });
    await page.mouse.move(track.x + track.width * 0.5, height, { steps: 8 });
    await page.mouse.up();
    await expect(slider).toHaveValue('50');
    await expect(other).toHaveValue('50');
    await expect(window.text).toContainText('weight: 50');
    await window.save();
    await expect(window.status).toContainText(`generation ${generation + 1}`);
    load.take();
    const from = load.sent();
    await expect.poll(() => load.sent() - from, { timeout: 60_000 }).toBeGreaterThan(1000);
  } finally {
    const rate = await load.stop();
    process.stdout.write(`canary: ${rate} requests a second, ${load.sent()} in all, ${load.failures.length} failed\n`);
    for (const one of [stable, next]) one.stop();
  }
  expect(load.failures).toEqual([]);
  const answers = load.take();
  const share = (answers.get('next') ?? 0) / ((answers.get('next') ?? 0) + (answers.get('stable') ?? 0));
  expect(share).toBeGreaterThan(0.42);
  expect(share).toBeLessThan(0.58);
  expect(readFileSync(file, 'utf8')).toBe(text.replace('weight: 90', 'weight: 50').replace('weight: 10', 'weight: 50'));
});
