import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolderOf } from '../../src-main/app/data-folder.ts';

const project = resolve(import.meta.dirname, '..', '..');
let folder = '';
/** Not the data folder of whoever runs the tests. */
let home = '';
let running: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-run-'));
  home = mkdtempSync(join(tmpdir(), 'slipway-home-'));
  cpSync(join(project, 'resources', 'examples', 'httpbin'), folder, { recursive: true });
});
afterEach(async () => {
  if (running !== undefined && running.exitCode === null && running.signalCode === null) {
    running.kill('SIGKILL');
    await once(running, 'close');
  }
  rmSync(folder, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

const start = (...args: string[]) => launch('main.ts', args);

const launch = (program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [join(project, 'src-main', 'cli', program), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, XDG_DATA_HOME: home, LOCALAPPDATA: home, ...environment },
  });
  running = child;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const notes = text(child.stderr);
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`it ended: ${await notes}`);
    return value;
  };
  return { child, next, notes };
};

const ask = async (port: number, path: string, host: string): Promise<IncomingMessage> => {
  const [answer] = (await once(get({ host: '127.0.0.1', port, path, headers: { host } }), 'response')) as [
    IncomingMessage,
  ];
  answer.resume();
  await once(answer, 'end');
  return answer;
};

/** Windows has no signals that a program could answer. */
const signals = process.platform !== 'win32';

test('run --json: ready first, then an event for each thing that happens, and a quiet end', async () => {
  const { child, next, notes } = start('run', '--json', '--no-ui', folder);
  const ready = JSON.parse(await next());
  expect(ready).toMatchObject({
    event: 'ready',
    listeners: [{ gateway: 'default/httpbin-gateway', port: 80, protocol: 'HTTP', address: '127.0.0.1' }],
  });
  expect(ready.ui).toBeUndefined();
  const { bound } = ready.listeners[0];

  const answer = await ask(bound, '/status/201', 'httpbin.example.com');
  expect([answer.statusCode, answer.headers.server]).toEqual([201, 'istio-envoy']);
  expect(JSON.parse(await next())).toMatchObject({
    event: 'exchange',
    method: 'GET',
    path: '/status/201',
    status: 201,
  });

  const file = join(folder, 'virtual-service.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('/delay', '/headers'));
  expect(JSON.parse(await next())).toMatchObject({ event: 'reload', generation: 2, errors: 0 });
  expect((await ask(bound, '/headers', 'httpbin.example.com')).statusCode).toBe(200);
  expect(JSON.parse(await next())).toMatchObject({ event: 'exchange', path: '/headers' });

  if (!signals) return;
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(await notes).toBe('');
});

test('run in words: a listener, what to export, and the access log', async () => {
  const { child, next } = start('run', '--no-ui', folder);
  expect(await next()).toMatch(/^80 HTTP default\/httpbin-gateway on 127\.0\.0\.1:\d+/);
  expect(await next()).toBe('export INGRESS_HOST=127.0.0.1');
  const port = Number((await next()).replace('export INGRESS_PORT=', ''));
  expect((await ask(port, '/nowhere', 'httpbin.example.com')).statusCode).toBe(404);
  expect(await next()).toMatch(/^\[.*\] "GET \/nowhere HTTP\/1\.1" 404 NR route_not_found /);
  if (!signals) return;
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('run --apply-on review: what is saved waits for slipway apply, and slipway rollback writes it back', async () => {
  const own = { HOME: home };
  const { next } = launch('main.ts', ['run', '--json', '--no-ui', '--apply-on', 'review', folder], own);
  const { bound } = JSON.parse(await next()).listeners[0];
  const slipway = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(project, 'src-main', 'cli', 'main.ts'), ...args], {
      env: { ...process.env, XDG_DATA_HOME: home, LOCALAPPDATA: home, ...own },
    });
  const file = join(folder, 'virtual-service.yaml');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace('/delay', '/headers'));
  expect(JSON.parse(await next())).toEqual({ event: 'waiting', files: ['virtual-service.yaml'] });
  expect((await ask(bound, '/headers', 'httpbin.example.com')).statusCode).toBe(404);
  expect(JSON.parse(await next())).toMatchObject({ event: 'exchange', status: 404 });

  const applied = JSON.parse((await slipway('apply', '--json', folder)).stdout);
  expect(applied).toEqual({ generation: 2, files: ['virtual-service.yaml'] });
  expect(JSON.parse(await next())).toMatchObject({ event: 'reload', generation: 2 });
  expect(JSON.parse(await next())).toEqual({ event: 'waiting', files: [] });
  expect((await ask(bound, '/headers', 'httpbin.example.com')).statusCode).toBe(200);
  expect(JSON.parse(await next())).toMatchObject({ event: 'exchange', status: 200 });

  expect((await slipway('rollback')).stdout).toBe('generation 3 answers: virtual-service.yaml\n');
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(JSON.parse(await next())).toMatchObject({ event: 'reload', generation: 3 });
});

