import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ClusterPolicy } from '#core/route/cluster-policy.ts';
import { openWire, type Rig, startRig } from './rig.ts';
import { at, origin } from './tables.ts';
import { tcpTable } from './tcp-tables.ts';

async function startBytes(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}

const outlier: ClusterPolicy = {
  outlier: {
    consecutive5xx: 2,
    consecutiveGatewayErrors: 0,
    splitLocalOrigin: false,
    consecutiveLocalOrigin: 5,
    intervalMs: 1_000_000,
    baseEjectionMs: 1_000_000,
    maxEjectionPercent: 100,
    minHealthPercent: 0,
    origin: origin('DestinationRule', 'shop', 'spec.trafficPolicy.outlierDetection'),
  },
};

const stateOf = (rig: Rig) => rig.gateway.upstreams()[0];

test('a connection counts at its host and its cluster until it is closed', async () => {
  const service = await startBytes();
  const rig = await startRig(tcpTable([at(service.port)]));
  const wires = [await openWire(rig.port), await openWire(rig.port)];
  for (const wire of wires) {
    wire.write('hello');
    await wire.until(/hello/);
  }
  expect(stateOf(rig)).toMatchObject({
    now: { connections: 2, requests: 2 },
    endpoints: [{ active: 2, connections: 2, totals: { requests: 2, errors: 0, connectFailures: 0 } }],
  });
  for (const wire of wires) wire.socket.end();
  await vi.waitFor(() =>
    expect(stateOf(rig)).toMatchObject({
      now: { connections: 0, requests: 0 },
      endpoints: [{ active: 0, connections: 0 }],
    }),
  );
});

test('an endpoint that takes no connections is left out, and one line each says which was tried', async () => {
  const good = await startBytes();
  const bad = await startBytes();
  await bad.close();
  const rig = await startRig(tcpTable([at(good.port), at(bad.port)], { policy: outlier }));
  const once = async () => {
    const wire = await openWire(rig.port);
    wire.socket.end('x');
    const got = await wire.ended;
    return { got, exchange: await rig.nextExchange() };
  };
  let failures = 0;
  while (failures < 2) {
    const { got, exchange } = await once();
    if (exchange.flags === '-') continue;
    failures += 1;
    expect(got).toBe('');
    expect(exchange).toMatchObject({ flags: 'UF,URX', upstream: { host: `127.0.0.1:${bad.port}` } });
  }
  for (let i = 0; i < 20; i++) expect((await once()).exchange).toMatchObject({ flags: '-', bytesSent: 1 });
  expect(stateOf(rig)?.endpoints[1]).toMatchObject({ health: 'ejected', totals: { connectFailures: 2 } });
});
