import { expect, onTestFinished, test } from 'vitest';
import type { Exchange } from '#core/traffic/exchange.ts';
import { emptySheet, rowsOf, writeSheet } from '#core/traffic/row-sheet.ts';
import type { TrafficNews } from '#core/traffic/traffic-row.ts';
import { rowOf } from '#core/traffic/traffic-row.ts';
import { createRing, type Ring } from '../src-main/app/traffic/ring.ts';
import { createTraffic } from '../src-main/app/traffic.ts';
import { exchange } from './app-world.ts';

const route = (name: string) => ({
  id: `VirtualService default/${name} http[0]`,
  name,
  origin: {
    kind: 'VirtualService',
    namespace: 'default',
    name,
    path: 'spec.http[0]',
    place: { file: 'a.yaml', range: [1, 2] as const, line: 1, column: 1 },
  },
});

const lines = (id: number) => [
  'Host',
  'shop.local',
  'User-Agent',
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Accept',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Cookie',
  `session=${id}`,
];

/** An exchange as a browser makes it. */
const browsed = (id: number): Exchange => ({
  ...exchange(id),
  path: `/catalogue/${id}?from=home`,
  requestHeaders: lines(id),
  responseHeaders: ['content-type', 'text/html', 'server', 'istio-envoy', 'date', 'Sat, 21 Nov 2026 15:00:00 GMT'],
  upstream: { cluster: 'outbound|80||shop', host: '127.0.0.1:3001', attempts: 1, path: `/${id}`, authority: 'shop' },
  route: route('shop'),
  virtualHost: 'shop.local:80',
  timing: { requested: 0, dispatched: 0, connected: 1, answered: 2, ended: 3 },
});

const recorded = (id: number, body = 0) => ({
  sent: { method: 'GET', path: `/${id}`, authority: 'shop', headers: [...lines(id), 'x-request-id', String(id)] },
  received: { status: 200, headers: ['content-type', 'text/html'] },
  tape: {
    request: undefined,
    response: body === 0 ? undefined : { chunks: [Buffer.alloc(body, id % 256)], kept: body, size: body },
    requestTrailers: undefined,
    responseTrailers: undefined,
    messages: undefined,
  },
});

const start = (bytes?: number) => {
  const news: TrafficNews[] = [];
  const traffic = createTraffic((one) => news.push(one), bytes === undefined ? {} : { bytes });
  onTestFinished(() => traffic.close());
  return { traffic, news };
};

const rowsAt = (ring: Ring, from: number, most: number) => {
  const sheet = writeSheet();
  ring.rowsAt(from, most, sheet);
  return rowsOf(sheet.done());
};

test('what was packed comes back as it was, by page, by list and by id', async () => {
  const { traffic } = start();
  const all = Array.from({ length: 1_000 }, (_, i) => browsed(i + 1));
  for (const one of all) traffic.add(one, recorded(one.id, 10));
  const page = await traffic.rows(0, 20_000);
  expect({ ...page, rows: rowsOf(page.rows) }).toEqual({ first: 0, rows: all.map(rowOf), kept: 0, next: 1_000 });
  const some = async (from: number, count: number) => rowsOf((await traffic.rows(from, count)).rows);
  expect((await some(250, 20)).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => 251 + i));
  expect(await some(990, 100)).toHaveLength(10);
  expect(await some(1_000, 100)).toEqual([]);
  const list = await traffic.list(3);
  expect(list.map(({ id }) => id)).toEqual([998, 999, 1_000]);
  expect(list[0]?.upstream).toEqual(all[997]?.upstream);
  for (const id of [1, 256, 257, 1_000]) {
    const found = traffic.find(id);
    expect(found?.exchange).toEqual(all[id - 1]);
    expect(found?.sent).toEqual(recorded(id).sent);
    expect(found?.received).toEqual(recorded(id).received);
    expect(found?.responseBody).toEqual({ bytes: new Uint8Array(10).fill(id % 256), size: 10 });
  }
});

