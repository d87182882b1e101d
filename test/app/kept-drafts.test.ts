import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeptDrafts, type KeptDraftsOptions } from '../../src-main/app/kept-drafts.ts';

let dataFolder: string;
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'slipway-drafts-'));
});
afterEach(async () => {
  await rm(dataFolder, { recursive: true, force: true });
});

const open = (options: Partial<KeptDraftsOptions> = {}) =>
  createKeptDrafts({ dataFolder, paths: ['/shop'], log: () => {}, ...options });
const onDisk = () => readdir(join(dataFolder, 'drafts')).catch(() => []);
const a = { file: 'a.yaml', draft: 'typed ✓\n', base: 'r1', baseText: 'was\n' };
const b = { file: 'b.yaml', draft: 'new file\n' };

test('drafts are there for the next run of the same workspace, whatever the order of its paths, and for no other', async () => {
  const first = open({ paths: ['/shop', '/cart'] });
  expect(await first.keep([a, b], [])).toEqual({ ok: true, value: null });
  expect(await open({ paths: ['/cart', '/shop', '/shop', '-'] }).read()).toEqual([a, b]);
  expect(await open({ paths: ['/shop'] }).read()).toEqual([]);
});

test('a later draft takes the place of the one before; forgotten ones go, and with the last of them the file', async () => {
  const drafts = open();
  await drafts.keep([a, b], []);
  await drafts.keep([{ ...a, draft: 'more\n' }], ['b.yaml', 'never.yaml']);
  expect(await open().read()).toEqual([{ ...a, draft: 'more\n' }]);
  await drafts.keep([], ['a.yaml']);
  expect(await onDisk()).toEqual([]);
});

test('two programs with the same workspace open keep what the other one has', async () => {
  const [mine, theirs] = [open(), open()];
  await mine.keep([a], []);
  await theirs.keep([b], []);
  expect(await mine.read()).toEqual([a, b]);
  await mine.keep([], ['a.yaml']);
  expect(await theirs.read()).toEqual([b]);
});

test('two windows of one program each have their own draft of a file', async () => {
  const drafts = open();
  await drafts.keep([a], [], 'one');
  await drafts.keep([{ ...a, draft: 'other\n' }], [], 'two');
  await drafts.keep([], ['a.yaml']);
  expect(await open().read()).toEqual([
    { ...a, owner: 'one' },
    { ...a, draft: 'other\n', owner: 'two' },
  ]);
  await drafts.keep([], ['a.yaml'], 'one');
  expect((await open().read()).map(({ owner }) => owner)).toEqual(['two']);
});

test('many at once end with the last of each, and the file is its owner’s alone', async () => {
  const drafts = open();
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => drafts.keep([{ file: `${i % 3}.yaml`, draft: String(i) }], [])),
  );
  expect((await open().read()).map(({ draft }) => draft)).toEqual(['27', '28', '29']);
  const [name = ''] = await onDisk();
  expect(await onDisk()).toHaveLength(1);
  if (process.platform === 'win32') return;
  expect((await stat(join(dataFolder, 'drafts', name))).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataFolder, 'drafts'))).mode & 0o777).toBe(0o700);
});

test('damaged content is set aside, told without a word of its text, and in nobody’s way', async () => {
  await open().keep([a], []);
  const [name = ''] = await onDisk();
  const file = join(dataFolder, 'drafts', name);
  for (const damaged of [
    '{"version":1,"drafts":[{"file":"secret',
    '{"version":2,"drafts":[]}',
    '{"version":1,"drafts":[{"file":1}]}',
    '7',
  ]) {
    await writeFile(file, damaged);
    const log = vi.fn();
    const drafts = open({ log });
    expect(await drafts.read(), damaged).toEqual([]);
    expect(log).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(log.mock.calls)).not.toContain('secret');
    expect(await readFile(`${file}.odd`, 'utf8')).toBe(damaged);
    await drafts.keep([b], []);
    expect(await open().read()).toEqual([b]);
  }
});

test('without a data folder, or for standard input alone, they live as long as the process', async () => {
  for (const options of [{ dataFolder: undefined }, { paths: ['-'] }]) {
    const drafts = open(options);
    expect(await drafts.keep([a], [])).toMatchObject({ ok: true });
    expect(await drafts.read()).toEqual([a]);
  }
  expect(await onDisk()).toEqual([]);
});

test('too much is refused, and what was kept before stays', async () => {
  const drafts = open({ mostBytes: 2_000 });
  await drafts.keep([a], []);
  expect(await drafts.keep([{ file: 'b.yaml', draft: 'ä'.repeat(1_000) }], [])).toMatchObject({
    ok: false,
    failure: { code: 'drafts/too-large', message: expect.stringContaining('save') },
  });
  expect(await drafts.read()).toEqual([a]);
  expect(await open().read()).toEqual([a]);
});

test('a folder that cannot be written is told with the remedy, and the next attempt may work', async () => {
  const blocked = join(dataFolder, 'file');
  await writeFile(blocked, '');
  const drafts = open({ dataFolder: blocked });
  expect(await drafts.keep([a], [])).toMatchObject({ ok: false, failure: { code: 'drafts/not-kept' } });
  expect(await drafts.read()).toEqual([]);
  await rm(blocked);
  expect(await drafts.keep([a], [])).toMatchObject({ ok: true });
});

test('a file that may not be read is left alone', async ({ skip }) => {
  if (process.platform === 'win32' || process.getuid?.() === 0) return skip('permissions do not bind this user');
  await open().keep([a], []);
  const [name = ''] = await onDisk();
  await chmod(join(dataFolder, 'drafts', name), 0);
  expect(await open().read()).toEqual([]);
  expect(existsSync(join(dataFolder, 'drafts', name))).toBe(true);
});
