import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EventName, EventSource, Events, Handlers } from '#contract/contract.ts';
import { usualSettings } from '#contract/settings.ts';
import { createLoopback, type Loopback, LoopbackError, type LoopbackOptions } from '../src-main/loopback/loopback.ts';
import { ask, loopbackWire, openSession, pageHeaders } from './loopback-client.ts';

let folder: string;
const opened: Loopback[] = [];
const log = vi.fn();
const listeners = new Map<EventName, Set<(event: never) => void>>();
const events: EventSource = {
  on: (name, listener) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  },
};
const tell = <N extends EventName>(name: N, event: Events[N]) => {
  for (const listener of listeners.get(name) ?? []) listener(event as never);
};
const handlers = {
  'workspace.read': async () => ({ title: 'shop', files: [], failures: [] }),
  'traffic.clear': async () => {
    throw new Error('a bug with a secret inside');
  },
  'settings.read': async () => ({ settings: usualSettings, failures: [] }),
  'metrics.text': async () => ({ type: 'text/plain; version=0.0.4', text: 'up 1\n' }),
  'workspace.write': async (input: { text: string }) => ({ ok: false, failure: { code: 'x/y', message: input.text } }),
} as unknown as Handlers;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-loopback-'));
  await mkdir(join(folder, 'page/assets'), { recursive: true });
  await writeFile(join(folder, 'page/index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  await writeFile(join(folder, 'page/assets/main-DcVbX3a9.js'), 'run()');
  await writeFile(join(folder, 'page/favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(folder, 'page/link.txt'));
  log.mockClear();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((l) => l.close()));
  await rm(folder, { recursive: true, force: true });
});

const start = async (options: Partial<LoopbackOptions> = {}) => {
  const loopback = await createLoopback({ handlers, events, assets: join(folder, 'page'), port: 0, log, ...options });
  opened.push(loopback);
  return loopback;
};
const signedIn = async (options: Partial<LoopbackOptions> = {}) => {
  const loopback = await start(options);
  const { port, cookie } = await openSession(loopback.url);
  return { loopback, port, headers: { ...pageHeaders(port), cookie } };
};

test('the page is served with a strict policy whose nonce is in the page, new each time', async () => {
  const { port } = await start();
  const first = await ask(port, 'GET', '/');
  const nonce = /content="([^"]+)"/.exec(first.text)?.[1];
  expect(first.status).toBe(200);
  expect(first.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(first.headers['cache-control']).toBe('no-store');
  expect(first.headers['content-security-policy']).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  );
  expect(first.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(Object.keys(first.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect((await ask(port, 'GET', '/')).text).not.toBe(first.text);
});

test('the page has the chosen colours before any of its programs run', async () => {
  const page = '<html lang="en"><meta name="color-scheme" content="light dark" />';
  await writeFile(join(folder, 'page/index.html'), page);
  const settings = { settings: { ...usualSettings, theme: 'dark' as const }, failures: [] };
  const dark = await start({ handlers: { ...handlers, 'settings.read': async () => settings } });
  expect((await ask(dark.port, 'GET', '/')).text).toBe(
    '<html data-theme="dark" lang="en"><meta name="color-scheme" content="dark" />',
  );
  const usual = { settings: usualSettings, failures: [] };
  const system = await start({ handlers: { ...handlers, 'settings.read': async () => usual } });
  expect((await ask(system.port, 'GET', '/')).text).toBe(page);
  const built = await readFile(join(import.meta.dirname, '../src-renderer/index.html'), 'utf8');
  expect(built).toContain('<html ');
  expect(built).toContain('name="color-scheme" content="light dark"');
});

test('files whose name carries a hash are cached for good, others are asked for again', async () => {
  const { port } = await start();
  const script = await ask(port, 'GET', '/assets/main-DcVbX3a9.js');
  expect([script.text, script.headers['content-type'], script.headers['cache-control']]).toEqual([
    'run()',
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ]);
  const icon = await ask(port, 'GET', '/favicon.svg');
  expect([icon.headers['content-type'], icon.headers['cache-control']]).toEqual(['image/svg+xml', 'no-cache']);
  const head = await ask(port, 'HEAD', '/');
  expect([head.status, head.text]).toEqual([200, '']);
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/%252e%252e/secret.txt',
  '/link.txt',
  '//etc/passwd',
  '/assets',
  '/.env',
  '/%00',
  '/%E0%A4%A',
])('%s leads nowhere', async (path) => {
  const { port } = await start();
  expect((await ask(port, 'GET', path)).status).toBe(404);
});

test.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:PORT'])(
  'the Host %j is not ours',
  async (host) => {
    const { port, headers } = await signedIn();
    const forged = { ...headers, host: host.replace('PORT', String(port)) };
    expect((await ask(port, 'GET', '/', forged)).status).toBe(421);
    expect((await ask(port, 'POST', '/call/workspace.read', forged, 'null')).status).toBe(421);
  },
);

test.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('the Host %s is ours', async (name) => {
  const { port, headers } = await signedIn();
  const own = { ...headers, host: `${name}:${port}`, origin: `http://${name.toLowerCase()}:${port}` };
  expect((await ask(port, 'POST', '/call/workspace.read', own, 'null')).status).toBe(200);
});

test('calls and events need the origin of our page', async () => {
  const { port, headers } = await signedIn();
  for (const origin of [
    'http://evil.example',
    'null',
    `https://127.0.0.1:${port}`,
    `http://localhost:${port}`,
    undefined,
  ]) {
    const { origin: _, ...others } = headers;
    const forged = origin === undefined ? others : { ...others, origin };
    expect((await ask(port, 'POST', '/call/workspace.read', forged, 'null')).status).toBe(403);
    expect((await ask(port, 'POST', '/session', forged, '{}')).status).toBe(403);
    if (origin !== undefined) expect((await ask(port, 'GET', '/call/events', forged)).status).toBe(403);
  }
  const { origin: _, ...plain } = headers;
  expect((await ask(port, 'GET', '/call/events', { ...plain, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const preflight = await ask(port, 'OPTIONS', '/call/workspace.read', { ...headers, origin: 'http://evil.example' });
  expect(preflight.status).toBe(405);
});

test('calls and events need the cookie', async () => {
  const { port, headers } = await signedIn();
  const { cookie, ...without } = headers;
  for (const forged of [
    without,
    { ...without, cookie: `slipway-${port}=x` },
    { ...without, cookie: `other-${cookie}` },
  ]) {
    expect((await ask(port, 'POST', '/call/workspace.read', forged, 'null')).status).toBe(401);
    expect((await ask(port, 'GET', '/call/events', forged)).status).toBe(401);
  }
  expect((await ask(port, 'POST', '/call/workspace.read', headers, 'null')).status).toBe(200);
});

test('the token gives a cookie for this page only, as often as its owner asks, and never from a query', async () => {
  const loopback = await start({ token: 'a-token-of-the-test' });
  const { port } = loopback;
  expect(loopback.url).toBe(`http://127.0.0.1:${port}/#token=a-token-of-the-test`);
  const give = (token: unknown, path = '/session') =>
    ask(port, 'POST', path, pageHeaders(port), JSON.stringify({ token }));
  for (const wrong of ['', 'a-token-of-the-tesT', null, 1]) expect((await give(wrong)).status).toBe(401);
  expect((await ask(port, 'POST', '/session?token=a-token-of-the-test', pageHeaders(port), '{}')).status).toBe(401);
  for (let browser = 0; browser < 2; browser++) {
    const answer = await give('a-token-of-the-test');
    expect(answer.status).toBe(200);
    // Browsers send it to every port of this host: only below a path that hardly any service has.
    const [cookie, ...more] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      new RegExp(`^slipway-${port}=[\\w-]{43}; Path=/call; Max-Age=2592000; HttpOnly; SameSite=Strict$`),
    );
    expect(cookie).not.toContain('a-token-of-the-test');
    expect(more).toEqual([]);
  }
});

test('calls are guarded: unknown names, other methods, bad JSON, bad input, too large, bugs', async () => {
  const { port, headers } = await signedIn();
  const call = (name: string, body: string, more = {}) =>
    ask(port, 'POST', `/call/${name}`, { ...headers, ...more }, body);
  expect(JSON.parse((await call('workspace.read', 'null')).text)).toEqual({
    ok: true,
    output: { title: 'shop', files: [], failures: [] },
  });
  for (const name of ['nothing', 'toString', '__proto__', '', 'workspace.read/x'])
    expect((await call(name, 'null')).status).toBe(404);
  expect((await ask(port, 'GET', '/call/workspace.read', headers)).status).toBe(405);
  expect((await call('workspace.read', '{')).status).toBe(400);
  expect((await call('workspace.read', 'null', { 'content-type': 'text/plain' })).status).toBe(415);
  const bad = await call('workspace.write', '{"file":"x.yaml","text":1}');
  expect([bad.status, JSON.parse(bad.text)]).toEqual([
    400,
    { ok: false, message: 'the input of "workspace.write" is not valid at "text": a string was expected' },
  ]);
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', '--gpu-launcher=sh', 'http://a b/', 'http://[::bad/'])
    expect((await call('browser.open', JSON.stringify({ url }))).status, url).toBe(400);
  expect((await call('workspace.read', `"${'x'.repeat(21 * 1024 * 1024)}"`)).status).toBe(413);
  const text = '\n'.repeat(19 * 1024 * 1024);
  expect((await call('workspace.write', JSON.stringify({ file: 'x.yaml', text }))).status).toBe(200);

  const bug = await call('traffic.clear', 'null');
  const id = /\(bug (\w+)\)/.exec(bug.text)?.[1];
  expect(bug.status).toBe(500);
  expect(bug.text).not.toContain('secret');
  expect(log).toHaveBeenCalledWith(
    'error',
    expect.any(String),
    expect.objectContaining({ id, cause: expect.stringContaining('a bug with a secret inside') }),
  );
});

test('events arrive as JSON, with a heartbeat between', async () => {
  const { loopback } = await signedIn({ limits: { clients: 2, bufferedBytes: 1_000, heartbeatMs: 5 } });
  const { wire, close } = await loopbackWire(loopback.url);
  const heard = vi.fn();
  wire.on('workspace', heard);
  tell('workspace', { title: 'two\nlines', files: [], failures: [] });
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith({ title: 'two\nlines', files: [], failures: [] }));
  close();
});

test('a window that does not read is dropped, and only so many may listen', async () => {
  const { port, headers } = await signedIn({ limits: { clients: 1, bufferedBytes: 100_000, heartbeatMs: 60_000 } });
  const slow = request({ host: '127.0.0.1', port, path: '/call/events', headers, agent: false });
  const gone = new Promise((done) => slow.on('close', done));
  await new Promise<void>((ready) => {
    slow.on('response', (response) => {
      response.pause();
      ready();
    });
    slow.on('error', () => {});
    slow.end();
  });
  const { origin: _, ...plain } = headers;
  expect((await ask(port, 'GET', '/call/events', plain)).status).toBe(503);
  for (let i = 0; i < 400 && log.mock.calls.length === 0; i++) {
    tell('workspace', { title: 'x'.repeat(100_000), files: [], failures: [] });
    await new Promise(setImmediate);
  }
  expect(log).toHaveBeenCalledWith('warn', expect.stringContaining('did not read'));
  slow.destroy();
  await gone;
});

test('a taken port is refused with the reason', async () => {
  const { port } = await start();
  const second = await createLoopback({ handlers, events, assets: folder, port, log }).catch((error: unknown) => error);
  expect(second).toBeInstanceOf(LoopbackError);
  expect(second).toMatchObject({ failure: { code: 'loopback/port-taken' } });
});

test('where the page is not built, the address says so', async () => {
  const { port } = await start({ assets: join(folder, 'nothing') });
  const answer = await ask(port, 'GET', '/');
  expect([answer.status, answer.text]).toEqual([503, expect.stringContaining('npm run build')]);
});

test('Prometheus reads figures without a session, by our own names alone and not from another page', async () => {
  const { port } = await start();
  for (const path of ['/metrics', '/stats/prometheus']) {
    const answer = await ask(port, 'GET', path);
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      200,
      'text/plain; version=0.0.4',
      'up 1\n',
    ]);
  }
  expect((await ask(port, 'GET', '/metrics', { host: `slipway.example:${port}` })).status).toBe(421);
  expect((await ask(port, 'GET', '/metrics', { origin: 'http://evil.example' })).status).toBe(403);
  expect((await ask(port, 'GET', '/metrics', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await ask(port, 'POST', '/metrics')).status).toBe(405);
});
