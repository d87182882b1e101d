import { expect, it } from 'vitest';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import type { Stores } from '../../src-renderer/state/stores.ts';
import { type TrafficWorker, trafficEngineIn } from '../../src-renderer/state/traffic-engines.ts';
import { openWindow } from './window.ts';

const get = (url: string) => ({ method: 'GET', url, headers: [] });

const state = (stores: Stores) => stores.traffic.getState();
const idsOf = (stores: Stores) => state(stores).rows.map(({ id }) => id);
const many = (count: number, path = '/status/200') =>
  Array.from({ length: count }, () => get(`http://httpbin.example.com${path}`));

it('gathers rows, holds them back while paused, and goes on without losing one', async () => {
  const { fake, stores, settle } = await openWindow();
  fake.arrive([get('http://httpbin.example.com/status/200'), get('http://httpbin.example.com/headers')]);
  await settle();
  expect(state(stores).rows.map(({ status }) => status)).toEqual([200, 404]);
  stores.traffic.setPaused(true);
  fake.arrive([get('http://shop.example.com/')]);
  await settle();
  expect(state(stores)).toMatchObject({ total: 2, waiting: 1, matching: 2 });
  stores.traffic.setPaused(false);
  expect(idsOf(stores)).toEqual([1, 2, 3]);
  expect(state(stores)).toMatchObject({ total: 3, waiting: 0 });
});

it('only what is in sight is here; whatever part of the list that is', async () => {
  const { fake, stores, settle } = await openWindow();
  fake.arrive(many(6000));
  await settle();
  expect(state(stores)).toMatchObject({ total: 6000, matching: 6000, from: 0 });
  expect(state(stores).rows.length).toBeLessThan(200);
  stores.traffic.show(5990, 60);
  expect(state(stores).from).toBe(5990);
  expect(idsOf(stores)).toEqual(Array.from({ length: 10 }, (_, index) => 5991 + index));
});

it('what main remembers is read in pages from the newest on, and what comes meanwhile is there once', async () => {
  const { fake, stores, settle } = await openWindow();
  fake.arrive(many(1300));
  await settle();
  fake.setState('lost');
  fake.setState('open');
  fake.arrive(many(3, '/headers'));
  for (let turn = 0; turn < 8; turn += 1) await settle();
  expect(state(stores)).toMatchObject({ total: 1303, reading: undefined });
  stores.traffic.show(0, 2000);
  expect(idsOf(stores)).toEqual(Array.from({ length: 1303 }, (_, index) => index + 1));
  const pages = fake.calls.filter(({ name }) => name === 'traffic.rows').map(({ input }) => input);
  expect(pages.at(-1)).toEqual({ from: 0, count: 53 });
  expect(pages.at(-2)).toEqual({ from: 53, count: 1000 });
});

it('filters by what occurs, and says what that is', async () => {
  const { fake, stores, settle } = await openWindow();
  fake.arrive([
    get('http://httpbin.example.com/status/200'),
    get('http://httpbin.example.com/headers'),
    get('http://shop.example.com/catalogue/7'),
    get('http://httpbin.example.com/status/503'),
  ]);
  await settle();
  const ids = async (filter: string) => {
    stores.traffic.setFilter(filter);
    await settle();
    return idsOf(stores);
  };
  expect(await ids('httpbin NR')).toEqual([2]);
  expect(await ids('"virtualservice default/shop"')).toEqual([3]);
  expect(await ids('status:4xx')).toEqual([2]);
  expect(await ids('-status:4xx host:httpbin')).toEqual([1, 4]);
  expect(state(stores)).toMatchObject({ matching: 2, total: 4 });
  expect(await ids('')).toEqual([1, 2, 3, 4]);
  const values = await stores.traffic.values('httpbin');
  expect(values.get('host')).toEqual([['httpbin.example.com', 3]]);
});

it('a row is chosen by its place, wherever that is, and stays chosen when the filter hides it', async () => {
  const { fake, stores, settle } = await openWindow();
  fake.arrive(many(500));
  await settle();
  stores.traffic.selectAt(3);
  expect(state(stores)).toMatchObject({ selected: 4, selectedIndex: 3, selectedRow: { id: 4 } });
  stores.traffic.selectAt(9999);
  expect(state(stores)).toMatchObject({ selected: 500, selectedIndex: 499, selectedRow: { id: 500 } });
  stores.traffic.setFilter('is:error');
  await settle();
  expect(state(stores)).toMatchObject({ selected: 500, selectedIndex: -1, matching: 0 });
});

