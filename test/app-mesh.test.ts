import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { RequestInput } from '#contract/contract.ts';
import { type App, createApp } from '../src-main/app/app.ts';
import { createLocalCa, type LocalCa } from '../src-main/gateway/tls/local-ca.ts';

// What the window asks for in the place of a workload: through the proxy of the mesh, and by the routes of its sidecar.

const egress = readFileSync(join(import.meta.dirname, '../resources/examples/egress/egress.yaml'), 'utf8');

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** `dataFolder`: where the local authority is; its own folder if not said. */
async function start(texts: readonly string[], dataFolder?: string): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-mesh-'));
  await Promise.all(texts.map((text, i) => writeFile(join(folder, `${i}.yaml`), text)));
  const app = await createApp({
    paths: [folder],
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    dataFolder: dataFolder ?? join(folder, 'data'),
  });
  onTestFinished(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });
  return app;
}

const local = (port: number, tlsPort: number) => `apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: local }
spec:
  resolve:
  - { host: edition.cnn.com, port: 80, address: '127.0.0.1:${port}' }
  - { host: edition.cnn.com, port: 443, address: '127.0.0.1:${tlsPort}' }
`;

const fromMesh = (url: string, headers: RequestInput['headers'] = []): RequestInput => ({
  method: 'GET',
  url,
  headers,
  via: 'mesh',
});

test('a request of a workload goes through the mesh, whatever its Host header says about where', async () => {
  const port = await listen(createHttp((request, response) => response.end(`${request.headers.host}${request.url}`)));
  const app = await start([egress, local(port, 1)]);
  const sent = await app.handlers['gateway.send'](fromMesh('http://edition.cnn.com/politics?a=b'));
  expect(sent).toMatchObject({ ok: true, value: { status: 200, body: 'edition.cnn.com/politics?a=b' } });
  const hosted = await app.handlers['gateway.send'](fromMesh(`http://127.0.0.1:${port}/`, [['Host', 'other.example']]));
  expect(hosted).toMatchObject({ ok: true, value: { status: 200, body: 'other.example/' } });
  const exchanges = await vi.waitFor(async () => {
    const all = await app.handlers['traffic.list']({ last: 100 });
    // They are told a moment after their answers.
    expect(all.length).toBeGreaterThanOrEqual(3);
    return all;
  });
  expect(exchanges.map(({ proxy }) => proxy)).toEqual(['istio-egressgateway.istio-system', 'mesh', 'mesh']);
});

test('it is explained by the routes of the sidecar', async () => {
  const app = await start([egress, local(1, 1)]);
  const explained = await app.handlers['gateway.explain'](fromMesh('http://edition.cnn.com/politics'));
  expect(explained).toMatchObject({
    ok: true,
    value: { decision: { outcome: 'forward', destination: { subset: 'cnn' } } },
  });
  const atGateway = await app.handlers['gateway.explain']({
    method: 'GET',
    url: 'http://edition.cnn.com/politics',
    headers: [],
  });
  expect(atGateway).toMatchObject({ ok: true, value: { decision: { details: 'no_listener' } } });
});

test('its TLS is spoken with the service, whose certificate has to be good', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'slipway-authority-'));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const send = async (authority: LocalCa) => {
    const { key, certificate } = await authority.leafFor(['edition.cnn.com']);
    const port = await listen(createHttps({ key, cert: certificate }, (_, response) => response.end('secret')));
    const app = await start([egress, local(1, port)], dataFolder);
    return app.handlers['gateway.send'](fromMesh('https://edition.cnn.com/'));
  };
  expect(await send(createLocalCa({ folder: dataFolder, clock: Date.now }))).toMatchObject({
    ok: true,
    value: { status: 200, body: 'secret' },
  });
  expect(await send(createLocalCa({ clock: Date.now }))).toMatchObject({
    ok: false,
    failure: { code: 'gateway/broken-off' },
  });
});

test('where nothing is about the mesh there is nothing to send through', async () => {
  const app = await start(['']);
  expect(await app.handlers['gateway.send'](fromMesh('http://edition.cnn.com/'))).toMatchObject({
    ok: false,
    failure: { code: 'gateway/no-mesh' },
  });
});
