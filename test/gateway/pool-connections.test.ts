import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ask, openHttp2 } from './http2-client.ts';
import { startHttp2Service } from './http2-service.ts';
import { begin, countsOf, patience, pool, startHoldingService, untilCounts, untilQuiet } from './pool-rig.ts';
import { exchangeRaw, startRig } from './rig.ts';
import { at, cluster, forward, route, table } from './tables.ts';

const http2Table = (port: number, policy: Parameters<typeof cluster>[1]) => {
  const one = cluster([at(port)], { protocol: 'http2', ...policy });
  return table({ clusters: { [one.name]: one } });
};

test.each(['GET', 'POST'])(
  'with one request for each connection the service is told that it is the last: %s',
  async (method) => {
    const service = await startHoldingService((held) => {
      held.answer();
      seen.push(String(held.request.headers.connection));
      return true;
    });
    const seen: string[] = [];
    const policy = pool({ maxRequestsPerConnection: 1 });
    const rig = await startRig(table({ endpoints: [at(service.port)], policy }));
    for (let i = 0; i < 3; i++) {
      expect(await (await begin(rig, '/', method, method === 'POST' ? 'x' : '')).ended).toMatch(/^HTTP\/1\.1 200 /);
    }
    expect(seen).toEqual(['close', 'close', 'close']);
    expect(service.opened().all).toBe(3);
    await untilCounts(rig, { connections: 0 });
  },
);

