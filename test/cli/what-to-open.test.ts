import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookHere } from '../../src-main/cli/what-to-open.ts';
import { nodeDisk } from '../../src-main/workspace/disk.ts';
import { placesOf } from '../../src-main/workspace/places.ts';
import { scan } from '../../src-main/workspace/scan.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-here-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (...parts: readonly string[]) => {
  mkdirSync(join(folder, ...parts.slice(0, -1)), { recursive: true });
  writeFileSync(join(folder, ...parts), '');
};

test('the current folder is opened unasked where it holds YAML, and never as a whole home folder', async () => {
  expect(await lookHere(folder)).toBe('nothing');
  file('below', 'a', 'b.yaml');
  file('below', 'notes.txt');
  expect(await lookHere(folder)).toBe('yaml');
  expect(await lookHere(folder, folder)).toBe('too large');
  expect(await lookHere(join(folder, 'nowhere'))).toBe('yaml'); // opening it says what is wrong
});

test('of too much only a part is read, and it is said up to where; no other folder is looked at', async () => {
  for (const name of ['a', 'b', 'c']) for (const n of [1, 2, 3]) file(name, `${n}.yaml`);
  const places = placesOf([folder], () => true);
  const { files, failures, only } = await scan(places, nodeDisk, { depth: 24, files: 100, entries: 6 });
  expect(files.map((one) => one.file)).toEqual(['a/1.yaml', 'a/2.yaml', 'a/3.yaml', 'b/1.yaml']);
  expect(failures).toMatchObject([
    {
      code: 'workspace/too-many-files',
      message: expect.stringMatching(/up to "b\/2\.yaml".*more than 6 entries; open/),
    },
  ]);
  expect(only).toEqual(new Set([folder, join(folder, 'a'), join(folder, 'b')]));
  expect((await scan(places, nodeDisk)).only).toBeUndefined();
});
