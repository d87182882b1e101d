import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { begin, countsOf, patience, pool, startHoldingService, untilCounts, untilQuiet } from './pool-rig.ts';
import { openWire, type Rig, startRig } from './rig.ts';
import { at, forward, prefix, route, table } from './tables.ts';

const upgrade = 'GET /talk HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** Agrees to every upgrade and repeats what it hears; answers everything else. Closed when the test ends. */
async function startTalker() {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    opened += 1;
    let talking = false;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      if (talking) return void socket.write(bytes);
      talking = /upgrade: websocket/i.test(bytes.toString('latin1'));
      socket.write(
        talking
          ? 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
          : 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets, opened: () => opened };
}

const totalsOf = (rig: Rig) => rig.gateway.upstreams()[0]?.endpoints[0]?.totals;

test('a tunnel is a request and a connection until it ends', async () => {
  const service = await startTalker();
  const policy = pool({ maxConnections: 1, maxPendingRequests: 1 });
  const rig = await startRig(table({ endpoints: [at(service.port)], policy }));
  // Its connection stays, and the tunnel takes it.
  expect(await (await begin(rig, '/')).ended).toMatch(/^HTTP\/1\.1 200 /);
  await untilCounts(rig, { connections: 1, requests: 0 });
  const tunnel = await openWire(rig.port);
  tunnel.write(upgrade);
  await tunnel.until(/^HTTP\/1\.1 101 /);
  tunnel.write('hello');
  await tunnel.until(/hello$/);
  expect(countsOf(rig)).toEqual({ connections: 1, pending: 0, requests: 1, retries: 0 });
  expect(rig.gateway.upstreams()[0]?.endpoints[0]?.active).toBe(1);

  const waiting = await begin(rig, '/');
  await untilCounts(rig, { pending: 1 });
  const refused = await openWire(rig.port);
  refused.write(upgrade);
  expect(await refused.until(/overflow$/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*x-envoy-overloaded: true/);

  tunnel.socket.destroy();
  expect(await waiting.ended).toMatch(/^HTTP\/1\.1 200 /);
  await untilQuiet(rig);
  expect(service.opened()).toBe(2);
  await rig.gateway.close(0);
  await vi.waitFor(() => expect(service.sockets.size).toBe(0), patience);
});

test('a client that leaves while its tunnel waits gives its place back', async () => {
  const service = await startHoldingService();
  const rig = await startRig(table({ endpoints: [at(service.port)], policy: pool({ maxConnections: 1 }) }));
  const first = await begin(rig, '/');
  await service.nth(0);
  const leaving = await openWire(rig.port);
  leaving.write(upgrade);
  await untilCounts(rig, { pending: 1 });
  leaving.socket.destroy();
  await untilCounts(rig, { pending: 0 });
  (await service.nth(0)).answer();
  await first.ended;
  await untilQuiet(rig);
});

test('limits of time blame the service, clients that leave and limits of the cluster do not', async () => {
  const service = await startHoldingService();
  const retry = {
    retries: 1,
    on: ['5xx'],
    statusCodes: [],
    backoffMs: 1,
    avoidPrevious: false,
    remoteLocalities: false,
    perTryTimeoutMs: 30,
  } as const;
  const routes = [
    route(forward({ retry }), [prefix('/tried')]),
    route(forward({ timeoutMs: 30 }), [prefix('/late')]),
    route(forward()),
  ];
  const rig = await startRig(table({ endpoints: [at(service.port)], routes, policy: pool({ maxRequests: 1 }) }));
  expect(await (await begin(rig, '/tried')).ended).toMatch(/^HTTP\/1\.1 504 /);
  await vi.waitFor(() => expect(totalsOf(rig)).toMatchObject({ requests: 2, broken: 2 }), patience);
  expect(await (await begin(rig, '/late')).ended).toMatch(/^HTTP\/1\.1 504 /);
  expect(totalsOf(rig)).toMatchObject({ requests: 3, broken: 3 });
  await untilQuiet(rig);

  const leaving = await begin(rig, '/');
  await service.nth(3);
  expect(await (await begin(rig, '/')).ended).toMatch(/^HTTP\/1\.1 503 /);
  leaving.socket.destroy();
  await untilQuiet(rig);
  expect(totalsOf(rig)).toMatchObject({ errors: 0, connectFailures: 0, broken: 3 });
});
