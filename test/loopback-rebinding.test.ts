import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import { usualSettings } from '#contract/settings.ts';
import { createLoopback, type Loopback, type LoopbackOptions } from '../src-main/loopback/loopback.ts';
import { ask, openSession, pageHeaders } from './loopback-client.ts';

/** What an attacker can do who runs a page in the person's own browser, or has seen what was printed. */

const read = vi.fn(async () => ({ title: 'secret shop', files: [], failures: [] }));
const handlers = {
  'workspace.read': read,
  'settings.read': async () => ({ settings: usualSettings, failures: [] }),
  'metrics.text': async () => ({ type: 'text/plain', text: 'up 1\n' }),
} as unknown as Handlers;

const start = async (options: Partial<LoopbackOptions> = {}): Promise<Loopback> => {
  const events = { on: () => () => {} };
  const loopback = await createLoopback({ handlers, events, assets: 'nothing', port: 0, log: () => {}, ...options });
  onTestFinished(() => loopback.close());
  read.mockClear();
  return loopback;
};
const signedIn = async () => {
  const loopback = await start();
  const { port, cookie } = await openSession(loopback.url);
  return { loopback, port, headers: { ...pageHeaders(port), cookie } };
};
const codeOf = (link: string): string => new URL(link).hash.replace('#code=', '');
const session = (port: number, body: unknown, headers = pageHeaders(port)) =>
  ask(port, 'POST', '/session', headers, JSON.stringify(body));

