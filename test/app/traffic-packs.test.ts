import { expect, test } from 'vitest';
import { seededDice } from '#core/route/simulate.ts';
import { rowsOf, writeSheet } from '#core/traffic/row-sheet.ts';
import { alikeCount, alikeOf, fillIn, modelOf, pushOthers } from '../../src-main/app/traffic/alike.ts';
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

const lower = (lines: readonly string[]) => lines.map((one, i) => (i % 2 ? one : one.toLowerCase()));
const received = ['Content-Type', 'text/html', 'Date', 'today', 'ETag', '"1"'];
const model = modelOf({
  request: came,
  sent: [...lower(came).slice(0, 8), 'x-request-id', '1', 'x-envoy-attempt-count', '1'],
  received,
  response: [...lower(received), 'server', 'istio-envoy', 'x-time', '5'],
});

test.each([
  ['the same again', lower(came).slice(0, 8), 8],
  [
    'what the gateway wrote the same',
    [...lower(came).slice(0, 8), 'x-request-id', '2', 'x-envoy-attempt-count', '1'],
    10,
  ],
  ['a value of its own', ['host', 'shop.local', 'accept', 'text/plain'], 2],
  ['names as they were written', ['Host', 'shop.local'], 0],
  ['another order', ['cookie', 'a=1', 'accept', '*/*'], 2],
  ['none', [], 0],
])('lines that are as expected are told by a number: %s', (_, sent, expected) => {
  const alike = alikeOf(sent, model.sent ?? [], model.sentFrom, came);
  expect(alikeCount(alike)).toBe(expected);
  const others: string[] = [];
  pushOthers(others, sent, alike);
  expect(others.length).toBe(sent.length - expected);
  expect(fillIn(others, alike, model.sent ?? [], model.sentFrom, came)).toEqual(sent);
});

test('a line that passed is expected to have the value that came this time, not the one of the model', () => {
  const now = came.map((one) => (one === 'a=1' ? 'a=2' : one));
  const sent = [...lower(now).slice(0, 8), 'x-request-id', '2'];
  const alike = alikeOf(sent, model.sent ?? [], model.sentFrom, now);
  expect(alikeCount(alike)).toBe(8);
  expect(fillIn(['x-request-id', '2'], alike, model.sent ?? [], model.sentFrom, now)).toEqual(sent);
});

test('more lines than a number tells of are kept in full', () => {
  const many = Array.from({ length: 100 }, (_, i) => [`x-${i}`, String(i)]).flat();
  const others: string[] = [];
  const alike = alikeOf(many, many);
  pushOthers(others, many, alike);
  expect([alikeCount(alike), others]).toEqual([60, many.slice(60)]);
  expect(fillIn(others, alike, many)).toEqual(many);
});

test('heads come back as they were, whatever they have in common with those before them', () => {
  const dice = seededDice(7);
  const ring = createRing(4 * 1024 * 1024);
  const names = ['Accept', 'accept', 'X-A', 'x-a', 'Cookie', 'date', 'x-b'];
  const lines = (most: number) =>
    Array.from({ length: Math.floor(dice() * most) }, () => [
      names[Math.floor(dice() * names.length)] as string,
      String(Math.floor(dice() * 3)),
    ]).flat();
  const pass = (from: readonly string[]) => {
    const kept = lower(from).filter((_, i, all) => all[i - (i % 2)] !== 'date');
    return dice() < 0.8 ? [...kept, ...lines(3)] : [...lines(3), ...kept];
  };
  const all = Array.from({ length: 400 }, (_, i) => {
    const request = lines(i % 50 === 0 ? 40 : 7);
    const back = lines(6);
    const one = { ...exchange(i + 1), requestHeaders: request, responseHeaders: pass(back) };
    const sent = { method: 'GET', path: one.path, authority: 'x', headers: pass(request) };
    const recorded = {
      ...(dice() < 0.9 && { sent }),
      ...(dice() < 0.9 && { received: { status: 200, headers: back } }),
    };
    ring.add({ exchange: one, recorded });
    return { one, recorded };
  });
  expect(ring.exchangesAt(0, 400)).toEqual(all.map(({ one }) => one));
  for (const { one, recorded } of all) {
    const found = ring.find(one.id);
    expect(found?.exchange).toEqual(one);
    expect([found?.sent?.headers, found?.received]).toEqual([recorded.sent?.headers, recorded.received]);
  }
});

test('what a service got and a client saw comes back, however far it is from what came', () => {
  const ring = createRing(1024 * 1024);
  const sent = ['x-b', '2', 'accept', '*/*', 'x-empty', ''];
  const one = { ...exchange(1), requestHeaders: came, responseHeaders: ['Content-Type', 'text/html', 'server', 'me'] };
  const back = { status: 200, headers: ['Content-Type', 'text/html', 'Server', 'it'] };
  ring.add({
    exchange: one,
    recorded: { sent: { method: 'GET', path: '/a\0b', authority: 'x', headers: sent }, received: back },
  });
  ring.add({ exchange: { ...one, id: 2, path: '/a\0b' } });
  expect(ring.find(1)?.exchange).toEqual(one);
  expect(ring.find(1)).toMatchObject({ sent: { headers: sent, path: '/a%00b' }, received: back });
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
    const sheet = writeSheet();
    ring.rowsAt(place, 1, sheet);
    const [row] = rowsOf(sheet.done());
    expect(row?.id).toBe(place + 1);
    const found = ring.find(place + 1);
    expect(found?.requestBody).toEqual({ bytes: new Uint8Array(body(place + 1)), size: 5_000 });
    expect(found?.responseTrailers).toEqual(['grpc-status', '0']);
  }
});
