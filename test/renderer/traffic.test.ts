import { expect, it } from 'vitest';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { visibleExchanges } from '../../src-renderer/state/traffic.ts';
import { openWindow } from './window.ts';

const get = (url: string) => ({ method: 'GET', url, headers: [] });

it('gathers exchanges, holds them back while paused, and goes on without losing one', async () => {
  const { fake, stores } = await openWindow();
  fake.arrive([get('http://httpbin.example.com/status/200'), get('http://httpbin.example.com/headers')]);
  expect(stores.traffic.getState().exchanges.map(({ status }) => status)).toEqual([200, 404]);
  stores.traffic.setPaused(true);
  fake.arrive([get('http://shop.example.com/')]);
  expect(stores.traffic.getState().exchanges).toHaveLength(2);
  expect(stores.traffic.getState().waiting).toHaveLength(1);
  stores.traffic.setPaused(false);
  expect(stores.traffic.getState().exchanges.map(({ id }) => id)).toEqual([1, 2, 3]);
});

it('keeps the newest only', async () => {
  const { fake, stores } = await openWindow();
  fake.arrive(Array.from({ length: 6000 }, () => get('http://httpbin.example.com/status/200')));
  const { exchanges } = stores.traffic.getState();
  expect(exchanges).toHaveLength(5000);
  expect(exchanges.at(-1)?.id).toBe(6000);
});

it('takes exchanges as they end, whichever began first, and each once', async () => {
  const { fake, stores } = await openWindow();
  fake.arrive([get('http://httpbin.example.com/status/200')]);
  const [one] = stores.traffic.getState().exchanges;
  if (!one) throw new Error('nothing has arrived');
  const hop = { ...one, id: 9, proxy: 'istio-egressgateway.istio-system' };
  const sidecar = { ...one, id: 8, proxy: 'mesh' };
  stores.traffic.arrive([hop]);
  stores.traffic.arrive([sidecar, hop]);
  const { exchanges } = stores.traffic.getState();
  expect(exchanges.map(({ id }) => id)).toEqual([1, 9, 8]);
  const ids = (text: string) => visibleExchanges(exchanges, { text, statusClass: 'all' }).map(({ id }) => id);
  expect(ids('mesh')).toEqual([8]);
  expect(ids('egress gateway')).toEqual([9]);
});

it('filters by words and by status', async () => {
  const { fake, stores } = await openWindow();
  fake.arrive([
    get('http://httpbin.example.com/status/200'),
    get('http://httpbin.example.com/headers'),
    get('http://shop.example.com/catalogue/7'),
    get('http://httpbin.example.com/status/503'),
  ]);
  const { exchanges } = stores.traffic.getState();
  const ids = (text: string, statusClass: Parameters<typeof visibleExchanges>[1]['statusClass'] = 'all') =>
    visibleExchanges(exchanges, { text, statusClass }).map(({ id }) => id);
  expect(ids('')).toEqual([1, 2, 3, 4]);
  expect(ids('httpbin NR')).toEqual([2]);
  expect(ids('old-links')).toEqual([]);
  expect(ids('virtualservice default/shop')).toEqual([3]);
  expect(ids('', '1xx-3xx')).toEqual([1, 3]);
  expect(ids('', '4xx')).toEqual([2]);
  expect(ids('', '5xx')).toEqual([4]);
  expect(ids('', 'none')).toEqual([]);
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