test('slipway upstreams finds the one that runs, with a window or without', async () => {
  const own = { HOME: home };
  const kept = join(dataFolderOf(process.platform, { XDG_DATA_HOME: home, LOCALAPPDATA: home }, home), 'running');
  const { child, next } = launch('main.ts', ['run', '--json', '--no-ui', folder], own);
  const { bound } = JSON.parse(await next()).listeners[0];
  await ask(bound, '/status/503', 'httpbin.example.com');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(project, 'src-main', 'cli', 'main.ts'), 'upstreams', '--json', folder],
    { env: { ...process.env, XDG_DATA_HOME: home, LOCALAPPDATA: home, ...own } },
  );
  const [upstream] = JSON.parse(stdout);
  expect(upstream).toMatchObject({
    host: 'httpbin.default.svc.cluster.local',
    port: 8000,
    endpoints: [{ health: 'healthy' }],
  });
  expect(upstream.endpoints[0].totals.errors).toBeGreaterThan(0);
  expect(readdirSync(kept)).toEqual([`${child.pid}.json`]);
  if (!signals) return;
  child.kill('SIGTERM');
  await once(child, 'close');
  expect(readdirSync(kept)).toEqual([]);
});

test('Ctrl-C ends a program whose reader has stopped reading', async () => {
  if (!signals) return;
  const { child, next } = start('run', '--json', '--no-ui', folder);
  const { bound } = JSON.parse(await next()).listeners[0];
  child.stdout.pause();
  // Far more than a pipe holds.
  const path = `/nowhere?${'x'.repeat(8000)}`;
  for (let i = 0; i < 60; i++) expect((await ask(bound, path, 'httpbin.example.com')).statusCode).toBe(404);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a file that cannot be read is told while the gateway runs, once, and traffic goes on', async () => {
  const { next } = start('run', '--json', '--no-ui', folder);
  const { bound } = JSON.parse(await next()).listeners[0];
  writeFileSync(join(folder, 'picture.yaml'), new Uint8Array([0xff, 0xfe, 0x80]));
  expect(JSON.parse(await next())).toMatchObject({
    event: 'failure',
    code: 'workspace/not-utf8',
    message: expect.stringContaining('"picture.yaml"'),
  });
  const file = join(folder, 'virtual-service.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('/delay', '/headers'));
  // A file that makes no routes makes no generation, and its failure is not told again.
  expect(JSON.parse(await next())).toMatchObject({ event: 'reload', generation: 2 });
  expect((await ask(bound, '/headers', 'httpbin.example.com')).statusCode).toBe(200);
  expect(JSON.parse(await next())).toMatchObject({ event: 'exchange', path: '/headers' });
});

test('YAML from standard input is served', async () => {
  const { child, next } = start('run', '--json', '--no-ui', '-');
  child.stdin.end(
    ['gateway.yaml', 'virtual-service.yaml'].map((name) => readFileSync(join(folder, name), 'utf8')).join('\n---\n'),
  );
  const { bound } = JSON.parse(await next()).listeners[0];
  expect((await ask(bound, '/status/204', 'httpbin.example.com')).statusCode).toBe(204);
});

test('a reader that goes away ends the answer quietly', async () => {
  const { child, notes } = start('routes', '--json', folder);
  child.stdout.destroy();
  const [code, signal] = await once(child, 'close');
  expect([code, signal, await notes]).toEqual([0, null, '']);
});

test('npm start without a display says so in one line and serves the window to a browser', async () => {
  // Elsewhere a window would open; the desktop walk covers that.
  if (process.platform !== 'linux') return;
  const { child, next, notes } = launch('start.ts', [folder], { DISPLAY: '', WAYLAND_DISPLAY: '' });
  expect(await next()).toMatch(/^80 HTTP /);
  expect(await next()).toMatch(/^export /);
  expect(await next()).toMatch(/^export /);
  const window = (await next()).replace(/^window /, '');
  const answer = await fetch(window);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<div id="root">')]);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  const said = (await notes).split('\n').filter((line) => line !== '' && !line.startsWith('building the window'));
  expect(said).toEqual([expect.stringContaining('there is no display')]);
});
