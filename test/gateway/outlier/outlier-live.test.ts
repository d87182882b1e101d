import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import type { OutlierPolicy } from '#core/route/cluster-policy.ts';
import type { RetryPolicy } from '#core/route/table.ts';
import type { EndpointState } from '#core/traffic/upstream-state.ts';
import { exchangeRaw, type Rig, startRig, startService } from '../rig.ts';
import { at, forward, inTurn, origin, route, table } from '../tables.ts';

/** Ejections longer than any test, so that nobody returns by itself; the tests of time are beside this one. */
const outlier: OutlierPolicy = {
  consecutive5xx: 2,
  consecutiveGatewayErrors: 0,
  splitLocalOrigin: false,
  consecutiveLocalOrigin: 2,
  intervalMs: 3_600_000,
  baseEjectionMs: 3_600_000,
  maxEjectionPercent: 100,
  minHealthPercent: 0,
  origin: origin('DestinationRule', 'web'),
};
const inForce = (more: Partial<OutlierPolicy> = {}) => ({ ...inTurn, outlier: { ...outlier, ...more } });

/** Answers with a status that the test may change. */
const service = async (status: number) => {
  const self = { status, asked: 0, port: 0 };
  self.port = await startService((_, response) => {
    self.asked += 1;
    response.statusCode = self.status;
    response.end();
  });
  return self;
};

/** A port on which nobody listens. */
const deadPort = async (): Promise<number> => {
  const server = createTcpServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
};

const get = async (rig: Rig, times = 1): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (let i = 0; i < times; i++) {
    const answer = await exchangeRaw(rig.port, 'GET / HTTP/1.1\r\nHost: shop.local\r\nConnection: close\r\n\r\n');
    const exchange = await rig.nextExchange();
    lines.push(`${answer.slice(9, 12)} ${exchange.flags}`);
  }
  return lines;
};

const endpoints = (rig: Rig): readonly EndpointState[] => rig.gateway.upstreams()[0]?.endpoints ?? [];
const health = (rig: Rig) => endpoints(rig).map((one) => one.health);

test('who fails twice gets no more requests; the other one gets all of them', async () => {
  const [bad, good] = [await service(500), await service(200)];
  const rig = await startRig(table({ endpoints: [at(bad.port), at(good.port)], policy: inForce() }));
  expect(health(rig)).toEqual(['idle', 'idle']);
  await get(rig, 12);
  expect([bad.asked, good.asked]).toEqual([2, 10]);
  const [first, second] = endpoints(rig);
  expect(first).toMatchObject({
    address: `127.0.0.1:${bad.port}`,
    health: 'ejected',
    ejections: 1,
    ejection: { reason: '2 errors in a row' },
    active: 0,
    totals: { requests: 2, answers: 2, errors: 2, connectFailures: 0, broken: 0 },
  });
  expect(second).toMatchObject({ health: 'healthy', ejections: 0, totals: { requests: 10, errors: 0 } });
  expect(second?.ejection).toBeUndefined();
  expect(rig.logged.filter((line) => line.includes('gets no requests'))).toHaveLength(1);
});

test('with the default share nobody of two is left out [Q]', async () => {
  const [bad, good] = [await service(500), await service(200)];
  const rig = await startRig(
    table({ endpoints: [at(bad.port), at(good.port)], policy: inForce({ maxEjectionPercent: 10, consecutive5xx: 1 }) }),
  );
  await get(rig, 10);
  expect([bad.asked, good.asked]).toEqual([5, 5]);
  expect(health(rig)).toEqual(['healthy', 'healthy']);
});

test('all of them left out: 503 UH, and nobody is asked', async () => {
  const bad = await service(503);
  const rig = await startRig(table({ endpoints: [at(bad.port)], policy: inForce() }));
  expect(await get(rig, 4)).toEqual(['503 -', '503 -', '503 UH', '503 UH']);
  expect(bad.asked).toBe(2);
});

test('below the share of minHealthPercent those left out are used again', async () => {
  const bad = await service(503);
  const rig = await startRig(table({ endpoints: [at(bad.port)], policy: inForce({ minHealthPercent: 50 }) }));
  expect(await get(rig, 4)).toEqual(['503 -', '503 -', '503 -', '503 -']);
  expect(bad.asked).toBe(4);
  expect(health(rig)).toEqual(['ejected']);
});