test('a connection carries as many requests as it may, of whatever kind', async () => {
  const service = await startHoldingService((held) => {
    held.answer();
    return true;
  });
  const policy = pool({ maxRequestsPerConnection: 2 });
  const rig = await startRig(table({ endpoints: [at(service.port)], policy }));
  for (const method of ['GET', 'POST', 'GET', 'POST', 'GET'])
    expect(await (await begin(rig, '/', method, method === 'POST' ? 'x' : '')).ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(service.opened().all).toBe(3);
});

test('idle connections close after the time that the policy names', async () => {
  const service = await startHoldingService((held) => {
    held.answer();
    return true;
  });
  const rig = await startRig(table({ endpoints: [at(service.port)], policy: pool({ idleTimeoutMs: 60 }) }));
  for (const [method, body] of [
    ['GET', ''],
    ['POST', 'x'],
  ] as const)
    expect(await (await begin(rig, '/', method, body)).ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(service.opened().all).toBe(2);
  await vi.waitFor(() => expect(service.sockets.size).toBe(0), patience);
  await untilCounts(rig, { connections: 0 });
});

test('a connection that has lasted as long as it may closes behind its request', async () => {
  const service = await startHoldingService();
  const policy = pool({ maxConnectionDurationMs: 60 });
  const rig = await startRig(table({ endpoints: [at(service.port)], policy }));
  const client = await begin(rig, '/');
  const held = await service.nth(0);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(held.socket.destroyed).toBe(false);
  held.answer();
  expect(await client.ended).toMatch(/^HTTP\/1\.1 200 /);
  await vi.waitFor(() => expect(service.sockets.size).toBe(0), patience);
});

test('idle connections to a host that the table no longer names are let go', async () => {
  const service = await startHoldingService((held) => {
    held.answer();
    return true;
  });
  const rig = await startRig(table({ endpoints: [at(service.port)], policy: pool({}) }));
  await (await begin(rig, '/')).ended;
  expect(service.sockets.size).toBe(1);
  await rig.gateway.apply(table({ endpoints: [], policy: pool({}) }));
  await vi.waitFor(() => expect(service.sockets.size).toBe(0), patience);
});

test.runIf(process.platform === 'linux')('a host that does not take connections in time answers 503 UF', async () => {
  const port = await startDeafService();
  const policy = pool({ connectTimeoutMs: 80 });
  const rig = await startRig(table({ endpoints: [at(port)], policy }));
  const answer = await (await begin(rig, '/')).ended;
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer.endsWith('disconnect/reset before headers. reset reason: connection timeout')).toBe(true);
  expect(await rig.nextExchange()).toMatchObject({
    flags: 'UF',
    details: 'upstream_reset_before_response_started{connection_timeout}',
  });
  await untilQuiet(rig);
  await untilCounts(rig, { connections: 0 });
});

test('a failed connection fails all that wait, and the next request tries again', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const rig = await startRig(table({ endpoints: [at(port)], policy: pool({ maxConnections: 1 }) }));
  const answers = await Promise.all(
    [0, 1, 2, 3].map(() => exchangeRaw(rig.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')),
  );
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  for (const { flags } of rig.exchanges) expect(flags).toBe('UF');
  await untilQuiet(rig);
  await untilCounts(rig, { connections: 0 });
});

test('over HTTP/2 a connection carries as many streams as the policy says', async () => {
  const streams: { readonly respond: () => void }[] = [];
  const service = await startHttp2Service((stream) => {
    streams.push({
      respond: () => {
        stream.respond({ ':status': 200 });
        stream.end('fine');
      },
    });
  });
  const rig = await startRig(
    http2Table(service.port, { policy: pool({ maxConcurrentStreams: 2, maxConnections: 2 }) }),
  );
  const clients = [];
  for (let i = 0; i < 5; i++) clients.push(await begin(rig, `/${i}`));
  await vi.waitFor(() => expect(streams).toHaveLength(4), patience);
  expect(service.sessions.size).toBe(2);
  await untilCounts(rig, { connections: 2, requests: 4, pending: 1 });
  streams[0]?.respond();
  await vi.waitFor(() => expect(streams).toHaveLength(5), patience);
  for (const { respond } of streams.slice(1)) respond();
  for (const client of clients) expect(await client.ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(service.sessions.size).toBe(2);
  await untilQuiet(rig);
});

test('over HTTP/2 requests under way and waiting are limited too', async () => {
  const streams: (() => void)[] = [];
  const service = await startHttp2Service((stream) => {
    streams.push(() => {
      stream.respond({ ':status': 200 });
      stream.end();
    });
  });
  const policy = pool({ maxRequests: 2, maxConcurrentStreams: 1, maxConnections: 1, maxPendingRequests: 1 });
  const rig = await startRig(http2Table(service.port, { policy }));
  const first = await begin(rig, '/first');
  await vi.waitFor(() => expect(streams).toHaveLength(1), patience);
  const second = await begin(rig, '/second');
  await untilCounts(rig, { requests: 1, pending: 1 });
  expect(await (await begin(rig, '/third')).ended).toMatch(/^HTTP\/1\.1 503 /);
  expect(await rig.nextExchange()).toMatchObject({ path: '/third', flags: 'UO' });
  streams[0]?.();
  await vi.waitFor(() => expect(streams).toHaveLength(2), patience);
  streams[1]?.();
  for (const client of [first, second]) expect(await client.ended).toMatch(/^HTTP\/1\.1 200 /);
  await untilQuiet(rig);
});

test('over HTTP/2 a connection ends after as many requests as it may carry', async () => {
  let opened = 0;
  const seen = new Set<unknown>();
  const service = await startHttp2Service((stream) => {
    if (!seen.has(stream.session)) opened += 1;
    seen.add(stream.session);
    stream.respond({ ':status': 200 });
    stream.end();
  });
  const rig = await startRig(http2Table(service.port, { policy: pool({ maxRequestsPerConnection: 2 }) }));
  for (let i = 0; i < 5; i++) expect(await (await begin(rig, '/')).ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(opened).toBe(3);
  await untilCounts(rig, { connections: 1, requests: 0 });
});

test('an HTTP/2 service that no longer answers pings is given up', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    // SETTINGS, and never a word more: RFC 9113 section 4.1.
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const policy = pool({ http2KeepAlive: { intervalMs: 30, timeoutMs: 30 } });
  const rig = await startRig(http2Table((server.address() as AddressInfo).port, { policy }));
  const answer = await (await begin(rig, '/')).ended;
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UC' });
  await untilCounts(rig, { connections: 0, requests: 0 });
});

test('a cluster that follows its clients speaks to the service what they speak', async () => {
  const http2 = await startHttp2Service((stream) => {
    stream.respond({ ':status': 200 });
    stream.end('in HTTP/2');
  });
  const http1 = await startHoldingService((held) => {
    held.answer();
    return true;
  });
  const policy = pool({ useClientProtocol: true });
  const inHttp2 = await startRig(table({ endpoints: [at(http2.port)], policy }));
  expect(await ask(openHttp2(inHttp2.port))).toMatchObject({ status: 200, body: 'in HTTP/2' });
  const one = cluster([at(http1.port)], { protocol: 'http2', policy });
  const inHttp1 = await startRig(table({ routes: [route(forward())], clusters: { [one.name]: one } }));
  expect(await (await begin(inHttp1, '/in-http1')).ended).toMatch(/\r\n\r\n\/in-http1$/);
  expect(countsOf(inHttp1)).toMatchObject({ connections: 1 });
});

/** A port whose queue of connections is full: its thread sleeps, so nobody accepts them. */
async function startDeafService(): Promise<number> {
  const worker = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort } = require('node:worker_threads');
     const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const fillers: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of fillers) socket.destroy();
    await worker.terminate();
  });
  for (let i = 0; i < 8; i++) {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => {});
    fillers.push(socket);
  }
  await vi.waitFor(() => expect(fillers.some(({ connecting }) => !connecting)).toBe(true), patience);
  return port;
}
