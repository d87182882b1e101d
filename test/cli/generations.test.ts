import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type App, type AppOptions, compose } from '../../src-main/app/compose.ts';
import { leaveRunningFile } from '../../src-main/app/running-files.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { createLoopback, type Loopback } from '../../src-main/loopback/loopback.ts';
import { fakeEngine, world } from '../app-world.ts';
import { slipway } from './fake-terminal.ts';

// History, diff, apply and rollback of a program that runs: the real app over a played engine, asked through its loopback host.

let home = '';
let shop = '';
let app: App;
let host: Loopback;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-generations-'));
  shop = join(home, 'shop');
  mkdirSync(shop);
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, home);
});
afterEach(async () => {
  await host?.close();
  await app?.close();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const put = (file: string, text: string) => writeFileSync(join(shop, file), text);
const read = (file: string) => readFileSync(join(shop, file), 'utf8');
const start = async (options: Partial<AppOptions> = {}) => {
  app = await compose(
    { paths: [shop], ...world(), clock: () => new Date(2026, 0, 2, 3, 4, 5).getTime(), watch: false, ...options },
    fakeEngine(),
  );
  const { handlers, events } = app;
  host = await createLoopback({ handlers, events, port: 0, log: () => {} });
  await leaveRunningFile(dataFolder(), { pid: process.pid, address: host.url, paths: [shop], started: 0 });
};
const save = async (file: string, text: string) => {
  const base = app.workspace().files.find((one) => one.file === file)?.revision;
  await app.handlers['workspace.write']({ file, text, ...(base !== undefined && { base }) });
};

test('nobody runs, or too much is said: told with the remedy', async () => {
  for (const command of ['history', 'diff', 'apply', 'rollback'])
    expect(await slipway([command])).toEqual({
      code: 1,
      answer: '',
      notes: 'slipway: no Slipway is running; start one with "slipway run"',
    });
  for (const [args, reason] of [
    [['diff', '1', '2', '3'], 'two generations are enough'],
    [['rollback', '1', '2'], 'one generation is enough'],
    [['apply', 'a', 'b'], 'one file or folder is enough'],
    [['history', '--pid', 'x'], 'no process number'],
    [['run', '--apply-on', 'never'], 'neither "save" nor "review"'],
  ] as const) {
    const said = await slipway(args);
    expect(said, args.join(' ')).toMatchObject({ code: 2, answer: '' });
    expect(said.notes).toContain(reason);
  }
});

test('what waits is shown, compared, applied, and taken back', async () => {
  put('a.yaml', 'one\ntwo\n');
  put('b.yaml', 'stays\n');
  await start({ applyOn: 'review' });
  expect(await slipway(['apply'])).toEqual({ code: 0, answer: 'nothing to do; generation 1 answers', notes: '' });
  expect(await slipway(['diff', '--exit-code'])).toEqual({ code: 0, answer: '', notes: '' });

  await save('a.yaml', 'one\nTWO\n');
  await save('c.yaml', 'new\n');
  expect((await slipway(['history'])).notes).toBe('slipway: 2 files wait for "slipway apply": a.yaml, c.yaml');
  const waiting = `--- a/a.yaml
+++ b/a.yaml
@@ -1,2 +1,2 @@
 one
-two
+TWO
--- /dev/null
+++ b/c.yaml
@@ -0,0 +1,1 @@
+new`;
  expect(await slipway(['diff'])).toEqual({ code: 0, answer: waiting, notes: '' });
  expect(await slipway(['diff', '--exit-code', shop])).toEqual({ code: 1, answer: waiting, notes: '' });

  const refused = await slipway(['rollback', '1']);
  expect(refused).toMatchObject({ code: 1, answer: '' });
  expect(refused.notes).toContain('"a.yaml", "c.yaml"');

  expect(await slipway(['apply', shop])).toEqual({
    code: 0,
    answer: 'generation 2 answers: a.yaml, c.yaml',
    notes: '',
  });
  expect(await slipway(['history'])).toEqual({
    code: 0,
    answer: '2  2026-01-02 03:04:05  apply  a.yaml +1 -1, c.yaml +1 -0\n1  2026-01-02 03:04:05  start',
    notes: '',
  });
  expect((await slipway(['diff', '2', '1', shop])).answer).toContain('--- a/c.yaml\n+++ /dev/null\n');
  expect((await slipway(['diff', '1'])).answer).toBe(waiting);

  expect(await slipway(['rollback'])).toEqual({ code: 0, answer: 'generation 3 answers: a.yaml, c.yaml', notes: '' });
  expect(read('a.yaml')).toBe('one\ntwo\n');
  const history = JSON.parse((await slipway(['history', '--json'])).answer);
  expect(history[0]).toMatchObject({ generation: 3, by: 'rollback', of: 1 });
  expect((await slipway(['history'])).answer).toContain('rollback to 1');
});

test('a generation that is not there, and errors in what answers, are said', async () => {
  put('a.yaml', 'one\n');
  await start();
  expect(await slipway(['rollback'])).toMatchObject({
    code: 1,
    notes: expect.stringContaining('no earlier generation'),
  });
  const far = await slipway(['rollback', '9', '--json']);
  expect(far).toMatchObject({ code: 1, notes: expect.stringContaining('generation 9 is not in the history') });
  expect(JSON.parse(far.answer)).toMatchObject({ code: 'config/no-generation' });
  expect((await slipway(['diff', '1', '9'])).code).toBe(1);
  expect((await slipway(['diff', '1', '9', '--exit-code'])).code).toBe(2);
  await save('a.yaml', 'bad\n');
  await vi.waitFor(() => expect(app.running().gateway.generation).toBe(2), { timeout: 10_000, interval: 5 });
  await save('a.yaml', 'two\n');
  await vi.waitFor(() => expect(app.running().gateway.generation).toBe(3), { timeout: 10_000, interval: 5 });
  expect(await slipway(['rollback'])).toEqual({
    code: 0,
    answer: 'generation 4 answers: a.yaml',
    notes:
      'slipway: 1 error; "slipway check" shows them\nslipway: VirtualService default/a.yaml is served as it was before its errors',
  });
});