test('who was left out returns at a look behind its time', async () => {
  const service1 = await service(500);
  const rig = await startRig(
    table({ endpoints: [at(service1.port)], policy: inForce({ baseEjectionMs: 1, intervalMs: 1, consecutive5xx: 1 }) }),
  );
  expect(await get(rig)).toEqual(['500 -']);
  service1.status = 200;
  await expect.poll(() => health(rig), { timeout: 10_000 }).toEqual(['healthy']);
  expect(await get(rig)).toEqual(['200 -']);
  expect(endpoints(rig)[0]?.ejections).toBe(1);
});

test('another policy lets everybody in again', async () => {
  const bad = await service(500);
  const rig = await startRig(table({ endpoints: [at(bad.port)], policy: inForce() }));
  expect(await get(rig, 3)).toEqual(['500 -', '500 -', '503 UH']);
  await rig.gateway.apply(table({ endpoints: [at(bad.port)], policy: inTurn }));
  bad.status = 200;
  expect(await get(rig)).toEqual(['200 -']);
  expect(endpoints(rig)[0]).toMatchObject({ health: 'healthy', totals: { requests: 3, errors: 2 } });
});

test('failed connections are errors like any other', async () => {
  const [dead, good] = [await deadPort(), await service(200)];
  const rig = await startRig(table({ endpoints: [at(dead), at(good.port)], policy: inForce() }));
  const said = await get(rig, 8);
  expect(said.filter((line) => line.startsWith('503'))).toHaveLength(2);
  expect(endpoints(rig)[0]).toMatchObject({
    health: 'ejected',
    ejection: { reason: '2 errors in a row' },
    totals: { requests: 2, connectFailures: 2 },
  });
});

test('with a split they are counted by themselves, and answers 5xx do not add to them', async () => {
  const [dead, bad] = [await deadPort(), await service(500)];
  const rig = await startRig(
    table({
      endpoints: [at(dead), at(bad.port)],
      policy: inForce({ splitLocalOrigin: true, consecutive5xx: 0, consecutiveLocalOrigin: 3 }),
    }),
  );
  const said = await get(rig, 10);
  expect(said.filter((line) => line.startsWith('503 UF'))).toHaveLength(3);
  expect(endpoints(rig).map((one) => one.ejection?.reason)).toEqual(['3 failed connections in a row', undefined]);
  expect(bad.asked).toBe(7);
});

test('a retry goes to whoever is not left out', async () => {
  const [bad, good] = [await service(503), await service(200)];
  const retry: RetryPolicy = {
    retries: 3,
    on: ['5xx'],
    statusCodes: [],
    backoffMs: 1,
    avoidPrevious: false,
    remoteLocalities: false,
  };
  const action = forward({ retry });
  const rig = await startRig(
    table({
      routes: [route(action)],
      endpoints: [at(bad.port), at(good.port)],
      policy: inForce({ consecutive5xx: 1 }),
    }),
  );
  expect(await get(rig, 6)).toEqual(Array.from({ length: 6 }, () => expect.stringMatching(/^200/)));
  expect(bad.asked).toBe(1);
});

test('what is under way or went wrong is no success', async () => {
  let held: ServerResponse | undefined;
  const slow = await startService((_, response) => {
    held = response;
  });
  const rig = await startRig(table({ endpoints: [at(slow)], policy: inForce() }));
  const answer = exchangeRaw(rig.port, 'GET / HTTP/1.1\r\nHost: shop.local\r\nConnection: close\r\n\r\n');
  await expect.poll(() => held !== undefined, { timeout: 10_000 }).toBe(true);
  expect(endpoints(rig)[0]?.active).toBe(1);
  expect(rig.gateway.upstreams()[0]?.now).toMatchObject({ requests: 1, connections: 1, pending: 0 });
  expect(endpoints(rig)[0]?.totals).toMatchObject({ requests: 1, answers: 0 });
  held?.end();
  await answer;
  await expect.poll(() => endpoints(rig)[0]?.active, { timeout: 10_000 }).toBe(0);
  expect(endpoints(rig)[0]?.totals).toMatchObject({ requests: 1, answers: 1, errors: 0 });
});
