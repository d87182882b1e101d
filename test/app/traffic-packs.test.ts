import { expect, test } from 'vitest';
import { keptCount, keptLines, keptOf } from '../../src-main/app/traffic/as-before.ts';
import { createRing } from '../../src-main/app/traffic/ring.ts';
import { createSegments } from '../../src-main/app/traffic/segments.ts';
import { createTightLog } from '../../src-main/app/traffic/tight.ts';
import { exchange } from '../app-world.ts';

const came = [
  'Host',
  'shop.local',
  'Accept',
  '*/*',
  'accept',
  'text/html',
  'Cookie',
  'a=1',
  'X-Gone',
  'b',
  'Cookie',
  'a=1',
];

test.each([
  ['all of them', came.map((one, i) => (i % 2 ? one : one.toLowerCase())), 12],
  ['some, and more behind them', ['accept', '*/*', 'cookie', 'a=1', 'x-request-id', '7'], 4],
  ['one whose value is another now', ['host', 'other', 'accept', '*/*'], 0],
  ['names as they were written', ['Host', 'shop.local'], 0],
  ['another order', ['cookie', 'a=1', 'accept', '*/*'], 2],
  ['none', [], 0],
])('lines that only passed are told by a number: %s', (_, went, expected) => {
  const kept = keptOf(came, went);
  expect(keptCount(kept)).toBe(expected);
  expect([...keptLines(came, kept), ...went.slice(expected)]).toEqual(went);
});

test('more lines than a number tells of are kept in full', () => {
  const many = Array.from({ length: 100 }, (_, i) => [`x-${i}`, String(i)]).flat();
  const kept = keptOf(many, many);
  expect(keptCount(kept)).toBe(60);
  expect([...keptLines(many, kept), ...many.slice(60)]).toEqual(many);
});

test('what a service got and a client saw comes back, however far it is from what came', () => {
  const ring = createRing(1024 * 1024);
  const sent = ['x-b', '2', 'accept', '*/*', 'x-empty', ''];
  const one = { ...exchange(1), requestHeaders: came, responseHeaders: ['Content-Type', 'text/html', 'server', 'me'] };
  const received = { status: 200, headers: ['Content-Type', 'text/html', 'Server', 'it'] };
  ring.add({
    exchange: one,
    recorded: { sent: { method: 'GET', path: '/a\0b', authority: 'x', headers: sent }, received },
  });
  ring.add({ exchange: { ...one, id: 2, path: '/a\0b' } });
  expect(ring.find(1)?.exchange).toEqual(one);
  expect(ring.find(1)).toMatchObject({ sent: { headers: sent, path: '/a%00b' }, received });
  expect(ring.find(2)).toEqual({ exchange: { ...one, id: 2, path: '/a\0b' } });
});

test('memory is used again: by what comes when the ring is full, by what is tight, and by nobody after it is retired', () => {
  const segments = createSegments(64 * 1024, 1024 * 1024);
  const [first, second] = [segments.take(), segments.take()];
  expect(first.bytes.buffer).toBe(second.bytes.buffer);
  expect([first.numbers.length * 8, first.bytes.byteOffset % 8]).toEqual([first.bytes.length, 0]);
  segments.give(second);
  expect(segments.take()).toBe(second);
  segments.give(first);
  const log = createTightLog(segments);
  const bytes = Uint8Array.from({ length: 150_000 }, (_, i) => i * 7);
  const [long, short] = [log.put(bytes), log.put(bytes.subarray(0, 10))];
  expect([long.read().equals(bytes), short.read().equals(bytes.subarray(0, 10))]).toEqual([true, true]);
  expect(first.bytes.subarray(0, 10).equals(bytes.subarray(0, 10))).toBe(true);
  long.letGo();
  expect(segments.take()).not.toBe(second);
  expect(short.read().equals(bytes.subarray(0, 10))).toBe(true);
  segments.retire();
  segments.give(second);
  expect(segments.take().bytes.buffer).not.toBe(second.bytes.buffer);
});

test('a ring that is full and squeezed again and again keeps what it says, within its limit', async () => {
  const limit = 1024 * 1024;
  const ring = createRing(limit);
  const body = (id: number) => Buffer.alloc(3_000, `body ${id} `);
  const tape = (id: number) => ({
    request: { chunks: [body(id).subarray(0, 1_000), body(id).subarray(1_000)], kept: 3_000, size: 5_000 },
    response: undefined,
    requestTrailers: undefined,
    responseTrailers: ['grpc-status', '0'],
    messages: undefined,
  });
  for (let id = 1; id <= 3_000; id++) {
    ring.add({ exchange: exchange(id), recorded: { tape: tape(id) } });
    if (id % 40 === 0) await ring.squeeze();
    expect(ring.bytes()).toBeLessThanOrEqual(limit);
  }
  expect(ring.next() - ring.kept()).toBeGreaterThan(200);
  for (let place = ring.kept(); place < ring.next(); place++) {
    const [row] = ring.rowsAt(place, 1);
    expect(row?.id).toBe(place + 1);
    const found = ring.find(place + 1);
    expect(found?.requestBody).toEqual({ bytes: new Uint8Array(body(place + 1)), size: 5_000 });
    expect(found?.responseTrailers).toEqual(['grpc-status', '0']);
  }
});