/** A request byte for byte, for what no client would send. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
    socket.write(text, 'latin1');
  });

test('a page under a name that resolves to 127.0.0.1 gets nothing: no page, no session, no call, no event, no figures', async () => {
  const { port, headers, loopback } = await signedIn();
  const looked: string[] = [];
  /** The browser of the victim, whose resolver was told another address the second time. */
  const asBrowser = (method: string, path: string, more: IncomingHttpHeaders, body?: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asked = request(
        {
          host: 'rebound.attacker.example',
          port,
          method,
          path,
          agent: false,
          headers: more,
          lookup: (name, _, found) => {
            looked.push(name);
            // Node asks for all of them.
            (found as unknown as (e: null, all: { address: string; family: number }[]) => void)(null, [
              { address: '127.0.0.1', family: 4 },
            ]);
          },
        },
        (answer) => {
          let text = '';
          answer.on('data', (part) => {
            text += part;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
  const origin = `http://rebound.attacker.example:${port}`;
  // Same-origin for the browser, so it sends what it likes, and even the cookie if it had one.
  const page = { 'content-type': 'application/json', origin, cookie: headers.cookie, 'sec-fetch-site': 'same-origin' };
  const code = codeOf(loopback.link());
  for (const [method, path, body] of [
    ['GET', '/'],
    ['POST', '/session', JSON.stringify({ code })],
    ['POST', '/call/workspace.read', 'null'],
    ['GET', '/call/events'],
    ['GET', '/metrics'],
    ['GET', '/stats/prometheus'],
  ] as const) {
    const got = await asBrowser(method, path, page, body);
    expect(got.status, path).toBe(421);
    expect(got.text, path).not.toMatch(/<html|secret|up 1/);
  }
  expect(new Set(looked)).toEqual(new Set(['rebound.attacker.example']));
  expect(read).not.toHaveBeenCalled();
  // The code was not even looked at.
  expect((await session(port, { code })).status).toBe(200);
});

test.each([
  '127.0.0.1.:PORT',
  'localhost.:PORT',
  '127.0.0.1.nip.io:PORT',
  'localhost.attacker.example:PORT',
  'attacker.example:PORT@127.0.0.1',
  '127.0.0.1:PORT@attacker.example',
  '127.0.0.1:PORT:PORT',
  '127.1:PORT',
  '2130706433:PORT',
  '0x7f000001:PORT',
  '0177.0.0.1:PORT',
  '0.0.0.0:PORT',
  '[::ffff:127.0.0.1]:PORT',
  '[::ffff:7f00:1]:PORT',
  '[0:0:0:0:0:0:0:1]:PORT',
  '::1:PORT',
  '[::1%lo]:PORT',
  'httpbin.example.com.localhost:PORT',
  'slipway.localhost:PORT',
  '127.0.0.1:80',
  '127.0.0.1:0PORT',
  '127.0.0.1:PORT/',
  '127.0.0.1:',
])('the Host %j is not ours, whatever else is right', async (written) => {
  const { port, headers } = await signedIn();
  const host = written.replaceAll('PORT', String(port));
  for (const origin of [headers.origin, `http://${host}`]) {
    const answer = await ask(port, 'POST', '/call/workspace.read', { ...headers, host, origin }, 'null');
    expect(answer.status).toBe(421);
  }
  expect(read).not.toHaveBeenCalled();
});

test('two Hosts, none, and targets that name another host are refused', async () => {
  const { port, headers } = await signedIn();
  const lines = `Origin: ${headers.origin}\r\nCookie: ${headers.cookie}\r\nContent-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnull`;
  const own = `Host: 127.0.0.1:${port}\r\n`;
  const call = (target: string, hosts: string) => raw(port, `POST ${target} HTTP/1.1\r\n${hosts}${lines}`);
  expect(await call('/call/workspace.read', own)).toMatch(/^HTTP\/1\.1 200 /);
  read.mockClear();
  for (const hosts of [`${own}Host: attacker.example\r\n`, `Host: attacker.example\r\n${own}`, `${own}${own}`, ''])
    expect(await call('/call/workspace.read', hosts)).toMatch(/^HTTP\/1\.1 4(?:00|21) /);
  for (const target of [
    'http://attacker.example/call/workspace.read',
    `http://attacker.example:${port}/call/workspace.read`,
    `http://127.0.0.1:${port}/call/workspace.read`,
    '//attacker.example/call/workspace.read',
    '*',
  ])
    expect(await call(target, own), target).toMatch(/^HTTP\/1\.1 40[045] /);
  expect(await raw(port, `CONNECT attacker.example:443 HTTP/1.1\r\n${own}\r\n`)).toBe('');
  expect(read).not.toHaveBeenCalled();
});

test('a page of another site is refused by its Origin, and a form by its type', async () => {
  const { port, headers } = await signedIn();
  for (const origin of [
    'null',
    'http://attacker.example',
    'http://127.0.0.1',
    `http://127.0.0.1:${port + 1}`,
    `http://127.0.0.1:${port}.attacker.example`,
    `http://127.0.0.1:${port}/`,
    `http://localhost:${port}`,
    `ws://127.0.0.1:${port}`,
    `file://`,
    `http://127.0.0.1:${port} http://attacker.example`,
    '',
  ]) {
    const answer = await ask(port, 'POST', '/call/workspace.read', { ...headers, origin }, 'null');
    expect(answer.status, origin).toBe(403);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
  const { origin: _, ...without } = headers;
  expect((await ask(port, 'POST', '/call/workspace.read', without, 'null')).status).toBe(403);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
    'application/json-patch',
    '',
  ])
    expect(
      (await ask(port, 'POST', '/call/workspace.read', { ...headers, 'content-type': type }, 'null')).status,
      type,
    ).toBe(415);
  expect(read).not.toHaveBeenCalled();
});

test('cookies: none, half, of another port, of another run, and beside a right one of another name', async () => {
  const { port, headers } = await signedIn();
  const { cookie, ...without } = headers;
  const other = await signedIn();
  const [name, value = ''] = String(cookie).split('=');
  for (const forged of [
    undefined,
    `${name}=`,
    `${name}=${value.slice(0, -1)}`,
    `${name}=${value}x`,
    `slipway-${port + 1}=${value}`,
    `${name}=${String(other.headers.cookie).split('=')[1]}`,
    `${name}x=${value}; ${name}=wrong`,
  ]) {
    const answer = await ask(
      port,
      'POST',
      '/call/workspace.read',
      forged === undefined ? without : { ...without, cookie: forged },
      'null',
    );
    expect(answer.status, forged).toBe(401);
  }
  expect(read).not.toHaveBeenCalled();
});

test('a printed code opens one browser; who finds it later is refused, and so is one of an earlier run', async () => {
  const loopback = await start();
  const { port } = loopback;
  const link = loopback.link();
  expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#code=[\\w-]{43}$`));
  const code = codeOf(link);
  const first = await session(port, { code });
  expect(first.status).toBe(200);
  const replayed = await session(port, { code });
  expect(replayed.status).toBe(401);
  expect(replayed.headers['set-cookie']).toBeUndefined();
  expect(JSON.parse(replayed.text).message).toContain('"slipway window" prints another');
  // Another one, side by side, has not been used by that.
  const [a, b] = [codeOf(loopback.link()), codeOf(loopback.link())];
  expect((await session(port, { code: b })).status).toBe(200);
  expect((await session(port, { code: a })).status).toBe(200);
  const unused = codeOf(loopback.link());
  await loopback.close();
  const next = await start({ port });
  expect((await session(next.port, { code: unused })).status).toBe(401);
  const [cookie = ''] = (first.headers['set-cookie']?.[0] ?? '').split(';');
  const headers = { ...pageHeaders(next.port), cookie };
  expect((await ask(next.port, 'POST', '/call/workspace.read', headers, 'null')).status).toBe(401);
});

test('two at once with one code: one of them gets in', async () => {
  const loopback = await start();
  const code = codeOf(loopback.link());
  const all = await Promise.all(Array.from({ length: 8 }, () => session(loopback.port, { code })));
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('of codes that nobody used only the newest are good, so that asking often leaves no store of them', async () => {
  const loopback = await start();
  const codes = Array.from({ length: 20 }, () => codeOf(loopback.link()));
  const statuses: number[] = [];
  for (const code of codes) statuses.push((await session(loopback.port, { code })).status);
  expect(statuses).toEqual([...Array(4).fill(401), ...Array(16).fill(200)]);
});

test('codes and tokens are taken from the body alone, of the right type, and never told to who has a session', async () => {
  const { port, headers, loopback } = await signedIn();
  const code = codeOf(loopback.link());
  const token = new URL(loopback.url).hash.replace('#token=', '');
  for (const path of [`/session?code=${code}`, `/session?token=${token}`])
    expect((await ask(port, 'POST', path, headers, '{}')).status).toBe(401);
  for (const body of [
    { code: [code] },
    { code: { toString: code } },
    { code: '' },
    { code, token: 'x' },
    null,
    [code],
    code,
  ])
    expect((await session(port, body)).status).toBe(401);
  for (const path of [`/?code=${code}`, `/metrics?token=${token}`, '/call/events'])
    expect((await ask(port, 'GET', path, { ...headers, cookie: '' })).headers['set-cookie']).toBeUndefined();
  // A window cannot make addresses for others: that takes the token.
  expect((await session(port, { link: true }, headers)).status).toBe(401);
  const asked = await session(port, { token, link: true });
  expect(asked.headers['set-cookie']).toBeUndefined();
  expect((await session(port, { code: codeOf(JSON.parse(asked.text).output) })).status).toBe(200);
  expect((await session(port, { code })).status).toBe(200);
});

test('figures are for programs of this machine: without a session under our own name, never for a page of another site', async () => {
  const { port } = await signedIn();
  const host = `127.0.0.1:${port}`;
  expect((await ask(port, 'GET', '/metrics', { host })).text).toBe('up 1\n');
  for (const foreign of [{ origin: 'http://attacker.example' }, { 'sec-fetch-site': 'cross-site' }])
    expect((await ask(port, 'GET', '/metrics', { host, ...foreign })).status).toBe(403);
  expect((await ask(port, 'GET', '/metrics', { host: `attacker.example:${port}` })).status).toBe(421);
});
