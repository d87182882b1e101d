import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { dataFolderOf } from '../../src-main/app/data-folder.ts';
import { isSafe, writeCompiledWhenQuiet } from '../../src-main/cli/compile-cache.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-compiled-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const main = join(import.meta.dirname, '../../src-main/cli/main.ts');
const environment = (data: string) => {
  const { NODE_COMPILE_CACHE: _shared, ...rest } = process.env;
  return { ...rest, XDG_DATA_HOME: data, LOCALAPPDATA: data, HOME: home, USERPROFILE: home };
};
const start = (data: string) => {
  const env = environment(data);
  return { ...spawnSync(process.execPath, [main, '--version'], { env, encoding: 'utf8' }), env };
};

test('what Node made of the sources is kept in the data folder of whoever starts the program', () => {
  const { stdout, status, env } = start(home);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  const data = dataFolderOf(process.platform, env, home);
  expect(existsSync(join(data, 'compiled'))).toBe(true);
  if (process.platform !== 'win32') expect(statSync(data).mode & 0o777).toBe(0o700);
});

test('a program that goes on running has written it before it is asked to end', async () => {
  const env = environment(home);
  const child = spawn(process.execPath, [main, 'run', '--no-ui', '--json', home], { env, stdio: 'pipe' });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  });
  child.stderr.resume();
  await once(child.stdout, 'data');
  const folder = join(dataFolderOf(process.platform, env, home), 'compiled');
  await vi.waitFor(() => expect(readdirSync(folder, { recursive: true }).length).toBeGreaterThan(300), 25_000);
  expect(child.exitCode).toBeNull();
});

test('it is written once, and not where somebody ends the program before', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  let times = 0;
  const stop = writeCompiledWhenQuiet(() => (times += 1));
  stop();
  vi.advanceTimersByTime(5_000);
  expect(times).toBe(0);
  writeCompiledWhenQuiet(() => (times += 1));
  // A loop that has slept is quiet.
  await vi.waitFor(
    () => {
      vi.advanceTimersByTime(500);
      expect(times).toBe(1);
    },
    { timeout: 10_000, interval: 200 },
  );
  vi.advanceTimersByTime(5_000);
  expect(times).toBe(1);
});

test('where there is no room for it the program starts all the same, and says nothing of it', () => {
  const file = join(home, 'no-folder');
  writeFileSync(file, '');
  const { stdout, stderr, status } = start(file);
  expect([status, stdout, stderr]).toEqual([0, expect.stringMatching(/^\d/), '']);
});

test.skipIf(process.platform === 'win32')(
  'the administrator carries out nothing that others can have put there',
  () => {
    const open = join(home, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(isSafe(open, 1000)).toBe(true);
    expect(isSafe(open, undefined)).toBe(true);
    expect(isSafe(open, 0)).toBe(false);
    // What is not there yet is made by whoever may write above it.
    expect(isSafe(join(open, 'a', 'b'), 0)).toBe(false);
    expect(isSafe(home, 0)).toBe(process.getuid?.() === 0);
  },
);
