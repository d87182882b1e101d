import { expect, test } from 'vitest';
import type { Stored, StoredMessage } from '../../src-main/app/traffic/stored.ts';
import { wholeMessages } from '../../src-main/app/traffic/whole-messages.ts';
import { exchange } from '../app-world.ts';

const frame = (text: string): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(text.length, 1);
  return Buffer.concat([head, Buffer.from(text)]);
};
const cut = (text: string, kept: number): StoredMessage => ({
  at: 1,
  from: 'service',
  kind: 'grpc',
  content: Buffer.from(text.slice(0, kept)),
  size: text.length,
});
const stored = (messages: readonly StoredMessage[], body: Buffer, type = 'application/grpc'): Stored => ({
  exchange: { ...exchange(1), stream: 'grpc', responseHeaders: ['content-type', type] },
  responseBody: { bytes: body, size: body.length + 100 },
  messages,
});
const texts = (of: Stored) => wholeMessages(of).map(({ content }) => Buffer.from(content).toString());

test('of several with the same beginning and size each is found once, in order', () => {
  const [a, b, c] = ['same start, end a', 'same start, end b', 'another one entirely'];
  const body = Buffer.concat([a, b, c].map((text) => frame(text as string)));
  expect(
    texts(
      stored(
        [a, b, c].map((text) => cut(text as string, 10)),
        body,
      ),
    ),
  ).toEqual([a, b, c]);
});

test('what the body has no more of stays cut, and other messages stay as they are', () => {
  const whole = cut('short', 5);
  const long = cut('long enough to be cut', 4);
  const body = Buffer.concat([frame('short'), frame('long enough to be cut').subarray(0, 20)]);
  const of = stored([whole, long, { ...long, kind: 'binary' }], body);
  expect(texts(of)).toEqual(['short', 'long', 'long']);
  expect(wholeMessages(of)[0]).toBe(whole);
  expect(wholeMessages(stored([whole], body))).toEqual([whole]);
});

test('a body of gRPC-Web in text is read as base64', () => {
  const body = Buffer.from(frame('in base64 and long').toString('base64'));
  expect(texts(stored([cut('in base64 and long', 3)], body, 'application/grpc-web-text+proto'))).toEqual([
    'in base64 and long',
  ]);
});