test('the oldest make room by bytes, not by number', async () => {
  const { traffic, news } = start(1024 * 1024);
  for (let id = 1; id <= 500; id++) traffic.add(browsed(id), recorded(id, 10_000));
  const { kept, next, rows } = await traffic.rows(0, 20_000);
  expect(next).toBe(500);
  expect(kept).toBeGreaterThan(390);
  expect(kept).toBeLessThan(450);
  expect(rowsOf(rows).map(({ id }) => id)).toEqual(Array.from({ length: next - kept }, (_, i) => kept + i + 1));
  expect(traffic.bytes()).toBeLessThanOrEqual(1024 * 1024);
  expect(news.at(-1)?.kept).toBe(kept);
  expect(await traffic.details(1)).toMatchObject({ ok: false, failure: { code: 'traffic/gone' } });
  expect(await traffic.details(500)).toMatchObject({ ok: true });
});

test('a smaller limit holds at once, and is told', async () => {
  const { traffic, news } = start();
  for (let id = 1; id <= 2_000; id++) traffic.add(browsed(id), recorded(id, 5_000));
  expect((await traffic.rows(0, 1)).kept).toBe(0);
  traffic.setLimit(2 * 1024 * 1024);
  expect(traffic.bytes()).toBeLessThanOrEqual(2 * 1024 * 1024);
  const { kept, next } = await traffic.rows(0, 1);
  expect(kept).toBeGreaterThan(1_500);
  expect(next).toBe(2_000);
  expect(news.at(-1)).toEqual({ first: 2_000, rows: emptySheet, changed: [], kept });
});

test('two hundred thousand small exchanges fit into a limit that a person can set', () => {
  const limit = 512 * 1024 * 1024;
  const ring = createRing(limit);
  for (let id = 1; id <= 2_560; id++) ring.add({ exchange: browsed(id), recorded: recorded(id) });
  expect((ring.bytes() / 2_560) * 200_000).toBeLessThan(limit);
});

test('packed tighter, they are the same, in a fraction of the room', async () => {
  const ring = createRing(4 * 1024 * 1024);
  for (let id = 1; id <= 1_024; id++) ring.add({ exchange: browsed(id), recorded: recorded(id) });
  const [before, rows] = [ring.bytes(), rowsAt(ring, 256, 256)];
  while (await ring.squeeze());
  expect(ring.bytes()).toBeLessThan(before / 2);
  expect(rowsAt(ring, 256, 256)).toEqual(rows);
  expect(ring.find(300)?.exchange.requestHeaders).toEqual(lines(300));
});

test('an exchange that alone is too large stays, and makes room for the next', async () => {
  const { traffic } = start(1024 * 1024);
  traffic.add(browsed(1), recorded(1, 3 * 1024 * 1024));
  expect(traffic.find(1)?.responseBody?.bytes.length).toBe(3 * 1024 * 1024);
  for (let id = 2; id <= 300; id++) traffic.add(browsed(id), recorded(id));
  expect((await traffic.rows(0, 1)).kept).toBeGreaterThan(0);
  expect(traffic.find(1)).toBeUndefined();
  expect(traffic.bytes()).toBeLessThanOrEqual(1024 * 1024);
});

test('a stream that ends changes its row, wherever that has come to lie', async () => {
  const { traffic, news } = start();
  const open: Exchange = { ...browsed(1), stream: 'websocket', open: true };
  traffic.add(open, recorded(1));
  for (let id = 2; id <= 600; id++) traffic.add(browsed(id), recorded(id));
  traffic.add({ ...open, bytesSent: 7 }, recorded(1));
  expect(rowsOf((await traffic.rows(0, 1)).rows)[0]).toMatchObject({ id: 1, open: true, bytesSent: 7 });
  const { open: _, ...ended } = { ...open, bytesSent: 99 };
  traffic.add(ended, recorded(1, 5));
  const [row] = rowsOf((await traffic.rows(0, 1)).rows);
  expect(row).toEqual(rowOf(ended));
  expect((await traffic.list(600))[0]?.bytesSent).toBe(99);
  expect(traffic.find(1)?.responseBody?.size).toBe(5);
  expect(news.flatMap(({ changed }) => changed).map(({ bytesSent }) => bytesSent)).toEqual([7, 99]);
  expect(news.flatMap(({ rows }) => rowsOf(rows))).toHaveLength(600);
});

