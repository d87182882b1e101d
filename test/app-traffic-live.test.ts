import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { accessLogJson, accessLogText } from '#core/traffic/access-log.ts';
import { type App, createApp } from '../src-main/app/app.ts';
import { serve } from './app-world.ts';

/** The whole app with one service, asked over its own sockets. */

const yaml = (port: number) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["shop.example.com"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: ["shop.example.com"]
  gateways: [main]
  http:
  - route: [{ destination: { host: shop, port: { number: 80 } } }]
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: shop }
spec:
  address: 127.0.0.1:${port}
`;

const freePort = async (): Promise<number> => {
  const { port, server } = await serve(() => {});
  await new Promise((done) => server.close(done));
  return port;
};

const start = async (answer: RequestListener): Promise<App> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-traffic-'));
  const { port, server } = await serve(answer);
  await writeFile(join(folder, 'a.yaml'), yaml(port));
  const ports = { 80: await freePort() };
  const app = await createApp({
    paths: [folder],
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    portOverrides: ports,
  });
  onTestFinished(async () => {
    await app.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return app;
};

const url = 'http://shop.example.com/cart?item=7';
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const newest = async (app: App) => {
  const [one] = await app.handlers['traffic.list']({ last: 1 });
  if (one === undefined) throw new Error('nothing has been recorded');
  return one;
};

test('a secret that came in never leaves main, unless it is asked for', async () => {
  const secret = 'tell-nobody-0123456789';
  const app = await start((_, response) => {
    response.setHeader('set-cookie', `session=${secret}`);
    response.end('ok');
  });
  const out: unknown[] = [];
  app.events.on('traffic', (news) => out.push(news));
  app.observe((batch) => out.push(batch, batch.map(accessLogText), batch.map(accessLogJson)));
  const names = ['Authorization', 'Proxy-Authorization', 'Cookie', 'X-Api-Key'];
  const headers = names.map((name) => [name, `Basic ${secret}`] as const);
  await app.handlers['gateway.send']({ method: 'GET', url, headers });
  await soon(async () => expect(await app.handlers['traffic.list']({ last: 1 })).toHaveLength(1));
  const { id } = await newest(app);
  out.push(await app.handlers['traffic.rows']({ from: 0, count: 100 }));
  out.push(await app.handlers['traffic.list']({ last: 100 }));
  out.push(await app.handlers['traffic.details']({ id }));
  expect(JSON.stringify(out)).not.toContain(secret);
  expect(JSON.stringify(out)).toContain('[redacted]');
  expect(out.length).toBeGreaterThan(4);
  const revealed = await app.handlers['traffic.details']({ id, reveal: true });
  const { exchange, sent, received } = revealed.ok ? revealed.value : { exchange: undefined };
  for (const lines of [exchange?.requestHeaders, exchange?.responseHeaders, sent?.headers, received?.headers])
    expect(JSON.stringify(lines)).toContain(secret);
});

test('a request is sent again with its secrets and its body, byte by byte', async () => {
  const got: { readonly method: string; readonly headers: string; readonly body: string }[] = [];
  const app = await start((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (bytes: Buffer) => chunks.push(bytes));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      got.push({ method: request.method ?? '', headers: request.rawHeaders.join('\n'), body });
      response.end('thanks');
    });
  });
  await app.handlers['gateway.send']({
    method: 'PUT',
    url,
    headers: [
      ['Authorization', 'Bearer abc'],
      ['X-Trace', 'one'],
    ],
    body: 'äöü',
  });
  await soon(async () => expect(await app.handlers['traffic.list']({ last: 5 })).toHaveLength(1));
  const { id } = await newest(app);
  const again = await app.handlers['traffic.resend']({ id });
  expect(again).toMatchObject({ ok: true, value: { status: 200, body: 'thanks' } });
  const newId = again.ok ? again.value.id : undefined;
  expect(newId).toBeGreaterThan(id);
  expect(await newest(app)).toMatchObject({ id: newId, method: 'PUT', path: '/cart?item=7' });
  expect(got[1]).toMatchObject({ method: 'PUT', body: got[0]?.body });
  expect(got[1]?.headers).toContain('Bearer abc');

  const change = {
    headers: [
      ['authorization', '[redacted]'],
      ['x-trace', 'two'],
    ] as const,
    body: 'other',
  };
  expect(await app.handlers['traffic.resend']({ id, change })).toMatchObject({ ok: true, value: { status: 200 } });
  expect(got[2]).toMatchObject({ body: 'other' });
  expect(got[2]?.headers).toContain('Bearer abc');
  expect(got[2]?.headers).toContain('two');
  expect(got[2]?.headers).not.toContain('[redacted]');
});

test('a body that was not kept whole has to be given', async () => {
  const app = await start((request, response) => {
    request.resume();
    request.on('end', () => response.end('ok'));
  });
  await app.handlers['settings.change']({ capture: { bodyBytes: 1_024 } });
  const body = 'x'.repeat(5_000);
  await app.handlers['gateway.send']({ method: 'POST', url, headers: [], body });
  await soon(async () => expect(await app.handlers['traffic.list']({ last: 5 })).toHaveLength(1));
  const { id } = await newest(app);
  expect(await app.handlers['traffic.resend']({ id })).toMatchObject({
    ok: false,
    failure: { code: 'traffic/body-not-kept', message: expect.stringContaining('5000 bytes') },
  });
  expect(await app.handlers['traffic.resend']({ id, change: { body } })).toMatchObject({ ok: true });
  expect(await app.handlers['traffic.resend']({ id: 9_999 })).toMatchObject({
    ok: false,
    failure: { code: 'traffic/gone' },
  });
});

test('settings say at once what is kept', async () => {
  const app = await start((_, response) => response.end('hello'));
  const bodyOf = async () => {
    const answer = await app.handlers['traffic.details']({ id: (await newest(app)).id });
    return answer.ok ? answer.value.responseBody : undefined;
  };
  await app.handlers['gateway.send']({ method: 'GET', url, headers: [] });
  await soon(async () => expect((await bodyOf())?.size).toBe(5));
  await app.handlers['settings.change']({ capture: { bodies: false } });
  await app.handlers['gateway.send']({ method: 'GET', url, headers: [] });
  await soon(async () => expect(await app.handlers['traffic.list']({ last: 5 })).toHaveLength(2));
  expect(await bodyOf()).toBeUndefined();
});
