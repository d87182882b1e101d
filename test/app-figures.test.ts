import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import parse from 'parse-prometheus-text-format';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type App, createApp } from '../src-main/app/app.ts';

// Real requests through the gateway's own sockets, and what is told of them afterwards.

let folder: string;
let app: App;

const rule = (prefix: string) => `  - match: [{ uri: { prefix: ${prefix} } }]
    route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
`;
const config = (rules: string) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [httpbin.example.com] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: httpbin }
spec:
  hosts: [httpbin.example.com]
  gateways: [main]
  http:
${rules}`;

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-figures-'));
  await writeFile(join(folder, 'httpbin.yaml'), config(rule('/status')));
  const ports = { 80: await freePort() };
  app = await createApp({ paths: [folder], clock: Date.now, dice: Math.random, log: () => {}, portOverrides: ports });
});
afterEach(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

let asked = 0;
const ask = (path: string) => {
  asked += 1;
  return app.handlers['gateway.send']({ method: 'GET', url: `http://httpbin.example.com${path}`, headers: [] });
};
const told = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

test('requests are counted by route, code and flag; a rule that moves takes its hour along, Prometheus keeps the old name', async () => {
  for (const path of ['/status/200', '/status/200', '/status/503', '/headers']) await ask(path);
  const figures = () => app.handlers['metrics.figures']({ minutes: 5 });
  await told(async () => expect((await figures()).total.requests).toBe(4));
  const [before, ...none] = (await figures()).routes;
  expect(none).toEqual([]);
  expect(before).toMatchObject({ requests: 3, errors: 1, clientErrors: 0 });
  expect((await figures()).total.clientErrors).toBe(1);

  const counted = async () => {
    const { text } = await app.handlers['metrics.text'](null);
    const metrics = parse(text).find(({ name }) => name === 'envoy_vhost_route_upstream_rq')?.metrics ?? [];
    return metrics.map(({ labels, value }) => [labels?.envoy_route, labels?.envoy_response_code, value]);
  };
  const old = before?.route;
  expect(await counted()).toEqual([
    [old, '200', '2'],
    [old, '503', '1'],
  ]);

  await writeFile(join(folder, 'httpbin.yaml'), config(rule('/headers') + rule('/status')));
  await told(async () => expect((await ask('/headers')).ok && (await figures()).routes.length).toBe(2));
  const after = (await figures()).routes.find(({ requests }) => requests === 3);
  expect(after?.route).not.toBe(old);
  expect(await counted()).toContainEqual([old, '503', '1']);

  await told(async () => expect((await figures()).total.requests).toBe(asked));
  await app.handlers['traffic.clear'](null);
  expect((await figures()).total.requests).toBe(0);
  expect(await counted()).toContainEqual([old, '503', '1']);
});
