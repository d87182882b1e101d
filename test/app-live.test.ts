import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type App, createApp } from '../src-main/app/app.ts';

// The whole way: files on disk, the pipeline, the gateway's own sockets and a bundled sample.

let folder: string;
let app: App | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-live-'));
});
afterEach(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
};
const put = (name: string, text: string) => writeFile(join(folder, name), text);
const start = async () => {
  app = await createApp({
    paths: [folder],
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    portOverrides: { 80: await freePort() },
  });
  return app;
};
const status = async (one: App, url: string): Promise<number | string> => {
  const answer = await one.handlers['gateway.send']({ method: 'GET', url, headers: [] });
  return answer.ok ? answer.value.status : answer.failure.message;
};
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["httpbin.example.com"]
`;
const routes = (prefix: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: httpbin }
spec:
  hosts: ["httpbin.example.com"]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: ${prefix} } }]
    route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
`;

test('the documentation’s routes answer, and a request is seen as traffic', async () => {
  await put('gateway.yaml', gateway);
  await put('routes.yaml', routes('/status'));
  const one = await start();
  expect(await status(one, 'http://httpbin.example.com/status/204')).toBe(204);
  expect(await status(one, 'http://httpbin.example.com/headers')).toBe(404);
  expect(await status(one, 'http://other.example.com/status/200')).toBe(404);
  await soon(async () =>
    expect((await one.handlers['traffic.list']({ last: 100 })).map((e) => e.status)).toEqual([204, 404, 404]),
  );
  expect(
    await one.handlers['gateway.explain']({ method: 'GET', url: 'http://httpbin.example.com/status/1', headers: [] }),
  ).toMatchObject({
    ok: true,
    value: { decision: { outcome: 'forward' } },
  });
});

test('an edit on disk is served, and an invalid one leaves the routes as they were', async () => {
  await put('gateway.yaml', gateway);
  await put('routes.yaml', routes('/status'));
  const one = await start();
  await put('routes.yaml', routes('/headers'));
  await soon(async () => expect(await status(one, 'http://httpbin.example.com/headers')).toBe(200));
  expect(await status(one, 'http://httpbin.example.com/status/200')).toBe(404);

  await put('routes.yaml', routes('/headers').replace('http:\n', 'http: [{ match: 7 }]\n  tpc:\n'));
  await soon(async () => expect(one.running().heldBack.map((h) => h.file)).toEqual(['routes.yaml']));
  expect(await status(one, 'http://httpbin.example.com/headers')).toBe(200);

  await put('routes.yaml', 'kind: [half a doc');
  await soon(async () => expect(one.running().diagnostics.some((d) => d.severity === 'error')).toBe(true));
  expect(await status(one, 'http://httpbin.example.com/headers')).toBe(200);

  await put('routes.yaml', routes('/ip'));
  await soon(async () => expect(await status(one, 'http://httpbin.example.com/ip')).toBe(200));
  expect(one.running().heldBack).toEqual([]);
});

test('a workspace with nothing good in it starts, and serves what comes', async () => {
  await put('gateway.yaml', '\t{');
  const one = await start();
  expect(one.running().gateway.listeners).toEqual([]);
  await put('gateway.yaml', gateway);
  await put('routes.yaml', routes('/status'));
  await soon(async () => expect(await status(one, 'http://httpbin.example.com/status/202')).toBe(202));
});

test('a service bound to an address of this machine is reached there', async () => {
  await put('gateway.yaml', gateway);
  await put('routes.yaml', routes('/').replace('host: httpbin,', 'host: cart,'));
  const one = await start();
  expect(await status(one, 'http://httpbin.example.com/')).toBe(503);
  const { createServer: createHttp } = await import('node:http');
  const server = createHttp((_, response) => response.writeHead(218).end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const bound = await one.handlers['services.bind']({
    namespace: 'default',
    name: 'cart',
    address: `127.0.0.1:${port}`,
  });
  expect(bound).toMatchObject({ ok: true });
  await soon(async () => expect(await status(one, 'http://httpbin.example.com/')).toBe(218));
  server.closeAllConnections();
  server.close();
});

test('a port that was taken is had when whoever knows of another machine says so, and windows hear of it', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  await put(
    'main.yaml',
    'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: main }\nspec:\n  servers:\n  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }\n',
  );
  const log = () => {};
  app = await createApp({ paths: [folder], clock: Date.now, dice: Math.random, log, portOverrides: { 80: port } });
  const one = app;
  expect(one.running().gateway.listeners[0]?.failure?.code).toBe('listen/port-taken');
  await new Promise((done) => other.close(done));
  const told = new Promise<number | undefined>((done) => {
    one.events.on('running', ({ gateway }) => done(gateway.listeners[0]?.bound));
  });
  one.recheck();
  expect(await told).toBe(port);
});
