import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type App, createApp } from '../src-main/app/app.ts';

// Apply and rollback while requests run, through the real pipeline and the gateway's own sockets.

let folder: string;
let app: App | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-rollback-'));
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
const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["shop.example.com"]
`;
const routes = (body: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: ["shop.example.com"]
  gateways: [main]
  http:
  - directResponse: { status: 200, body: { string: ${body} } } # ${body}
`;

test('no request fails while texts are applied and taken back, and each answer is that of a generation', async () => {
  await writeFile(join(folder, 'gateway.yaml'), gateway);
  await writeFile(join(folder, 'routes.yaml'), routes('v0'));
  const port = await freePort();
  const one = await createApp({
    paths: [folder],
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    portOverrides: { 80: port },
  });
  app = one;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const seen = new Map<string, number>();
  const ask = () =>
    new Promise<void>((done) => {
      const count = (what: string) => {
        seen.set(what, (seen.get(what) ?? 0) + 1);
        done();
      };
      const sent = request(
        { host: '127.0.0.1', port, agent, headers: { host: 'shop.example.com' } },
        async (response) => {
          let body = '';
          for await (const chunk of response) body += chunk;
          count(`${response.statusCode} ${body}`);
        },
      );
      sent.on('error', (error) => count(error.message));
      sent.end();
    });
  let running = true;
  const clients = Array.from({ length: 8 }, async () => {
    while (running) await ask();
  });
  for (let i = 1; i <= 6; i++) {
    const base = one.workspace().files.find(({ file }) => file === 'routes.yaml')?.revision ?? '';
    const files = [
      { file: 'routes.yaml', text: routes(`v${i}`), base },
      { file: `new-${i}.yaml`, text: '# beside\n' },
    ];
    expect(await one.handlers['config.apply']({ files })).toMatchObject({ ok: true });
    await ask();
    if (i % 2 === 0) expect(await one.handlers['config.rollback']({})).toMatchObject({ ok: true });
    await ask();
  }
  expect(await one.handlers['config.rollback']({ generation: 1 })).toMatchObject({ ok: true });
  running = false;
  await Promise.all(clients);
  agent.destroy();
  expect([...seen.keys()].filter((what) => !/^200 v[0-6]$/.test(what))).toEqual([]);
  expect(seen.size).toBeGreaterThan(5);
  expect(await readFile(join(folder, 'routes.yaml'), 'utf8')).toBe(routes('v0'));
  const generations = (await one.handlers['config.history'](null)).map(({ generation }) => generation);
  // One for the start, for each apply and for each rollback; the watcher adds none.
  expect(generations).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});
