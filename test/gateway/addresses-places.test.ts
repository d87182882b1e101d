import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createBytes } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Table } from '#core/route/table.ts';
import { exchangeRaw, openWire, startRig, startService } from './rig.ts';
import { at, cluster, destination, forward, listener, route, table } from './tables.ts';
import { tcpTable } from './tcp-tables.ts';

const get = async (port: number, path = '/'): Promise<string> =>
  exchangeRaw(port, `GET ${path} HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n`);

async function socketPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'oven.sock');
}

test.skipIf(process.platform === 'win32')(
  'a service at a socket of the file system, for HTTP and for bytes',
  async () => {
    const path = await socketPath();
    const server = createServer((asked, answer) => {
      asked.resume();
      asked.on('end', () => answer.end(`${asked.method} at the socket`));
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const rig = await startRig(table({ endpoints: [at(0, `unix://${path}`)] }));
    expect(await get(rig.port)).toMatch(/^HTTP\/1\.1 200[\s\S]*GET at the socket/);
    const posted = await exchangeRaw(
      rig.port,
      'POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
    );
    expect(posted).toMatch(/POST at the socket/);
    expect((await rig.nextExchange()).upstream).toMatchObject({ host: path, localAddress: '-' });

    await rig.gateway.apply(tcpTable([at(0, `unix://${path}`)]));
    expect(await get(rig.gateway.state().listeners[0]?.bound ?? 0)).toMatch(/GET at the socket/);
  },
);

test.skipIf(process.platform === 'win32')('a socket that is not there', async () => {
  const path = await socketPath();
  const rig = await startRig(table({ endpoints: [at(0, `unix://${path}`)] }));
  expect(await get(rig.port)).toMatch(/^HTTP\/1\.1 503/);
  expect((await rig.nextExchange()).flags).toMatch(/UF/);
});

test.skipIf(process.platform !== 'linux')('a socket without a file', async () => {
  const name = `slipway-test-${process.pid}-${Math.random()}`;
  const server = createBytes((socket) => void socket.end('from nowhere'));
  await new Promise<void>((resolve) => server.listen(`\0${name}`, resolve));
  onTestFinished(() => void server.close());
  const rig = await startRig(tcpTable([at(0, `unix://@${name}`)]));
  const wire = await openWire(rig.port);
  expect(await wire.ended).toBe('from nowhere');
  wire.socket.end();
  expect((await rig.nextExchange()).upstream?.host).toBe(`@${name}`);
});

test('the next hop is a listener of the same gateway, wherever it is open', async () => {
  const port = await startService((asked, answer) => answer.end(`${asked.url} behind two hops`));
  const hop = cluster([{ at: 'listener', listener: '0.0.0.0_81', labels: {} }], { name: 'outbound|81||egress.test' });
  const web = cluster([at(port)]);
  const parts = (fixed: number): Table => {
    const both = table({
      listeners: [listener(80), listener(81)],
      clusters: { [hop.name]: hop, [web.name]: web },
      settings: { ports: { '80': 0, '81': fixed } },
    });
    const first = both.routeConfigs['http.80'];
    if (!first) throw new Error('there is no route config for port 80');
    const hosts = first.virtualHosts.map((host) => ({ ...host, routes: [route(forward({}, { cluster: hop.name }))] }));
    return { ...both, routeConfigs: { ...both.routeConfigs, 'http.80': { ...first, virtualHosts: hosts } } };
  };
  expect(destination().cluster).toBe(web.name);
  const rig = await startRig(parts(0));
  expect(await get(rig.port, '/first')).toMatch(/\/first behind two hops/);
  const inner = await rig.nextExchange();
  const outer = await rig.nextExchange();
  expect(inner.listener).toBe('0.0.0.0_81');
  expect(outer.upstream?.host).toBe(`127.0.0.1:${rig.gateway.state().listeners[1]?.bound}`);

  // The listener moves with a reload; the cluster stays what it was.
  const free = await startService(() => {});
  await rig.gateway.apply({ ...parts(0), settings: { ...parts(0).settings, ports: { '80': 0, '81': free } } });
  expect(rig.gateway.state().listeners[1]).toMatchObject({ failure: { code: 'listen/port-taken' } });
  expect(await get(rig.port, '/second')).toMatch(/^HTTP\/1\.1 503/);
  await rig.gateway.apply(parts(0));
  expect(await get(rig.port, '/third')).toMatch(/\/third behind two hops/);
});
