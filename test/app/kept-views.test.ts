import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeptViews } from '../../src-main/app/kept-views.ts';

let dataFolder: string;
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'slipway-views-'));
});
afterEach(async () => {
  await rm(dataFolder, { recursive: true, force: true });
});
const open = (...paths: readonly string[]) => createKeptViews({ dataFolder, paths, log: () => {} });

test('what a workspace looked like is there for the next run of it, and for no other', async () => {
  const views = open('/shop');
  await views.keep({ panel: 'traffic', split: '0.4' });
  await views.keep({ split: null, columns: '[]' });
  expect(await open('/shop').read()).toEqual({ panel: 'traffic', columns: '[]' });
  expect(await open('/cart').read()).toEqual({});
  const [file = ''] = await readdir(join(dataFolder, 'views'));
  expect((await stat(join(dataFolder, 'views', file))).mode & 0o777).toBe(0o600);
});

test('a damaged file is as good as none, and too much is not kept', async () => {
  const views = open('/shop');
  await views.keep({ panel: 'traffic' });
  await views.keep({ huge: 'x'.repeat(300_000) });
  expect(await views.read()).toEqual({ panel: 'traffic' });
  const [file = ''] = await readdir(join(dataFolder, 'views'));
  await writeFile(join(dataFolder, 'views', file), '{"view":');
  expect(await open('/shop').read()).toEqual({});
});

test('without a folder, and for standard input, it lives as long as the program', async () => {
  const views = open('-');
  await views.keep({ panel: 'traffic' });
  expect(await views.read()).toEqual({ panel: 'traffic' });
  expect(await readdir(dataFolder)).toEqual([]);
});
