import { describe, expect, test } from 'vitest';
import type { HashKey } from '#core/route/cluster-policy.ts';
import { type Hashable, requestHash } from '../../../src-main/gateway/step/request-hash.ts';
import { xxHash64 } from '../../../src-main/gateway/upstream/balance/xx-hash.ts';

const request = (more: Partial<Hashable> = {}): Hashable => ({
  lines: [],
  authority: 'shop.local',
  path: '/',
  remoteAddress: '192.0.2.7',
  remote: '192.0.2.7:5000',
  local: '127.0.0.1:80',
  ...more,
});
const header: HashKey = { on: 'header', name: 'x-user' };
const cookie = (more: Partial<Extract<HashKey, { on: 'cookie' }>> = {}): HashKey => ({
  on: 'cookie',
  name: 'user',
  attributes: [],
  ...more,
});

describe('a header', () => {
  test('is hashed by its value, whatever the case of its name', () => {
    expect(requestHash(header, request({ lines: ['X-User', 'ann'] }))).toEqual({ hash: xxHash64('ann') });
    expect(requestHash(header, request({ lines: ['x-other', 'ann'] }))).toEqual({});
  });

  test('on several lines is the same in any order', () => {
    const one = requestHash(header, request({ lines: ['x-user', 'ann', 'x-user', 'bob'] }));
    expect(one).toEqual(requestHash(header, request({ lines: ['x-user', 'bob', 'x-user', 'ann'] })));
    expect(one).toEqual({ hash: xxHash64('bob', xxHash64('ann')) });
  });

  test('is hashed by its bytes', () => {
    const wire = Buffer.from('jürg').toString('latin1');
    expect(requestHash(header, request({ lines: ['x-user', wire] }))).toEqual({ hash: xxHash64('jürg') });
  });

  test('may be the host', () => {
    expect(requestHash({ on: 'header', name: 'host' }, request())).toEqual({ hash: xxHash64('shop.local') });
  });
});

describe('a cookie', () => {
  test('is found among others, on any line, with or without quotes', () => {
    for (const lines of [
      ['cookie', 'a=b; user=ann; user=bob'],
      ['cookie', 'a=b', 'Cookie', 'user="ann"'],
    ])
      expect(requestHash(cookie({ ttlMs: 0 }), request({ lines }))).toEqual({ hash: xxHash64('ann') });
  });

  test('is made where a lifetime says so, the same for every request of a connection', () => {
    const made = requestHash(cookie({ ttlMs: 90_000, path: '/shop' }), request());
    const value = /^user="([0-9a-f]{16})"; Max-Age=90; Path=\/shop; HttpOnly$/.exec(made.setCookie ?? '')?.[1] ?? '';
    expect(value).toBe(xxHash64('192.0.2.7:5000127.0.0.1:80').toString(16).padStart(16, '0'));
    expect(made.hash).toBe(xxHash64(value));
    expect(requestHash(cookie({ ttlMs: 0 }), request()).hash).toBe(made.hash);
    // What the client sends back leads to the same host.
    const back = request({ lines: ['cookie', `user="${value}"`], remote: '192.0.2.7:6000' });
    expect(requestHash(cookie({ ttlMs: 90_000 }), back)).toEqual({ hash: made.hash });
  });

  test('of the session has no age, and attributes are written as they are', () => {
    const attributes = [
      ['SameSite', 'Strict'],
      ['Secure', ''],
    ] as const;
    const { setCookie } = requestHash(cookie({ ttlMs: 0, attributes }), request());
    expect(setCookie).toMatch(/^user="[0-9a-f]{16}"; SameSite=Strict; Secure; HttpOnly$/);
  });

  test('is never made without a lifetime, nor where an empty one is there', () => {
    expect(requestHash(cookie(), request())).toEqual({});
    expect(requestHash(cookie(), request({ lines: ['cookie', 'user='] }))).toEqual({});
  });
});

test('an address is hashed without its port', () => {
  expect(requestHash({ on: 'source-ip' }, request())).toEqual({ hash: xxHash64('192.0.2.7') });
});

test('the first query parameter of a name is hashed as it is written', () => {
  const key: HashKey = { on: 'query', name: 'user' };
  expect(requestHash(key, request({ path: '/a?x=1&user=a%20b&user=c' }))).toEqual({ hash: xxHash64('a%20b') });
  expect(requestHash(key, request({ path: '/a?x=1' }))).toEqual({});
  expect(requestHash(key, request({ path: '/user=1' }))).toEqual({});
});
