import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecent, mostRecent, parseRecent } from '../../src-main/app/recent.ts';
import { createSampleShelf, tellingOf } from '../../src-main/app/samples.ts';

let dataFolder = '';
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'slipway-recent-'));
});
afterEach(() => rm(dataFolder, { recursive: true, force: true }));

let now = 0;
const open = (folder: string | undefined = dataFolder) =>
  createRecent({
    dataFolder: folder,
    clock: () => {
      now += 1;
      return now;
    },
    log: () => {},
  });

test('the latest first, each once whatever the order of its paths, and no more than twelve', async () => {
  const recent = open();
  for (let at = 0; at < mostRecent + 3; at += 1) await recent.add([`/shop-${at}`]);
  await recent.add(['/b', '/a']);
  await recent.add(['/a', '/b']);
  const list = await recent.list();
  expect(list).toHaveLength(mostRecent);
  expect(list[0]).toMatchObject({ paths: ['/a', '/b'], title: 'a, b', exists: false });
  expect(list[1]).toMatchObject({ paths: [`/shop-${mostRecent + 2}`] });
});

test('two programs that remember at once keep what the other one has', async () => {
  const [mine, theirs] = [open(), open()];
  await mine.add(['/mine']);
  await theirs.add(['/theirs']);
  expect((await mine.list()).map(({ title }) => title)).toEqual(['theirs', 'mine']);
});

test('without a folder it lives as long as the process; a folder that cannot be written stops nobody', async () => {
  const recent = createRecent({ dataFolder: undefined, clock: () => 1, log: () => {} });
  await recent.add(['/a']);
  expect(await recent.list()).toHaveLength(1);
  const file = join(dataFolder, 'file');
  await writeFile(file, '');
  await expect(open(file).add(['/a'])).resolves.toBeUndefined();
});

test.each([
  ['', 0],
  ['{"version":1,"workspaces":[{"paths":["/a"],"at":1}', 0],
  ['null', 0],
  ['{"workspaces":[{"paths":[],"at":1},{"paths":["/a"],"at":"1"},{"paths":["/b"],"at":2,"more":true}]}', 1],
  // What no calendar has, what is relative to nothing, and what nobody can click on.
  ['{"workspaces":[{"paths":["/a"],"at":1e300},{"paths":["a"],"at":1},{"paths":["/a\\nb"],"at":1}]}', 0],
])('what is odd in the file is left out: %s', (text, count) => {
  expect(parseRecent(text)).toHaveLength(count);
});

test('every sample tells its title, one sentence, and what to try', async () => {
  const shelf = createSampleShelf(join(import.meta.dirname, '..', '..', 'resources', 'examples'), dataFolder);
  const list = await shelf.list();
  expect(list.map(({ name }) => name).slice(0, 2)).toEqual(['hello', 'httpbin']);
  for (const { name, title, says, try: tries } of list) {
    expect([title, says], name).not.toContain('');
    expect(says, name).toMatch(/\.$/);
    expect(tries.length, name).toBeGreaterThan(0);
  }
  expect(tellingOf('bare', '')).toEqual({ title: 'bare', says: '', try: [] });
});

test('the window tells the same in English as the README of each sample', async () => {
  const text = await readFile(
    join(import.meta.dirname, '..', '..', 'src-renderer', 'words', 'en', 'welcome.json'),
    'utf8',
  );
  const { sample } = JSON.parse(text) as { sample: Record<string, Record<string, string>> };
  const shelf = createSampleShelf(join(import.meta.dirname, '..', '..', 'resources', 'examples'), undefined);
  const list = await shelf.list();
  expect(Object.keys(sample).sort()).toEqual(list.map(({ name }) => name).sort());
  for (const { name, title, says, try: tries } of list) {
    const words = { title, says, ...Object.fromEntries(tries.map((one, at) => [`try${at + 1}`, one])) };
    expect(sample[name], name).toEqual(words);
  }
});

test('a copy goes into a new or empty folder, whole', async () => {
  const shelf = createSampleShelf(join(import.meta.dirname, '..', '..', 'resources', 'examples'), dataFolder);
  const there = join(dataFolder, 'there');
  expect(await shelf.copyTo('hello', there)).toEqual({
    ok: true,
    value: ['README.md', 'gateway.yaml', 'hello.yaml', 'services.yaml'],
  });
  expect(await shelf.copyTo('hello', there)).toMatchObject({ ok: false, failure: { code: 'samples/not-empty' } });
  expect(await shelf.copyTo('../hello', there)).toMatchObject({ ok: false, failure: { code: 'samples/unknown' } });
});
