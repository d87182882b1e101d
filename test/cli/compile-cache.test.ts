import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolderOf } from '../../src-main/app/data-folder.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-compiled-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const main = join(import.meta.dirname, '../../src-main/cli/main.ts');
const start = (data: string) => {
  const { NODE_COMPILE_CACHE: _shared, ...rest } = process.env;
  const env = { ...rest, XDG_DATA_HOME: data, LOCALAPPDATA: data, HOME: home, USERPROFILE: home };
  return { ...spawnSync(process.execPath, [main, '--version'], { env, encoding: 'utf8' }), env };
};

test('what Node made of the sources is kept in the data folder of whoever starts the program', () => {
  const { stdout, status, env } = start(home);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  expect(existsSync(join(dataFolderOf(process.platform, env, home), 'compiled'))).toBe(true);
});

test('where there is no room for it the program starts all the same, and says nothing of it', () => {
  const file = join(home, 'no-folder');
  writeFileSync(file, '');
  const { stdout, stderr, status } = start(file);
  expect([status, stdout, stderr]).toEqual([0, expect.stringMatching(/^\d/), '']);
});
