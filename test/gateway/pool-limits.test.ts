import { expect, test, vi } from 'vitest';
import { begin, countsOf, patience, pool, startHoldingService, untilCounts, untilQuiet } from './pool-rig.ts';
import { headerIn, startRig, startService } from './rig.ts';
import { at, cluster, forward, origin, prefix, route, table } from './tables.ts';

const overflow = 'upstream connect error or disconnect/reset before headers. reset reason: overflow';

test('with one connection and one place in the queue the third request is refused', async () => {
  const service = await startHoldingService();
  const policy = pool({ maxConnections: 1, maxPendingRequests: 1 });
  const rig = await startRig(table({ endpoints: [at(service.port)], policy }));
  const first = await begin(rig, '/first');
  await service.nth(0);
  const second = await begin(rig, '/second', 'POST', 'hello');
  await untilCounts(rig, { requests: 1, pending: 1, connections: 1 });

  const third = await (await begin(rig, '/third')).ended;
  expect(third).toMatch(/^HTTP\/1\.1 503 /);
  expect(headerIn(third, 'x-envoy-overloaded')).toBe('true');
  expect(third.endsWith(`\r\n\r\n${overflow}`)).toBe(true);
  expect(await rig.nextExchange()).toMatchObject({
    path: '/third',
    status: 503,
    flags: 'UO',
    details: 'upstream_reset_before_response_started{overflow}',
  });

  (await service.nth(0)).answer();
  expect(await first.ended).toMatch(/^HTTP\/1\.1 200 /);
  (await service.nth(1)).answer();
  expect(await second.ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(service.opened()).toEqual({ all: 1, atOnce: 1 });
  await untilQuiet(rig);
});

test('of many clients at once some are served, the others are told, and there never is a second connection', async () => {
  const service = await startHoldingService((held) => {
    setImmediate(() => held.answer());
    return true;
  });
  const policy = pool({ maxConnections: 1, maxPendingRequests: 1 });
  const rig = await startRig(table({ endpoints: [at(service.port)], policy }));
  const statuses: string[] = [];
  const client = async () => {
    for (let i = 0; i < 20; i++) {
      const answer = await (await begin(rig, '/get', i % 2 === 0 ? 'GET' : 'POST', i % 2 === 0 ? '' : 'x')).ended;
      statuses.push(`${answer.slice(9, 12)} ${headerIn(answer, 'x-envoy-overloaded') ?? '-'}`);
    }
  };
  await Promise.all([client(), client(), client(), client()]);
  expect(statuses).toHaveLength(80);
  expect([...new Set(statuses)].sort()).toEqual(['200 -', '503 true']);
  expect(service.opened().atOnce).toBe(1);
  await untilQuiet(rig);
});

test('requests under way are limited, whatever the number of connections', async () => {
  const service = await startHoldingService();
  const rig = await startRig(table({ endpoints: [at(service.port)], policy: pool({ maxRequests: 1 }) }));
  const first = await begin(rig, '/first');
  await service.nth(0);
  const second = await (await begin(rig, '/second')).ended;
  expect(second).toMatch(/^HTTP\/1\.1 503 /);
  expect(headerIn(second, 'x-envoy-overloaded')).toBe('true');
  (await service.nth(0)).answer();
  expect(await first.ended).toMatch(/^HTTP\/1\.1 200 /);
  await untilQuiet(rig);
  const third = await begin(rig, '/third');
  (await service.nth(1)).answer();
  expect(await third.ended).toMatch(/^HTTP\/1\.1 200 /);
});

test('who waits longest is served first', async () => {
  const service = await startHoldingService();
  const rig = await startRig(table({ endpoints: [at(service.port)], policy: pool({ maxConnections: 1 }) }));
  const clients = [];
  for (let i = 0; i < 6; i++) {
    clients.push(await begin(rig, `/${i}`, i % 2 === 0 ? 'GET' : 'POST', i % 2 === 0 ? '' : 'body'));
    await untilCounts(rig, i === 0 ? { requests: 1 } : { pending: i });
  }
  for (let i = 0; i < 6; i++) (await service.nth(i)).answer();
  for (const client of clients) expect(await client.ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(service.held.map(({ path }) => path)).toEqual(['/0', '/1', '/2', '/3', '/4', '/5']);
  expect(service.opened().all).toBe(1);
});

test('a limit of time and a client that leaves give their place in the queue back', async () => {
  const service = await startHoldingService();
  const policy = pool({ maxConnections: 1, maxPendingRequests: 1 });
  const routes = [route(forward({ timeoutMs: 50 }), [prefix('/hurry')]), route(forward())];
  const rig = await startRig(table({ endpoints: [at(service.port)], routes, policy }));
  const first = await begin(rig, '/first');
  await service.nth(0);
  const late = await (await begin(rig, '/hurry')).ended;
  expect(late).toMatch(/^HTTP\/1\.1 504 /);
  expect(await rig.nextExchange()).toMatchObject({ path: '/hurry', flags: 'UT', details: 'response_timeout' });
  expect(countsOf(rig)).toMatchObject({ pending: 0, requests: 1 });

  const leaving = await begin(rig, '/leaving');
  await untilCounts(rig, { pending: 1 });
  leaving.socket.destroy();
  expect(await rig.nextExchange()).toMatchObject({ path: '/leaving', flags: 'DC' });
  expect(countsOf(rig)).toMatchObject({ pending: 0 });

  const patient = await begin(rig, '/patient');
  await untilCounts(rig, { pending: 1 });
  (await service.nth(0)).answer();
  (await service.nth(1)).answer();
  expect(await first.ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(await patient.ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(service.held.map(({ path }) => path)).toEqual(['/first', '/patient']);
  await untilQuiet(rig);
});

test('clusters of the same address count for themselves', async () => {
  const service = await startHoldingService();
  const policy = pool({ maxConnections: 1, maxPendingRequests: 1 });
  const one = cluster([at(service.port)], { policy });
  const other = cluster([at(service.port)], { policy, name: 'outbound|80|v2|web.default.svc.cluster.local' });
  const routes = [route(forward({}, { cluster: other.name }), [prefix('/other')]), route(forward())];
  const rig = await startRig(table({ routes, clusters: { [one.name]: one, [other.name]: other } }));
  const clients = [await begin(rig, '/one')];
  await service.nth(0);
  clients.push(await begin(rig, '/one'));
  await untilCounts(rig, { pending: 1 });
  clients.push(await begin(rig, '/other'));
  expect((await service.nth(1)).path).toBe('/other');
  expect(countsOf(rig, 0)).toMatchObject({ requests: 1, pending: 1, connections: 1 });
  expect(countsOf(rig, 1)).toMatchObject({ requests: 1, pending: 0, connections: 1 });
  for (let i = 0; i < 3; i++) (await service.nth(i)).answer();
  for (const client of clients) expect(await client.ended).toMatch(/^HTTP\/1\.1 200 /);
  await untilQuiet(rig);
});

test('a host without a connection gets one though the cluster has as many as it may', async () => {
  const services = [await startHoldingService(), await startHoldingService()];
  const policy = {
    ...pool({ maxConnections: 1 }),
    balance: { by: 'round-robin', origin: origin('DestinationRule', 'web') },
  } as const;
  const rig = await startRig(table({ endpoints: services.map(({ port }) => at(port)), policy }));
  const clients = [await begin(rig, '/a'), await begin(rig, '/b')];
  for (const service of services) (await service.nth(0)).answer();
  for (const client of clients) expect(await client.ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(services.map((service) => service.opened().all)).toEqual([1, 1]);
});

const retry = {
  retries: 2,
  on: ['5xx'],
  statusCodes: [],
  backoffMs: 1,
  avoidPrevious: false,
  remoteLocalities: false,
} as const;

test.each([
  ['maxRetries', pool({ maxRetries: 1 })],
  ['a retry budget', { retryBudget: { percent: 0, atLeast: 1, origin: origin('DestinationRule', 'web') } }],
])('retries under way are limited by %s', async (_, policy) => {
  const failed = new Set<string>();
  const service = await startHoldingService((held) => {
    if (failed.has(held.path)) return false;
    failed.add(held.path);
    held.answer(503);
    return true;
  });
  const rig = await startRig(table({ endpoints: [at(service.port)], routes: [route(forward({ retry }))], policy }));
  const first = await begin(rig, '/first');
  await service.nth(0);
  expect(countsOf(rig)).toMatchObject({ retries: 1 });
  const second = await (await begin(rig, '/second')).ended;
  // What the service has answered, with the flag of a retry that was refused.
  expect(second).toMatch(/^HTTP\/1\.1 503 /);
  expect(second.endsWith('\r\n\r\n/second')).toBe(true);
  expect(headerIn(second, 'x-envoy-overloaded')).toBeUndefined();
  expect(await rig.nextExchange()).toMatchObject({ path: '/second', flags: 'UO', details: 'via_upstream' });
  (await service.nth(0)).answer();
  expect(await first.ended).toMatch(/^HTTP\/1\.1 200 /);
  await untilQuiet(rig);
});

test('a budget grows with the requests under way', async () => {
  const service = await startHoldingService(({ path, request, answer }) => {
    if (path === '/long' || request.headers['x-envoy-attempt-count'] !== '1') return false;
    answer(503);
    return true;
  });
  const policy = { retryBudget: { percent: 50, atLeast: 0, origin: origin('DestinationRule', 'web') } };
  const rig = await startRig(table({ endpoints: [at(service.port)], routes: [route(forward({ retry }))], policy }));
  // One under way: half of it is no retry.
  expect(await (await begin(rig, '/alone')).ended).toMatch(/^HTTP\/1\.1 503 /);
  const others = [await begin(rig, '/long'), await begin(rig, '/long')];
  await service.nth(1);
  const retried = await begin(rig, '/again');
  (await service.nth(2)).answer();
  expect(await retried.ended).toMatch(/^HTTP\/1\.1 200 /);
  for (let i = 0; i < 2; i++) (await service.nth(i)).answer();
  await Promise.all(others.map(({ ended }) => ended));
  await untilQuiet(rig);
});

test('the interval of a budget keeps requests in mind that have ended', async () => {
  const service = await startHoldingService(({ path, request, answer }) => {
    answer(path === '/fails' && request.headers['x-envoy-attempt-count'] === '1' ? 503 : 200);
    return true;
  });
  const policy = {
    retryBudget: { percent: 50, atLeast: 0, intervalMs: 60_000, origin: origin('DestinationRule', 'web') },
  };
  const rig = await startRig(table({ endpoints: [at(service.port)], routes: [route(forward({ retry }))], policy }));
  expect(await (await begin(rig, '/fails')).ended).toMatch(/^HTTP\/1\.1 503 /);
  expect(await (await begin(rig, '/well')).ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(await (await begin(rig, '/fails')).ended).toMatch(/^HTTP\/1\.1 200 /);
});

test('an overflow is not retried', async () => {
  const service = await startHoldingService();
  const routes = [route(forward({ retry }))];
  const rig = await startRig(table({ endpoints: [at(service.port)], routes, policy: pool({ maxRequests: 1 }) }));
  const first = await begin(rig, '/first');
  await service.nth(0);
  expect(await (await begin(rig, '/second')).ended).toMatch(/^HTTP\/1\.1 503 /);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UO', upstream: { attempts: 1 } });
  (await service.nth(0)).answer();
  await first.ended;
});

test('copies for mirrors count at their cluster', async () => {
  const service = await startService((_, response) => response.end('fine'));
  const shadow = await startHoldingService();
  const one = cluster([at(service)]);
  const other = cluster([at(shadow.port)], {
    name: 'outbound|80|v2|web.default.svc.cluster.local',
    policy: pool({ maxRequests: 1 }),
  });
  const mirrors = [
    {
      cluster: other.name,
      host: other.host,
      port: 80,
      perMillion: 1_000_000,
      origin: origin('VirtualService', 'shop'),
    },
  ];
  const rig = await startRig(
    table({ routes: [route(forward({ mirrors }))], clusters: { [one.name]: one, [other.name]: other } }),
  );
  expect(await (await begin(rig, '/a')).ended).toMatch(/^HTTP\/1\.1 200 /);
  await shadow.nth(0);
  expect(countsOf(rig, 1)).toMatchObject({ requests: 1 });
  expect(rig.gateway.upstreams()[1]?.endpoints[0]?.active).toBe(1);
  // One too many: the copy is dropped, and nobody hears of it.
  expect(await (await begin(rig, '/b')).ended).toMatch(/^HTTP\/1\.1 200 /);
  (await shadow.nth(0)).answer();
  await untilQuiet(rig);
  expect(shadow.held.map(({ path }) => path)).toEqual(['/a']);
});

test('when the gateway closes, so do all connections, those of requests that wait too', async () => {
  const service = await startHoldingService();
  const rig = await startRig(table({ endpoints: [at(service.port)], policy: pool({ maxConnections: 2 }) }));
  const clients = [];
  for (let i = 0; i < 4; i++) clients.push(await begin(rig, `/${i}`));
  await untilCounts(rig, { requests: 2, pending: 2 });
  await rig.gateway.close(0);
  await Promise.all(clients.map(({ ended }) => ended));
  await vi.waitFor(() => expect(service.sockets.size).toBe(0), patience);
});
