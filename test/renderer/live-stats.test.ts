import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import type { Table } from '#core/route/table.ts';
import { rateKey } from '#core/traffic/rates.ts';
import { createLiveStats } from '../../src-renderer/state/live-stats.ts';
import { openWindow } from './window.ts';

const request = { method: 'GET', url: 'http://httpbin.example.com/status/200', headers: [] };

const clocked = () => {
  let now = 1_000_000;
  let due: { readonly work: () => void; readonly at: number } | undefined;
  const stats = createLiveStats({
    now: () => now,
    later: (work, ms) => {
      due = { work, at: now + ms };
      return () => {
        due = undefined;
      };
    },
  });
  const pass = (ms: number) => {
    const end = now + ms;
    while (due !== undefined && due.at <= end) {
      const { work, at } = due;
      now = at;
      due = undefined;
      work();
    }
    now = end;
  };
  return { stats, pass, now: () => now, isPlanned: () => due !== undefined };
};

test('publishes twice a second while somebody looks, and rests when rates are nothing', async () => {
  const window = await openWindow();
  window.fake.arrive([request]);
  await window.settle();
  const [sample] = window.stores.traffic.getState().rows;
  window.stop();
  if (sample === undefined) throw new Error('the fake tells of every request');
  const { stats, pass, now, isPlanned } = clocked();
  const one = () => ({ ...sample, started: now(), durationMs: 0 });
  stats.arrive([one()]);
  expect(isPlanned()).toBe(false);

  let published = 0;
  const stop = stats.subscribe(() => {
    published++;
  });
  for (let i = 0; i < 100; i++) {
    pass(10);
    stats.arrive([one()]);
  }
  expect(published).toBeLessThanOrEqual(3);
  pass(1000);
  expect(stats.getState().rates[rateKey.listener(sample.listener)]?.requests).toBe(101);
  pass(70_000);
  expect(isPlanned()).toBe(false);
  expect(stats.getState().rates[rateKey.listener(sample.listener)]?.perSecond).toBe(0);

  stats.arrive([one()]);
  stop();
  expect(isPlanned()).toBe(false);
});

test('clearing the traffic clears what was counted, pausing it does not', async () => {
  const window = await openWindow();
  const { traffic, liveStats } = window.stores;
  window.fake.arrive([request]);
  const stop = liveStats.subscribe(() => {});
  expect(Object.keys(liveStats.getState().rates)).not.toEqual([]);
  traffic.setPaused(true);
  expect(Object.keys(liveStats.getState().rates)).not.toEqual([]);
  traffic.clear();
  expect(liveStats.getState().rates).toEqual({});
  stop();
  window.stop();
});

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: g }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
---
`;
const rules = (...paths: readonly string[]) => `${gateway}apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v }
spec:
  hosts: [a.example.com]
  gateways: [g]
  http:
${paths.map((path) => `  - match: [{ uri: { prefix: ${path} } }]\n    directResponse: { status: 200 }\n`).join('')}`;

test('after a reorder each route has its own past, whichever comes first, its table or its traffic', async () => {
  const window = await openWindow([{ file: 'a.yaml', text: rules('/a', '/b') }]);
  window.fake.arrive([{ method: 'GET', url: 'http://a.example.com/a', headers: [] }]);
  await window.settle();
  const [sample] = window.stores.traffic.getState().rows;
  window.stop();
  const virtualHost = sample?.virtualHost;
  if (sample?.route === undefined || virtualHost === undefined) throw new Error('a route answers');
  const { generation, route } = sample;
  const tableOf = (text: string) => build([{ file: 'a.yaml', text }]).table;
  const before = tableOf(rules('/a', '/b'));
  const idsOf = (table: Table) =>
    Object.values(table.routeConfigs).flatMap(({ virtualHosts }) => virtualHosts[0]?.routes.map(({ id }) => id) ?? []);
  const [first = '', second = ''] = idsOf(before);
  expect(route.id).toBe(first);
  const { stats, now } = clocked();
  const one = (of: number, id: string) => ({
    ...sample,
    generation: of,
    route: { ...route, id },
    started: now(),
    durationMs: 0,
  });
  const counted = () => {
    stats.subscribe(() => {})();
    const { rates } = stats.getState();
    return [first, second].map((id) => rates[rateKey.route(virtualHost, id)]?.requests ?? 0);
  };
  stats.follow(before, generation);
  stats.arrive([one(generation, first), one(generation, first), one(generation, second)]);
  expect(counted()).toEqual([2, 1]);
  stats.arrive([one(generation + 1, first)]);
  expect(counted()).toEqual([2, 1]);
  stats.follow(tableOf(rules('/b', '/a')), generation + 1);
  expect(counted()).toEqual([2, 2]);
  stats.arrive([one(generation, first)]);
  expect(counted()).toEqual([2, 2]);
  expect(stats.getState().rates[rateKey.listener(sample.listener)]?.requests).toBe(5);
  stats.follow(tableOf(rules('/c', '/a')), generation + 2);
  expect(counted()).toEqual([0, 2]);
});