it('clearing forgets here and in main; another window that cleared has the same effect', async () => {
  const { fake, stores, settle } = await openWindow();
  fake.arrive(many(5));
  await settle();
  stores.traffic.select(2);
  stores.traffic.clear();
  await settle();
  expect(state(stores)).toMatchObject({ total: 0, matching: 0, rows: [], selected: undefined });
  expect(await stores.wire.call('traffic.list', { last: 10 })).toEqual([]);
  fake.arrive(many(2));
  await settle();
  expect(idsOf(stores)).toEqual([6, 7]);
  await stores.wire.call('traffic.clear', null);
  await settle();
  expect(state(stores).total).toBe(0);
  expect(stores.liveStats.getState().rates).toEqual({});
});

it('goes on in this thread where a worker cannot start, and reads all again where one breaks', async () => {
  const now = () => 0;
  const later = (work: () => void) => {
    work();
    return () => undefined;
  };
  const show = { order: 'show', from: 0, count: 1, newest: false, asked: 1, look: 0, front: 0 } as const;
  const told: string[] = [];
  const none = trafficEngineIn(
    () => {
      throw new Error('no workers here');
    },
    { later, clock: now },
  )(
    (one) => told.push(one.told),
    () => undefined,
  );
  none(show);
  expect(told).toEqual(['sight']);
  const workers: TrafficWorker[] = [];
  const restarts: string[] = [];
  const some = trafficEngineIn(
    () => {
      const worker: TrafficWorker = {
        postMessage: () => undefined,
        terminate: () => undefined,
        onmessage: null,
        onerror: null,
      };
      workers.push(worker);
      return worker;
    },
    { later, clock: now },
  )(
    () => undefined,
    (broke) => restarts.push(broke),
  );
  some(show);
  workers[0]?.onmessage?.call(
    workers[0] as Worker,
    new MessageEvent('message', { data: { told: 'progress', number: 0, share: 0 } }),
  );
  workers[0]?.onerror?.call(workers[0] as Worker, new Event('error') as ErrorEvent);
  expect([workers.length, restarts]).toEqual([2, ['again']]);
  // One that breaks whatever it is told is given up.
  for (const at of [1, 2, 3]) workers[at]?.onerror?.call(workers[at] as Worker, new Event('error') as ErrorEvent);
  expect([workers.length, restarts]).toEqual([4, ['again', 'again', 'again', 'over']]);
});

it('reads everything anew when the wire opens again', async () => {
  const { fake, stores, settle } = await openWindow();
  fake.setState('lost');
  expect(stores.running.getState().connection).toBe('lost');
  const gateway = sampleFiles[0]?.text ?? '';
  fake.changeOnDisk('gateway.yaml', gateway.replace('number: 80', 'number: 8085'));
  fake.setState('open');
  await settle();
  expect(stores.running.getState().connection).toBe('open');
  expect(stores.running.getState().tableGeneration).toBe(2);
  expect(stores.running.getState().running?.gateway.listeners.map(({ port }) => port)).toEqual([8085]);
});

it('explains by the running table and sends through it', async () => {
  const { stores, fake } = await openWindow();
  const request = get('http://httpbin.example.com/headers');
  await stores.request.explainRunning(request);
  const { explained } = stores.request.getState();
  expect(explained?.ok && explained.value.decision).toMatchObject({ outcome: 'reject', status: 404, flag: 'NR' });
  await stores.request.send(request);
  expect(stores.request.getState().reply).toMatchObject({ request, result: { ok: true, value: { status: 404 } } });
  fake.setState('lost');
  await stores.request.send(request);
  expect(stores.request.getState().reply?.result.ok).toBe(false);
});

it('tells which exchanges the filter lets through, in the order in which they came, however the list is sorted', async () => {
  const { fake, stores, settle } = await openWindow();
  fake.arrive([...many(700), ...many(300, '/headers'), ...many(700)]);
  await settle();
  stores.traffic.setSort({ by: 'size', down: true });
  stores.traffic.setFilter('path:/headers');
  const asked = stores.traffic.ids();
  for (let turn = 0; turn < 8; turn += 1) await settle();
  expect(await asked).toEqual(Array.from({ length: 300 }, (_, index) => 701 + index));
  stores.traffic.setFilter('path:/nowhere');
  await settle();
  expect(await stores.traffic.ids()).toEqual([]);
});
