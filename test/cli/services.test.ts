import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import { build } from '#core/build.ts';
import type { Candidate } from '#core/edit/candidate.ts';
import { leaveRunningFile } from '../../src-main/app/running-files.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { createLoopback, type Loopback } from '../../src-main/loopback/loopback.ts';
import { slipway } from './fake-terminal.ts';

let home = '';
let host: Loopback | undefined;
let calls: { readonly name: string; readonly input: unknown }[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-services-'));
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, home);
  calls = [];
});
afterEach(async () => {
  await host?.close();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const table = build([
  {
    file: 'shop.yaml',
    text: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec: { host: web, subsets: [{ name: v1, labels: { version: v1 } }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80, name: http }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec: { hosts: [shop.test], gateways: [main], http: [{ route: [{ destination: { host: web, subset: v1 } }] }] }
`,
  },
]).table;
const web: Candidate = {
  id: 'port 3000',
  kind: 'port',
  label: 'web',
  to: { address: '3000' },
  port: 3000,
  names: [],
  about: { process: 'node', title: 'Shop' },
};
const other: Candidate = { ...web, id: 'port 4000', label: 'other', to: { address: '4000' }, port: 4000 };

/** Plays a program that runs. */
const running = async (more: Partial<Handlers> = {}) => {
  const noted =
    <T>(name: string, answer: T) =>
    async (input: unknown) => {
      calls.push({ name, input });
      return answer;
    };
  const handlers = {
    'gateway.table': async () => ({ generation: 1, table }),
    'gateway.state': async () => ({ gateway: { generation: 1, listeners: [{ bound: 8080 }] } }),
    'services.bind': noted('bind', { ok: true, value: { file: 'local-services.yaml' } }),
    'services.candidates': async ({ source }) =>
      source === 'ports'
        ? { ok: true, value: [other, web] }
        : source === 'forwards'
          ? { ok: true, value: [] }
          : { ok: false, failure: { code: 'discover/no-engine', message: 'no container engine runs here' } },
    'services.contexts': async () => ({ ok: true, value: { contexts: [], current: 'dev' } }),
    'services.forward': noted('forward', { ok: true, value: { localPort: 40_000 } }),
    'services.forwards': async () => [],
    ...more,
  } as Partial<Handlers> as Handlers;
  host = await createLoopback({ handlers, events: { on: () => () => {} }, port: 0, log: () => {} });
  await leaveRunningFile(dataFolder(), { pid: process.pid, address: host.url, paths: ['/shop'], started: 0 });
};

test('destinations with subsets, and what binds them', async () => {
  await running();
  const { code, answer } = await slipway(['services']);
  expect(code).toBe(0);
  expect(answer.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['SERVICE', 'SUBSET', 'STATE', 'BOUND BY', 'ADDRESS'],
    ['web.default.svc.cluster.local:80', '-', 'not bound', '-', '-'],
    ['web.default.svc.cluster.local:80', 'v1', 'not bound', '-', '-'],
  ]);
});

test('candidates for a service, the likeliest first; a source that fails is told', async () => {
  await running();
  const { answer, notes } = await slipway(['services', 'candidates', 'web']);
  expect(answer.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['NAME', 'TARGET', 'KIND', 'ABOUT', 'WHY'],
    ['web', '3000', 'port', '"Shop", node', 'name "web"'],
    ['other', '4000', 'port', '"Shop", node', '-'],
  ]);
  expect(notes).toBe('slipway: no container engine runs here');
});

test.each([
  [['bind', 'web', '3000'], { address: '3000' }],
  [['bind', 'web', 'https://api.test'], { url: 'https://api.test' }],
  [['bind', 'web', 'echo', '--beside'], { sample: 'echo', beside: true }],
  [['bind', 'web', 'stub:503:sorry: later', '--port', '80'], { stub: { status: 503, body: 'sorry: later' }, port: 80 }],
  [['bind', 'web', 'stub 404 not here'], { stub: { status: 404, body: 'not here' } }],
  [['bind', 'web', ':3001', '--subset', 'v1'], { address: ':3001', labels: { version: 'v1' } }],
  [['unbind', 'web'], { nothing: true }],
])('%j says what is bound, and prints the file', async (words, target) => {
  await running();
  expect(await slipway(['services', ...words])).toMatchObject({ code: 0, answer: 'local-services.yaml' });
  expect(calls).toEqual([{ name: 'bind', input: { name: 'web', namespace: 'default', ...target } }]);
});

test('a host outside of the cluster is bound by its whole name', async () => {
  const partner = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partner, namespace: shop }
spec: { hosts: [api.partner.test], ports: [{ number: 443, name: https, protocol: HTTP }], resolution: DNS }
`;
  const other = build([{ file: 'partner.yaml', text: partner }]).table;
  await running({ 'gateway.table': async () => ({ generation: 1, table: other }) });
  expect(await slipway(['services', 'bind', 'api.partner.test', '3000'])).toMatchObject({ code: 0, notes: '' });
  const host = { name: 'api.partner.test', namespace: 'shop', service: 'api.partner.test' };
  expect(calls).toEqual([{ name: 'bind', input: { ...host, address: '3000' } }]);
});

test('a service that nobody asks for, and a port of the gateway itself, are told', async () => {
  await running();
  expect(await slipway(['services', 'bind', 'webb', '3000'])).toMatchObject({
    code: 0,
    notes: 'slipway: no route leads to "webb" in namespace "default" so far',
  });
  expect(await slipway(['services', 'bind', 'web', 'localhost:8080'])).toMatchObject({
    code: 0,
    notes: 'slipway: the gateway itself listens on port 8080, so that requests would come back to it',
  });
});

test('a forward goes to the current context, and prints its port', async () => {
  await running();
  expect(await slipway(['services', 'forward', 'shop/orders:80'])).toMatchObject({ code: 0, answer: '40000' });
  expect(calls).toEqual([
    { name: 'forward', input: { context: 'dev', namespace: 'shop', service: 'orders', port: 80 } },
  ]);
});

test('wrong use is 2, what cannot be done is 1', async () => {
  const failure = { code: 'binding/bad-address', message: '"x" is no address' };
  await running({ 'services.bind': async () => ({ ok: false, failure }) });
  expect(await slipway(['services', 'bind', 'web', 'x'])).toMatchObject({
    code: 1,
    notes: 'slipway: "x" is no address',
  });
  for (const words of [
    ['fly'],
    ['bind', 'web'],
    ['unbind'],
    ['bind', 'web', '1', '--subset', 'v9'],
    ['forward', 'orders'],
  ])
    expect((await slipway(['services', ...words])).code).toBe(2);
  expect((await slipway(['services', 'unforward', 'none'])).code).toBe(1);
});
