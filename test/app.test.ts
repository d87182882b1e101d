import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Events, RequestInput } from '#contract/contract.ts';
import { rowsOf } from '#core/traffic/row-sheet.ts';
import { type App, type AppOptions, compose } from '../src-main/app/compose.ts';
import { emptyTable, exchange, type FakeEngine, fakeEngine, serve, world } from './app-world.ts';

let folder: string;
let engine: FakeEngine;
const apps: App[] = [];
const servers: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-app-'));
  engine = fakeEngine();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true, force: true });
});

const put = (name: string, text: string) => writeFile(join(folder, name), text);
const start = async (options: Partial<AppOptions> = {}) => {
  const app = await compose({ paths: [folder], ...world(), watch: false, ...options }, engine);
  apps.push(app);
  return app;
};
const heard = <N extends keyof Events>(app: App, name: N) => {
  const all: Events[N][] = [];
  app.events.on(name, (event) => all.push(event));
  return all;
};
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const served = () => JSON.parse(engine.applied.at(-1)?.settings.serverHeader ?? '{}') as Record<string, string>;

test('starts with the table of what is on disk, and says what is wrong with it', async () => {
  await put('a.yaml', 'one');
  await put('b.yaml', 'bad');
  const app = await start({ paths: [folder, join(folder, 'missing')] });
  expect(served()).toEqual({ 'a.yaml': 'one', 'b.yaml': '' });
  expect(await app.handlers['gateway.state'](null)).toMatchObject({
    gateway: { generation: 1 },
    diagnostics: [{ code: 'test/bad' }],
    heldBack: [{ file: 'b.yaml' }],
  });
  expect(await app.handlers['workspace.read'](null)).toMatchObject({ failures: [{ code: 'workspace/not-found' }] });
});

test('starts with nothing at all', async () => {
  const app = await start({ paths: [join(folder, 'missing')] });
  expect(engine.applied).toHaveLength(1);
  expect(app.workspace().failures).toHaveLength(1);
});

test('a save is served, told, and an invalid one keeps the last good', async () => {
  await put('a.yaml', 'one');
  const app = await start();
  const workspace = heard(app, 'workspace');
  const running = heard(app, 'running');
  const first = app.workspace().files[0]?.revision ?? '';
  const saved = await app.handlers['workspace.write']({ file: 'a.yaml', text: 'two', base: first });
  await soon(() => expect(running.at(-1)?.gateway.generation).toBe(2));
  expect(served()).toEqual({ 'a.yaml': 'two' });
  expect(workspace.at(-1)?.files[0]?.text).toBe('two');

  const base = saved.ok ? saved.value.revision : '';
  await app.handlers['workspace.write']({ file: 'a.yaml', text: 'bad', base });
  await soon(() =>
    expect(running.at(-1)?.heldBack).toEqual([{ resource: 'VirtualService default/a.yaml', file: 'a.yaml' }]),
  );
  expect(served()).toEqual({ 'a.yaml': 'two' });
  expect(workspace.at(-1)?.files[0]?.text).toBe('bad');
});

test('a change on disk is served', async () => {
  await put('a.yaml', 'one');
  await start({ watch: true });
  await put('a.yaml', 'two');
  await soon(() => expect(served()).toEqual({ 'a.yaml': 'two' }));
});

test('changes while a table is applied become one further table', async () => {
  const app = await start();
  const release = engine.hold();
  for (const name of ['a', 'b', 'c', 'd']) await app.handlers['workspace.write']({ file: `${name}.yaml`, text: name });
  expect(engine.applied).toHaveLength(1);
  release();
  await soon(() => expect(Object.keys(served())).toEqual(['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml']));
  expect(engine.applied).toHaveLength(3);
});

test('a bug while applying leaves the table before, and the next change is applied', async () => {
  const log = vi.fn();
  const app = await start({ log });
  const { build } = engine;
  Object.assign(engine, {
    build: () => {
      throw new Error('a bug');
    },
  });
  await app.handlers['workspace.write']({ file: 'a.yaml', text: 'one' });
  await soon(() => expect(log).toHaveBeenCalledWith('error', expect.any(String), expect.anything()));
  expect((await app.handlers['gateway.table'](null)).generation).toBe(1);
  Object.assign(engine, { build });
  await app.handlers['workspace.write']({ file: 'b.yaml', text: 'two' });
  await soon(() => expect(served()).toEqual({ 'a.yaml': 'one', 'b.yaml': 'two' }));
});

test('ports asked for on the command line win', async () => {
  await start({ portOverrides: { 80: 9080 } });
  expect(engine.applied[0]?.settings.ports).toEqual({ 80: 9080 });
});

test('exchanges are told in batches, kept, and cleared', async () => {
  const app = await start();
  const news = heard(app, 'traffic');
  const rows = () => news.flatMap((one) => rowsOf(one.rows));
  for (let id = 1; id <= 100; id++) engine.given().onExchange(exchange(id));
  expect((await app.handlers['traffic.list']({ last: 5_000 })).map((e) => e.id)).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
  await soon(() => expect(rows()).toHaveLength(100));
  expect(news.map(({ first }) => first)).toEqual([0, 1]);
  await app.handlers['traffic.clear'](null);
  expect(await app.handlers['traffic.list']({ last: 5_000 })).toEqual([]);
  for (let id = 1; id <= 9_000; id++) engine.given().onExchange(exchange(id));
  await soon(() => expect(rows()).toHaveLength(9_100));
  const kept = await app.handlers['traffic.list']({ last: 5_000 });
  expect(kept.length).toBe(5_000);
  expect(kept.at(-1)?.id).toBe(9_000);
});

