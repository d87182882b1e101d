import { isIPv4, isIPv6 } from 'node:net';
import { Ajv } from 'ajv';
import harSchema from 'har-schema';
import { describe, expect, it } from 'vitest';
import type { ExchangeDetails } from '../../../src-main/core/traffic/exchange-details.ts';
import { harEntry, harText } from '../../../src-main/core/traffic/har.ts';
import { body, details } from './har-fixture.ts';

const masked = { reveal: false };
const revealed = { reveal: true };

const isHar = (() => {
  // The schema speaks of `min` and `optional`, which are no words of JSON Schema.
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    formats: {
      ipv4: isIPv4,
      ipv6: isIPv6,
      uri: (text: string) => URL.canParse(text),
      'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
    },
  });
  const { har, ...others } = harSchema as Record<string, { $schema?: string }>;
  for (const { $schema: _, ...schema } of Object.values(others)) ajv.addSchema(schema);
  const { $schema: _, ...schema } = har ?? {};
  return ajv.compile(schema);
})();

const fileOf = (all: readonly ExchangeDetails[], options = masked): string =>
  harText(
    all.flatMap((one) => harEntry(one, options) ?? []),
    '1.2.3',
  );

const parsed = (text: string) => JSON.parse(text) as { log: { version: string; entries: Record<string, never>[] } };

describe('a HAR file', () => {
  it('is what the schema of HAR 1.2 asks for, whatever is missing', () => {
    const { timing: _, upstream: __, ...bare } = details().exchange;
    const all: ExchangeDetails[] = [
      details(),
      { exchange: { ...bare, path: '/a b|{}?[x]=%zz#frag', status: 0, flags: 'DC', bytesSent: 0 } },
      details({ exchange: { ...details().exchange, open: true, stream: 'websocket', authority: '[::1]:8080' } }),
    ];
    const text = fileOf(all);
    expect(isHar(parsed(text)), JSON.stringify(isHar.errors)).toBe(true);
    for (const { request } of parsed(text).log.entries as unknown as { request: { url: string } }[]) {
      expect(URL.canParse(request.url), request.url).toBe(true);
      expect(request.url).not.toMatch(/[ {}|]|%zz/);
    }
    expect(isHar({ log: {} })).toBe(false);
  });

  it('has no entry for a connection on which nobody spoke HTTP', () => {
    expect(
      harEntry({ exchange: { ...details().exchange, protocol: '-', method: '', path: '' } }, masked),
    ).toBeUndefined();
  });

  it('hides secrets wherever they stand, and leaves the rest', () => {
    const text = fileOf([details()]);
    expect(text).not.toContain('s3cr3t');
    expect(text).toContain('Bearer [redacted]');
    const [entry] = parsed(text).log.entries;
    expect(entry).toMatchObject({
      request: {
        url: 'https://shop.test/login?next=%2Fcart&access_token=[redacted]'
          .replaceAll('[', '%5B')
          .replaceAll(']', '%5D'),
        cookies: [
          { name: 'sid', value: '[redacted]' },
          { name: 'lang', value: '[redacted]' },
        ],
        queryString: [
          { name: 'next', value: '/cart' },
          { name: 'access_token', value: '[redacted]' },
        ],
        postData: { text: 'user=ann&password=[redacted]&pin=[redacted]' },
      },
      response: {
        redirectURL: '/cart?code=[redacted]&tab=1',
        content: { text: '{"user": "ann", "accessToken": "[redacted]", "max_tokens": 5}' },
      },
    });
  });

  it('has them all when they are asked for', () => {
    const text = fileOf([details()], revealed);
    expect(text).toContain('Bearer s3cr3t');
    expect(text).not.toContain('[redacted]');
    expect(isHar(parsed(text))).toBe(true);
  });

  it('has phases that come to the whole duration, and none that is not known', () => {
    const entry = harEntry(details(), masked);
    expect(entry?.timings).toEqual({ blocked: 2, dns: -1, connect: 3, ssl: -1, send: 0, wait: 15, receive: 10 });
    expect(entry?.time).toBe(30);
    const { timing: _, ...untimed } = details().exchange;
    expect(harEntry({ exchange: untimed }, masked)?.timings).toMatchObject({
      blocked: -1,
      send: 0,
      wait: 30,
      receive: 0,
    });
    const late = {
      ...details().exchange,
      timing: { requested: 25, dispatched: 1, connected: 1, answered: 10, ended: 30 },
    };
    expect(harEntry({ exchange: late }, masked)?.timings).toMatchObject({ send: 9, wait: 0, receive: 20 });
  });

  it('says what is not all there', () => {
    const entry = harEntry(
      details({
        responseBody: { ...body('{"token": "abc', 'application/json'), size: 9000, truncated: true },
        messagesDropped: 3,
      }),
      masked,
    );
    expect(entry?.response.content).toMatchObject({
      size: 9000,
      text: '{"token": "[redacted]"',
      comment: 'the first 14 of 9000 bytes',
    });
    expect(entry?.comment).toBe(
      'only the beginning of the response body was kept, of 9000 bytes; 3 earlier messages were not kept',
    );
  });

  it('keeps pictures as base64, and bytes in which nobody can look for secrets only when these are asked for', () => {
    const picture = body('\u0089PNG', 'image/png', { content: Buffer.from([0x89, 0x50, 0, 1]).toString('base64') });
    expect(harEntry(details({ responseBody: picture }), masked)?.response.content).toMatchObject({
      encoding: 'base64',
      text: picture.content,
    });
    const bytes = { ...picture, contentType: 'application/octet-stream' };
    expect(harEntry(details({ responseBody: bytes }), masked)?.response.content.text).toBeUndefined();
    expect(harEntry(details({ responseBody: bytes }), revealed)?.response.content.text).toBe(picture.content);
    const packed = body('{"password":"x"}', 'application/json', {
      encoding: { name: 'br', decoded: false },
      truncated: true,
      size: 99,
    });
    expect(harEntry(details({ responseBody: packed }), masked)?.response.content).not.toHaveProperty('text');
  });

  it('writes WebSocket messages as Chrome does, and others in words of its own', () => {
    const messages = [
      { at: 5, from: 'client', kind: 'text', content: '{"token":"s3cr3t"}', size: 18, truncated: false },
      { at: 6, from: 'service', kind: 'binary', content: 'AAE=', size: 2, truncated: false },
    ] as const;
    const socket = details({ exchange: { ...details().exchange, stream: 'websocket' }, messages });
    expect(harEntry(socket, masked)).toMatchObject({
      _resourceType: 'websocket',
      _webSocketMessages: [
        { type: 'send', time: Date.UTC(2026, 0, 2, 3, 4, 5, 11) / 1000, opcode: 1, data: '{"token":"[redacted]"}' },
        { type: 'receive', opcode: 2, data: '' },
      ],
    });
    expect(harEntry(socket, revealed)?._webSocketMessages?.[1]?.data).toBe('AAE=');
    const grpc = details({
      exchange: { ...details().exchange, stream: 'grpc' },
      messages: [
        { ...messages[1], kind: 'grpc', decoded: { type: 'shop.Login', json: '{"password":"s3cr3t","user":"ann"}' } },
      ],
    });
    expect(harEntry(grpc, masked)?._slipway.messages).toMatchObject([
      { kind: 'grpc', type: 'shop.Login', data: '{"password":"[redacted]","user":"ann"}' },
    ]);
  });
});
