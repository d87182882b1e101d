import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Door } from '#core/reach/doors.ts';
import { pacOf } from '#core/reach/pac.ts';

const door = (host: string): Door => ({
  host,
  scheme: 'http',
  port: 80,
  address: '127.0.0.1',
  bound: 8080,
  mutual: false,
  passthrough: false,
  listener: 'a',
});

const ask = (doors: readonly Door[], host: string): unknown =>
  runInNewContext(
    `${pacOf(doors, { address: '127.0.0.1', port: 4000 })}; FindProxyForURL(${JSON.stringify(`http://${host}/`)}, ${JSON.stringify(host)})`,
  );

test('names of the doors go by the proxy, all others directly', () => {
  const doors = ['shop.test', '*.pages.test', '*'].map(door);
  for (const host of ['shop.test', 'SHOP.test', 'shop.test.', 'a.pages.test', 'a.b.pages.test'])
    expect(ask(doors, host), host).toBe('PROXY 127.0.0.1:4000');
  for (const host of ['pages.test', 'xpages.test', 'shop.test.evil.com', 'www.shop.test', 'toString', ''])
    expect(ask(doors, host), host).toBe('DIRECT');
});

test('nothing of a name becomes a program', () => {
  const evil = '"];throw new Error("x");//.test';
  const text = pacOf([door(evil), door('a\u2028b.test')], { address: '127.0.0.1', port: 4000 });
  expect(text).not.toContain('throw');
  expect(text).not.toContain('\u2028');
  expect(ask([door(evil)], 'a.test')).toBe('DIRECT');
});
