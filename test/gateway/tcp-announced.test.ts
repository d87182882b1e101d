import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ClusterPolicy } from '#core/route/cluster-policy.ts';
import { proxyHeader } from '../../src-main/gateway/upstream/proxy-protocol.ts';
import { openWire, startRig } from './rig.ts';
import { at, cluster, origin, table } from './tables.ts';
import { tcpTable } from './tcp-tables.ts';

const announced = (version: 'V1' | 'V2'): ClusterPolicy => ({
  proxyProtocol: { version, origin: origin('DestinationRule', 'shop', 'spec.trafficPolicy.proxyProtocol') },
});

/** Keeps what comes first on each connection; answers HTTP behind a header of version 1. */
async function startListener(): Promise<{ readonly port: number; readonly heard: readonly Buffer[] }> {
  const heard: Buffer[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    const index = heard.push(Buffer.alloc(0)) - 1;
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      heard[index] = Buffer.concat([heard[index] ?? Buffer.alloc(0), bytes]);
      if (bytes.includes('HTTP/1.1\r\n')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      else socket.write('heard');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, heard };
}

const peer = { address: '203.0.113.7', port: 4711 };

test('headers of both versions and both families', () => {
  const four = { remote: '203.0.113.7:4711', local: '10.0.0.1:80' };
  const six = { remote: '[2001:db8::7]:4711', local: '[::1]:80' };
  expect(String(proxyHeader('V1', four))).toBe('PROXY TCP4 203.0.113.7 10.0.0.1 4711 80\r\n');
  expect(String(proxyHeader('V1', six))).toBe('PROXY TCP6 2001:db8::7 ::1 4711 80\r\n');
  expect(String(proxyHeader('V1', { remote: six.remote, local: four.local }))).toBe(
    'PROXY TCP6 2001:db8::7 ::ffff:10.0.0.1 4711 80\r\n',
  );
  expect(String(proxyHeader('V1', { remote: '', local: '' }))).toBe('PROXY UNKNOWN\r\n');
  const signature = '0d0a0d0a000d0a515549540a';
  expect(proxyHeader('V2', four).toString('hex')).toBe(`${signature}2111000ccb0071070a00000112670050`);
  expect(proxyHeader('V2', six).toString('hex')).toBe(
    `${signature}2121002420010db8000000000000000000000007${'0'.repeat(31)}112670050`,
  );
  expect(proxyHeader('V2', { remote: '', local: '' }).toString('hex')).toBe(`${signature}20000000`);
});

test.each(['V1', 'V2'] as const)('a service of bytes hears of its client first (%s)', async (version) => {
  const service = await startListener();
  const rig = await startRig(tcpTable([at(service.port)], { policy: announced(version) }), { peerOf: () => peer });
  const wire = await openWire(rig.port);
  wire.write('hello');
  await wire.until(/heard/);
  await expect
    .poll(() => service.heard[0]?.toString('latin1'))
    .toBe(
      `${proxyHeader(version, { remote: '203.0.113.7:4711', local: `127.0.0.1:${rig.port}` }).toString('latin1')}hello`,
    );
});

test('requests of two clients never share a connection that names one of them', async () => {
  const service = await startListener();
  const one = cluster([at(service.port)], { policy: announced('V1') });
  let clients = 0;
  const rig = await startRig(table({ clusters: { [one.name]: one } }), {
    peerOf: () => ({ address: '203.0.113.7', port: 4711 + clients++ }),
  });
  const first = await openWire(rig.port);
  const second = await openWire(rig.port);
  const ask = async (wire: typeof first, times: number) => {
    wire.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    await wire.until(new RegExp(`(ok[^]*){${times}}$`));
  };
  await ask(first, 1);
  await ask(second, 1);
  await ask(first, 2);
  const said = service.heard.map((bytes) => bytes.toString('latin1').split('\r\n')[0]);
  expect(said).toEqual([
    `PROXY TCP4 203.0.113.7 127.0.0.1 4711 ${rig.port}`,
    `PROXY TCP4 203.0.113.7 127.0.0.1 4712 ${rig.port}`,
  ]);
  // The first client's second request came on the connection of its first one.
  expect(service.heard[0]?.toString('latin1').match(/GET \//g)).toHaveLength(2);
});
