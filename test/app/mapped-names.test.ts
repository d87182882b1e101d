import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compose } from '../../src-main/app/compose.ts';
import { createMappedNames } from '../../src-main/gateway/mapped-names.ts';
import { fakeEngine } from '../app-world.ts';

const start = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-mapped-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'a.yaml'), 'kind: A\n');
  const mapped = createMappedNames();
  const open = async () => {
    const engine = fakeEngine();
    const app = await compose(
      {
        paths: [join(folder, 'a.yaml')],
        dataFolder: join(folder, 'data'),
        clock: Date.now,
        dice: () => 0,
        log: () => {},
        watch: false,
        mapped,
      },
      engine,
    );
    onTestFinished(() => app.close());
    return { app, given: engine.given().mapped };
  };
  return { open };
};

test('the gateway of the next workspace knows the names of the one before, from its first request on', async () => {
  const { open } = await start();
  const first = await open();
  first.app.reach.mapped(['Shop.test']);
  first.app.reach.setTestBrowser((port) => port === 4000);
  await first.app.close();
  const second = await open();
  expect(second.given.has('shop.test')).toBe(true);
  expect([4000, 4001].map(second.given.isTestBrowser)).toEqual([true, false]);
  expect(await second.app.reach.served()).toEqual([]);
});

test('the setting holds at once and in the next run', async () => {
  const { open } = await start();
  const { app, given } = await open();
  expect(given.keepsTransportSecurity()).toBe(false);
  await app.handlers['settings.change']({ hsts: 'keep' });
  expect(given.keepsTransportSecurity()).toBe(true);
  await app.close();
  given.setHsts('strip');
  const next = await open();
  expect(next.given.keepsTransportSecurity()).toBe(true);
});