test('a stream that was cleared away comes as a new row when it ends; places go on', async () => {
  const { traffic, news } = start();
  const seen: number[] = [];
  traffic.observe((batch) => seen.push(...batch.map(({ id }) => id)));
  const open: Exchange = { ...browsed(1), stream: 'events', open: true };
  traffic.add(open, recorded(1));
  traffic.clear();
  expect(await traffic.rows(0, 10)).toEqual({ first: 1, rows: emptySheet, kept: 1, next: 1 });
  const { open: _, ...ended } = open;
  traffic.add(ended, recorded(1));
  const page = await traffic.rows(0, 10);
  expect({ ...page, rows: rowsOf(page.rows) }).toMatchObject({ first: 1, kept: 1, next: 2, rows: [{ id: 1 }] });
  expect(news.at(-1)).toMatchObject({ first: 1, changed: [] });
  expect(seen).toEqual([1]);
});

test('who observes or lists sees no credentials; what is kept has them', async () => {
  const { traffic, news } = start();
  const seen: Exchange[] = [];
  traffic.observe((batch) => seen.push(...batch));
  traffic.add(browsed(1), recorded(1));
  traffic.add(browsed(2), recorded(2));
  const listed = await traffic.list(2);
  expect(listed).toHaveLength(2);
  expect(seen).toEqual(listed);
  expect(JSON.stringify([seen, listed, news, await traffic.details(1)])).not.toContain('session=');
  expect(JSON.stringify(await traffic.details(2, true))).toContain('session=2');
  expect(traffic.find(1)?.exchange.requestHeaders).toContain('session=1');
});

test('where nobody hears, no news are made, and who hears later misses nothing', async () => {
  const news: TrafficNews[] = [];
  const counted: number[] = [];
  let heard = false;
  const traffic = createTraffic((one) => news.push(one), { heard: () => heard, count: ({ id }) => counted.push(id) });
  onTestFinished(() => traffic.close());
  for (let id = 1; id <= 3; id++) traffic.add(browsed(id), recorded(id));
  expect(news).toEqual([]);
  expect(counted).toEqual([1, 2, 3]);
  heard = true;
  expect(await traffic.rows(0, 10)).toMatchObject({ first: 0, next: 3 });
  traffic.add(browsed(4), recorded(4));
  await traffic.rows(0, 1);
  expect(news.map(({ first, rows }) => [first, rowsOf(rows).map(({ id }) => id)])).toEqual([[3, [4]]]);
});

test('a name in any script, a tab in a header and an empty line come back from a pack, squeezed or not', async () => {
  const ring = createRing(16 * 1024 * 1024);
  const odd: Exchange = {
    ...browsed(1),
    path: '/caf\u00e9?q=\u4e2d\u6587',
    requestHeaders: ['x-tab', 'a\tb', 'x-empty', '', 'x-bytes', '\u00ff\u00e9'],
    responseHeaders: [],
    route: route('\u8def\u7531'),
    timing: { ended: 3 },
  };
  ring.add({ exchange: odd, recorded: { ...recorded(1), received: { status: 204, headers: [] } } });
  for (let id = 2; id <= 600; id++) ring.add({ exchange: browsed(id), recorded: recorded(id) });
  while (await ring.squeeze());
  expect(ring.find(1)?.exchange).toEqual(odd);
  expect(ring.find(1)?.received).toEqual({ status: 204, headers: [] });
  expect(rowsAt(ring, 0, 1)).toEqual([rowOf(odd)]);
  expect(ring.find(600)?.exchange).toEqual(browsed(600));
});

test('the end of a WebSocket is told by its code and its reason', async () => {
  const { traffic } = start();
  const ends = [Buffer.from([0x03, 0xe8, ...Buffer.from('bye')]), Buffer.from([0x03, 0xf3]), Buffer.alloc(0)];
  const list = ends.map((content, at) => ({
    at,
    from: 'client' as const,
    kind: 'close' as const,
    content,
    size: content.length,
  }));
  const one = recorded(1);
  traffic.add(browsed(1), {
    ...one,
    tape: { ...one.tape, messages: { list: () => list, dropped: () => 0, bytes: () => 0 } },
  });
  const details = await traffic.details(1);
  expect(details.ok && details.value.messages?.map(({ content }) => content)).toEqual(['1000 bye', '1011', '']);
});
