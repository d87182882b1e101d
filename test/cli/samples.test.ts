import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';

const project = resolve(import.meta.dirname, '..', '..');
let home = '';
let folder = '';
let child: ChildProcess | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-home-'));
  folder = mkdtempSync(join(tmpdir(), 'slipway-here-'));
});
afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  for (const one of [home, folder]) rmSync(one, { recursive: true, force: true });
});

const start = (...args: string[]) => {
  const started = spawn(process.execPath, [join(project, 'src-main', 'cli', 'main.ts'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_DATA_HOME: home, LOCALAPPDATA: home },
  });
  child = started;
  return started;
};
const finished = async (...args: string[]) => {
  const started = start(...args);
  const [out, notes, [code]] = await Promise.all([text(started.stdout), text(started.stderr), once(started, 'close')]);
  return { out, notes, code };
};
/** Its line "ready"; it is ended then. */
const ready = async (...args: string[]) => {
  const started = start('run', '--json', ...args);
  const [line] = await once(createInterface({ input: started.stdout }), 'line');
  started.kill('SIGTERM');
  await once(started, 'close');
  return JSON.parse(String(line)) as { listeners: { gateway: string }[]; ui?: string };
};

test('samples lists them, and copies one into a folder that is new or empty', async () => {
  const { out, code } = await finished('samples');
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}hello +One path/);
  expect(out.trimEnd().split('\n')).toHaveLength(readdirSync(join(project, 'resources', 'examples')).length);
  const copied = await finished('samples', 'copy', 'hello', 'shop', '--json');
  expect(JSON.parse(copied.out)).toMatchObject({ files: expect.arrayContaining(['hello.yaml', 'README.md']) });
  expect(readFileSync(join(folder, 'shop', 'hello.yaml'), 'utf8')).toContain('kind: VirtualService');
  const again = await finished('samples', 'copy', 'hello', 'shop');
  expect([again.code, again.notes]).toEqual([1, expect.stringContaining('something in it already')]);
});

test.each([
  [['samples', 'copy', 'nothing', 'there'], 'there is no sample "nothing"'],
  [['samples', 'copy', 'hello'], 'takes the name of a sample and a folder'],
  [['samples', 'show'], 'neither "list" nor "copy"'],
  [['run', '--no-ui', '--sample', 'nothing'], 'there is no sample "nothing"'],
  [['run', '--no-ui', '--sample', 'hello', '.'], 'each say what to open'],
  [['run', '--no-ui', '--last'], 'nothing was open before'],
])('%j is wrong use', async (args, reason) => {
  const { code, notes } = await finished(...args);
  expect([code, notes]).toEqual([2, expect.stringContaining(reason)]);
});

test('run --sample opens a copy, and --last what was open last', async () => {
  const first = await ready('--no-ui', '--sample', 'wildcard');
  expect(first.listeners).toMatchObject([{ gateway: 'default/httpbin-gateway' }]);
  const copy = join(home, 'slipway', 'samples', 'wildcard');
  expect(readdirSync(copy)).toContain('httpbin.yaml');
  writeFileSync(join(copy, 'more.yaml'), '# mine\n');
  expect((await ready('--no-ui', '--last')).listeners).toHaveLength(1);
  expect((await ready('--no-ui', '--sample', 'wildcard')).listeners).toHaveLength(1);
  expect(readFileSync(join(copy, 'more.yaml'), 'utf8')).toBe('# mine\n');
});