test('binding a service writes the document and says where', async () => {
  const app = await start();
  const bind = (name: string, address: string) =>
    app.handlers['services.bind']({ namespace: 'default', name, address });
  expect(await bind('cart', ':9001')).toEqual({ ok: true, value: { file: 'local.yaml' } });
  expect(await bind('shop', ':9002')).toEqual({ ok: true, value: { file: 'local.yaml' } });
  expect(await readFile(join(folder, 'local.yaml'), 'utf8')).toBe('default/cart=:9001\ndefault/shop=:9002\n');
  expect(await bind('nobody', ':1')).toMatchObject({ ok: false, failure: { code: 'services/unknown' } });
});

test('with several folders open, a new binding goes into the first of them', async () => {
  await mkdir(join(folder, 'a'));
  await mkdir(join(folder, 'b'));
  await put('a/local.yaml', '# mine\n');
  const app = await start({ paths: [join(folder, 'a'), join(folder, 'b')] });
  const bound = await app.handlers['services.bind']({ namespace: 'default', name: 'cart', address: '9001' });
  expect(bound).toEqual({ ok: true, value: { file: 'a/local.yaml' } });
  expect(await readFile(join(folder, 'a/local.yaml'), 'utf8')).toBe('# mine\ndefault/cart=9001\n');
});

test('close ends everything once', async () => {
  const app = await start();
  await app.close();
  apps.length = 0;
  expect(engine.closed).toBe(1);
});

test('a file given alone can be saved next to a folder that is not open', async () => {
  await mkdir(join(folder, 'x'));
  await put('x/a.yaml', 'one');
  const app = await start({ paths: [join(folder, 'x/a.yaml')] });
  expect(await app.handlers['workspace.write']({ file: 'b.yaml', text: 'two' })).toMatchObject({ ok: true });
  expect(await readFile(join(folder, 'x/b.yaml'), 'utf8')).toBe('two');
});

const listening = async (answer: RequestListener) => {
  const { port, server } = await serve(answer);
  servers.push(server);
  const build = engine.build;
  Object.assign(engine, {
    build: (...args: Parameters<typeof build>) => ({
      ...build(...args),
      table: {
        ...emptyTable,
        listeners: [
          { id: '0.0.0.0_80', port: 80, declaredPorts: [80], chains: [{ protocol: 'HTTP', servers: [] }] },
          { id: '0.0.0.0_81', port: 81, declaredPorts: [81], chains: [{ protocol: 'HTTP', servers: [] }] },
        ],
      },
    }),
  });
  const of = (p: number) => ({
    listener: `0.0.0.0_${p}`,
    gateway: 'default/main',
    gateways: ['default/main'],
    port: p,
    protocol: 'HTTP',
  });
  engine.state = {
    generation: 0,
    listeners: [
      { ...of(80), addresses: ['127.0.0.1'], bound: port },
      { ...of(81), addresses: [], failure: { code: 'gateway/port-taken', message: 'port 81 is taken by "caddy"' } },
    ],
  };
  return start();
};
const get = (url: string, more: Partial<RequestInput> = {}): RequestInput => ({
  method: 'GET',
  url,
  headers: [],
  ...more,
});

test('a request goes through the socket with the host of its address', async () => {
  const app = await listening((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      response.writeHead(
        201,
        'Made',
        [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ].flat(),
      );
      response.end(`${request.method} ${request.headers.host} ${request.url} ${request.headers['x-a']} ${body} ✓`);
    });
  });
  const done = await app.handlers['gateway.send'](
    get('http://Shop.local/a?b=1', { method: 'POST', headers: [['X-A', 'y']], body: 'hällo' }),
  );
  expect(done).toMatchObject({
    ok: true,
    value: {
      status: 201,
      statusText: 'Made',
      body: 'POST Shop.local /a?b=1 y hällo ✓',
      binary: false,
      truncated: false,
    },
  });
  expect(done.ok && done.value.headers.filter(([name]) => name === 'set-cookie')).toEqual([
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ]);
});

test('redirects are not followed, long bodies are cut, other bytes are base64', async () => {
  const app = await listening((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location: 'http://elsewhere/' }).end();
    else if (request.url === '/long') response.end('ä'.repeat(300_000));
    else response.end(Buffer.from([0xff, 0x00, 0x01]));
  });
  const send = app.handlers['gateway.send'];
  expect(await send(get('http://shop.local/redirect'))).toMatchObject({ value: { status: 302, body: '' } });
  const long = await send(get('http://shop.local/long'));
  expect(long).toMatchObject({ value: { truncated: true, binary: false } });
  expect(long.ok && Buffer.byteLength(long.value.body)).toBe(256 * 1024);
  expect(await send(get('http://shop.local/bytes'))).toMatchObject({ value: { binary: true, body: '/wAB' } });
});

test('what cannot be sent is a failure with the reason', async () => {
  const app = await listening((_, response) => response.destroy());
  const send = app.handlers['gateway.send'];
  expect(await send(get('shop.local'))).toMatchObject({ failure: { code: 'gateway/bad-url' } });
  expect(await send(get('http://shop.local:1234/'))).toMatchObject({ failure: { code: 'gateway/no-listener' } });
  expect(await send(get('http://shop.local:81/'))).toMatchObject({
    failure: { code: 'gateway/not-open', message: expect.stringContaining('taken by "caddy"') },
  });
  expect(await send(get('http://shop.local/'))).toMatchObject({ failure: { code: 'gateway/broken-off' } });
  expect(await send(get('http://shop.local/a b'))).toMatchObject({ failure: { code: 'gateway/bad-request' } });
});

test('an explanation speaks of the running table', async () => {
  const app = await listening(() => {});
  const answer = await app.handlers['gateway.explain'](get('http://shop.local:1234/'));
  expect(answer).toMatchObject({ ok: true, value: { decision: { outcome: 'reject' } } });
});
