import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { BindInput } from '#contract/contract.ts';
import { type App, createApp } from '../src-main/app/app.ts';
import { selfSigned } from './discover/self-signed.ts';

// Bindings of all sorts through the real gateway: what is written answers.

const config = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["*"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /v1 } }]
    route: [{ destination: { host: web, subset: v1 } }]
  - match: [{ uri: { prefix: /v2 } }]
    route: [{ destination: { host: web, subset: v2 } }]
  - route: [{ destination: { host: web } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  subsets:
  - { name: v1, labels: { version: v1 } }
  - { name: v2, labels: { version: v2 } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80, name: http }] }
`;

const start = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-services-'));
  await writeFile(join(folder, 'shop.yaml'), config);
  const app = await createApp({
    paths: [folder],
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    portOverrides: { 80: 0 },
  });
  onTestFinished(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { app, file: () => readFile(join(folder, 'local-services.yaml'), 'utf8') };
};
const bind = async (app: App, what: Omit<BindInput, 'name' | 'namespace'>) => {
  const bound = await app.handlers['services.bind']({ namespace: 'default', name: 'web', ...what });
  if (!bound.ok) throw new Error(bound.failure.message);
};
const ask = async (app: App, path: string) => {
  const answer = await app.handlers['gateway.send']({ method: 'GET', url: `http://shop.test${path}`, headers: [] });
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
};
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};
const sayHost: RequestListener = ({ headers, url }, response) => response.end(`${headers.host} ${url}`);

test('a stub answers alike whatever is asked, another one takes over, and none is left', async () => {
  const { app, file } = await start();
  expect((await ask(app, '/')).status).toBe(503);
  await bind(app, { stub: { status: 418, body: '{"tea":true}', headers: { 'x-pot': 'brown' } } });
  await soon(async () => expect((await ask(app, '/any/where?x')).status).toBe(418));
  const { headers, body } = await ask(app, '/');
  expect(body).toBe('{"tea":true}');
  expect(Object.fromEntries(headers)).toMatchObject({ 'content-type': 'application/json', 'x-pot': 'brown' });
  await bind(app, { stub: { status: 204, delay: '10ms' } });
  await soon(async () => expect((await ask(app, '/')).status).toBe(204));
  expect(await file()).toBe(
    'apiVersion: slipway.dev/v1\nkind: LocalService\nmetadata:\n  name: web\nspec:\n  stub:\n    status: 204\n    delay: 10ms\n',
  );
  await bind(app, { nothing: true });
  await soon(async () => expect((await ask(app, '/')).status).toBe(503));
});

test('a site gets its own Host, an address the one of the request', async () => {
  const { app } = await start();
  const port = await listening(createServer(sayHost));
  await bind(app, { url: `http://localhost:${port}` });
  await soon(async () => expect((await ask(app, '/a')).body).toBe(`localhost:${port} /a`));
  await bind(app, { address: String(port) });
  await soon(async () => expect((await ask(app, '/b')).body).toBe('shop.test /b'));
});

test('a site of https is spoken to in TLS, on this machine with any certificate', async () => {
  const { app } = await start();
  const port = await listening(createSecure(await selfSigned(), sayHost));
  await bind(app, { url: `https://localhost:${port}` });
  await soon(async () => expect((await ask(app, '/secret')).body).toBe(`localhost:${port} /secret`));
});

test('subsets go to different ports', async () => {
  const { app } = await start();
  const one = await listening(createServer((_, response) => response.end('one')));
  const two = await listening(createServer((_, response) => response.end('two')));
  await bind(app, { labels: { version: 'v1' }, address: String(one) });
  await bind(app, { labels: { version: 'v2' }, address: `localhost:${two}` });
  await soon(async () => expect((await ask(app, '/v2')).body).toBe('two'));
  expect((await ask(app, '/v1')).body).toBe('one');
});

test('a candidate is found over the contract, without the gateway itself', async () => {
  const { app } = await start();
  const found = await app.handlers['services.candidates']({ source: 'ports' });
  if (!found.ok) throw new Error(found.failure.message);
  const own = app.running().gateway.listeners.map(({ bound }) => bound);
  expect(found.value.filter(({ port }) => own.includes(port))).toEqual([]);
  expect(await app.handlers['services.forwards'](null)).toEqual([]);
});
