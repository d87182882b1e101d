import { deflateRawSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import type { Exchange } from '#core/traffic/exchange.ts';
import { createMessages, inOrder } from '../../src-main/gateway/record/messages.ts';
import { tapWebSocket } from '../../src-main/gateway/record/tap-websocket.ts';
import { type BodyTape, keep } from '../../src-main/gateway/record/tape.ts';
import { createRecorder, type Recorded } from '../../src-main/gateway/record.ts';

/** What is kept stays within its limits, and in its order, whatever comes. */

const connection = { remote: '127.0.0.1:1', remoteAddress: '127.0.0.1', local: '127.0.0.1:2', tls: false };

/** One frame of a service, not masked (RFC 6455 section 5.2). */
const frame = (opcode: number, bytes: Uint8Array, packed = false): Buffer =>
  Buffer.concat([
    Buffer.from([0x80 | (packed ? 0x40 : 0) | opcode, 126, bytes.length >> 8, bytes.length & 255]),
    bytes,
  ]);
const short = (opcode: number, text: string): Buffer =>
  Buffer.concat([Buffer.from([0x80 | opcode, text.length]), Buffer.from(text)]);
const packed = (text: string): Buffer =>
  frame(1, deflateRawSync(Buffer.from(text), { finishFlush: 2 }).subarray(0, -4), true);

test('a body that comes byte by byte takes about as much memory as it has bytes', () => {
  const limit = 64 * 1024;
  let body: BodyTape | undefined;
  for (let i = 0; i < 2 * limit; i++) body = keep(body, Buffer.alloc(64 * 1024, i % 251).subarray(0, 1), limit);
  expect(body).toMatchObject({ kept: limit, size: 2 * limit });
  expect(body?.chunks.length).toBeLessThan(20);
  const all = Buffer.concat(body?.chunks ?? []);
  expect(all.length).toBe(limit);
  expect(all.every((byte, i) => byte === i % 251)).toBe(true);
  const held = new Set(body?.chunks.map(({ buffer }) => buffer));
  expect([...held].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(1024 * 1024);
});

test('small and large pieces of a body stay in their order', () => {
  let body: BodyTape | undefined;
  const sent: Buffer[] = [];
  for (let i = 0; i < 40; i++) {
    const piece = Buffer.alloc(i % 13 === 0 ? 9_000 : 3, i);
    sent.push(piece);
    body = keep(body, piece, 30_000);
  }
  expect(Buffer.concat(body?.chunks ?? [])).toEqual(Buffer.concat(sent).subarray(0, 30_000));
});

test('messages that have to be inflated stay in the order in which they came, beside those that have not', async () => {
  let time = 0;
  const now = () => time;
  const messages = createMessages(now);
  const tap = tapWebSocket(['sec-websocket-extensions', 'permessage-deflate'], inOrder(messages.add, now));
  const come = (from: 'client' | 'service', bytes: Uint8Array) => {
    time += 1;
    tap?.(from, bytes);
  };
  come('service', packed('one '.repeat(2_000)));
  come('service', short(9, 'ping'));
  come('client', short(10, 'pong'));
  come('client', packed('two'));
  come('service', short(1, 'three'));
  come('service', packed('four'));
  come('service', short(8, ''));
  time = 100;
  await vi.waitFor(() => expect(messages.list()).toHaveLength(7));
  expect(messages.list().map(({ at, from, kind }) => `${at} ${from} ${kind}`)).toEqual([
    '1 service text',
    '2 service ping',
    '3 client pong',
    '4 client text',
    '5 service text',
    '6 service text',
    '7 service close',
  ]);
  expect(Buffer.from(messages.list()[5]?.content ?? []).toString()).toBe('four');
});

test('many open streams share what messages may take', () => {
  const mebibyte = 1024 * 1024;
  const recorder = createRecorder(Date.now, (error) => {
    throw error;
  });
  recorder.observe(() => {});
  recorder.observeOpen(() => {});
  recorder.setCapture({ bodies: true, bodyBytes: 1024, bytes: 32 * mebibyte });
  const request = {
    method: 'GET',
    target: '/',
    version: '1.1',
    headers: [],
    hasBody: false,
    expectsContinue: false,
  } as const;
  const lives = Array.from({ length: 500 }, () => {
    const life = recorder.begin(1, connection);
    recorder.record(life, { ...request, connection }, {} as never);
    return { life, tap: recorder.tunnels(life, []) };
  });
  const bytes = Buffer.alloc(10_000);
  for (let i = 0; i < 100; i++) for (const { tap } of lives) tap?.('service', frame(2, bytes));
  const kept = lives.reduce((sum, { life }) => sum + (life.tape?.messages?.bytes() ?? 0), 0);
  expect(kept).toBeLessThan(10 * mebibyte);
  for (const { life } of lives) expect(life.tape?.messages?.list().length).toBeGreaterThan(0);
  recorder.close();
});

test('what ended just before the gateway closes is told all the same', () => {
  const told: [Exchange, Recorded][] = [];
  const recorder = createRecorder(Date.now, (error) => {
    throw error;
  });
  recorder.observe((...one) => told.push(one));
  recorder.finish(recorder.begin(1, connection));
  expect(told).toEqual([]);
  recorder.close();
  expect(told.map(([{ id }]) => id)).toEqual([1]);
});
