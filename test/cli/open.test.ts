import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import type { ReachState } from '#contract/reach.ts';
import { build } from '#core/build.ts';
import { leaveRunningFile } from '../../src-main/app/running-files.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { createLoopback, type Loopback } from '../../src-main/loopback/loopback.ts';
import { slipway } from './fake-terminal.ts';

let home = '';
let host: Loopback | undefined;
let asked: { readonly name: string; readonly input: unknown }[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-open-'));
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, home);
  asked = [];
});
afterEach(async () => {
  await host?.close();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const { table } = build([
  {
    file: 'shop.yaml',
    text: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }
  - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [bin.example.com], tls: { mode: SIMPLE, credentialName: bin } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec: { hosts: ["*.pages.test", shop.test, bin.example.com], gateways: [main], http: [{ directResponse: { status: 200 } }] }
`,
  },
]);

const listeners = table.listeners.map(({ id, port }) => ({
  listener: id,
  gateway: 'default/main',
  gateways: ['default/main'],
  port,
  protocol: port === 80 ? 'HTTP' : 'HTTPS',
  addresses: ['127.0.0.1'],
  bound: port + 8000,
}));

const state: ReachState = {
  browsers: [
    { id: 'chrome', name: 'Google Chrome', kind: 'chromium', path: '/usr/bin/google-chrome', version: '142.0' },
    { id: 'firefox', name: 'Firefox', kind: 'firefox', path: '/snap/bin/firefox', packaged: 'snap' },
  ],
  sessions: [{ id: 'chrome-1', browser: 'chrome', url: 'http://shop.test/', started: 1 }],
  hosts: { file: '/etc/hosts', entries: [], rights: 'none', notes: [] },
};

/** Plays a program that runs. */
const running = async (more: Partial<Handlers> = {}) => {
  const note =
    (name: string, answer: (input: never) => unknown) =>
    async (input: never): Promise<never> => {
      asked.push({ name, input });
      return answer(input) as never;
    };
  const handlers = {
    'gateway.table': async () => ({ generation: 1, table }),
    'gateway.state': async () => ({ gateway: { generation: 1, listeners }, authorityFile: '/data/ca.pem' }) as never,
    'reach.state': async () => state,
    'browser.open': note('open', ({ url }: { url: string }) => ({
      ok: true,
      value: { id: 'chrome-1', browser: 'chrome', url, started: 1 },
    })),
    'browser.close': note('close', () => null),
    'browser.proxy': note('proxy', () => ({
      ok: true,
      value: { address: '127.0.0.1', port: 4000, pac: 'http://127.0.0.1:4000/proxy.pac' },
    })),
    ...more,
  } as Partial<Handlers> as Handlers;
  host = await createLoopback({ handlers, events: { on: () => () => {} }, port: 0, log: () => {} });
  await leaveRunningFile(dataFolder(), { pid: process.pid, address: host.url, paths: ['/shop'], started: 0 });
};

test('a URL is opened by the Slipway that runs, in the browser that is named', async () => {
  await running();
  expect(await slipway(['open', 'https://bin.example.com/status/200', '--browser', 'firefox'])).toEqual({
    code: 0,
    answer: 'chrome-1  https://bin.example.com/status/200',
    notes: '',
  });
  expect(asked).toEqual([{ name: 'open', input: { url: 'https://bin.example.com/status/200', browser: 'firefox' } }]);
});

test('a host alone stands for its first URL, and nothing at all for the first of the table', async () => {
  await running();
  await slipway(['open', 'bin.example.com/status/200?a=b']);
  await slipway(['open', 'a.pages.test']);
  await slipway(['open']);
  expect(asked.map(({ input }) => input)).toEqual([
    { url: 'https://bin.example.com/status/200?a=b' },
    { url: 'http://a.pages.test/' },
    { url: 'http://shop.test/' },
  ]);
});

test('a URL that the gateway has no server for is opened, and said', async () => {
  await running();
  const { code, notes } = await slipway(['open', 'https://www.example.org/']);
  expect(code).toBe(0);
  expect(notes).toContain('no server of the gateway has https://www.example.org/');
  expect((await slipway(['open', 'http://bin.example.com:81/'])).notes).toBe(
    'slipway: no server of the gateway has http://bin.example.com:81/; use http://bin.example.com/ or https://bin.example.com/',
  );
  expect(await slipway(['open', 'www.example.org'])).toEqual({
    code: 1,
    answer: '',
    notes:
      'slipway: "www.example.org" is no URL with http or https, and no host of the gateway; it has *.pages.test, shop.test, bin.example.com',
  });
});

test('why it was not opened is said, with exit code 1', async () => {
  const failure = { code: 'browser/no-display', message: 'there is no screen' };
  await running({ 'browser.open': async () => ({ ok: false, failure }) });
  expect(await slipway(['open', 'shop.test'])).toEqual({ code: 1, answer: '', notes: 'slipway: there is no screen' });
});

test('browsers are listed, and one that runs is ended', async () => {
  await running();
  expect((await slipway(['open', '--list'])).answer.split('\n')).toEqual([
    '  chrome   Google Chrome  142.0  /usr/bin/google-chrome',
    '  firefox  Firefox  (snap)  /snap/bin/firefox',
    'running:',
    '  chrome-1  http://shop.test/',
  ]);
  expect(JSON.parse((await slipway(['open', '--list', '--json'])).answer)).toEqual({
    browsers: state.browsers,
    sessions: state.sessions,
  });
  expect(await slipway(['open', '--close', 'chrome-1'])).toMatchObject({ code: 0 });
  expect(await slipway(['open', '--close', 'edge-1'])).toMatchObject({
    code: 1,
    notes: 'slipway: there is no browser "edge-1" that runs; "slipway open --list" says which do',
  });
  expect(asked).toEqual([{ name: 'close', input: { id: 'chrome-1' } }]);
});

test('text for other programs; the proxy is started only where the text names it', async () => {
  await running();
  expect((await slipway(['open', 'bin.example.com', '--as', 'curl'])).answer).toBe(
    "curl -i --connect-to 'bin.example.com:443:127.0.0.1:8443' --cacert '/data/ca.pem' 'https://bin.example.com/'",
  );
  expect((await slipway(['open', '--as', 'ingress'])).answer).toContain("export SECURE_INGRESS_PORT='8443'");
  expect(asked).toEqual([]);
  expect((await slipway(['open', '--as', 'pac'])).answer).toBe('http://127.0.0.1:4000/proxy.pac');
  expect((await slipway(['open', '--as', 'node', '--powershell'])).answer).toContain("$env:http_proxy = 'http://127.");
  expect(asked).toHaveLength(2);
  expect(JSON.parse((await slipway(['open', 'shop.test', '--as', 'localhost', '--json'])).answer)).toEqual({
    form: 'localhost',
    url: 'http://shop.test/',
    text: 'http://shop.test.localhost:8080/',
  });
});

test.each([
  [['a.test', 'b.test'], 'one URL is enough'],
  [['--as', 'wget'], '"--as wget" is no form'],
  [['--powershell'], 'goes with "--as"'],
])('wrong use %j', async (words, says) => {
  const { code, notes } = await slipway(['open', ...words]);
  expect(code).toBe(2);
  expect(notes).toContain(says);
});
