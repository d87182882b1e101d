import { expect, test } from 'vitest';
import { type Door, indexDoors } from '#core/reach/doors.ts';
import { tunnelTarget } from '#core/reach/target.ts';
import { type Asked, wayTo } from '#core/reach/way-to.ts';

const door = (host: string, scheme: Door['scheme'], port: number): Door => ({
  host,
  scheme,
  port,
  address: '127.0.0.1',
  bound: port + 8000,
  mutual: false,
  passthrough: false,
  listener: `0.0.0.0_${port}`,
});

const index = indexDoors([
  door('shop.test', 'http', 80),
  door('httpbin.example.com', 'https', 443),
  door('*.pages.test', 'https', 443),
  door('db.test', 'tcp', 5432),
]);

const way = (text: string, asked: Asked) => {
  const target = tunnelTarget(text);
  if (typeof target === 'string') throw new Error(target);
  return wayTo(index, target, asked);
};

test('a name of the table goes to the gateway, on the port that its URL says', () => {
  expect(way('shop.test:80', 'request')).toMatchObject({ to: 'gateway', door: { bound: 8080 } });
  expect(way('shop.test:80', 'tunnel')).toMatchObject({ to: 'gateway', door: { bound: 8080 } });
  expect(way('HTTPBIN.example.com.:443', 'tunnel')).toMatchObject({ to: 'gateway', door: { bound: 8443 } });
  expect(way('a.b.pages.test:443', 'tunnel')).toMatchObject({ to: 'gateway' });
  expect(way('db.test:5432', 'tunnel')).toMatchObject({ to: 'gateway' });
});

test('it never goes anywhere else, and the refusal says where it is', () => {
  const asked: readonly (readonly [string, Asked, string])[] = [
    ['shop.test:443', 'tunnel', 'use http://shop.test/'],
    ['httpbin.example.com:80', 'request', 'use https://httpbin.example.com/'],
    ['httpbin.example.com:443', 'request', 'speaks TLS'],
    ['httpbin.example.com:8443', 'tunnel', 'use https://httpbin.example.com/'],
    ['db.test:80', 'request', 'port 5432 (tcp)'],
  ];
  for (const [text, how, says] of asked) {
    const found = way(text, how);
    expect(found, text).toMatchObject({ to: 'nowhere', why: 'wrong-door' });
    if (found.to === 'nowhere') expect(found.says).toContain(says);
  }
});

test('names that look like one of the table, and all others, go to the world', () => {
  for (const text of ['shop.test.evil.com:80', 'evilshop.com:80', 'www.wikipedia.org:443', '93.184.216.34:80'])
    expect(way(text, 'tunnel'), text).toEqual({ to: 'world' });
});

test('this machine is reached without a proxy', () => {
  const here = ['localhost:80', 'a.localhost:3000', '127.0.0.1:22', '127.8.9.1:1', '0.0.0.0:80', '[::1]:80', '[::]:80'];
  const link = ['169.254.169.254:80', '[fe80::1]:80', '[::ffff:127.0.0.1]:80'];
  for (const text of [...here, ...link])
    expect(way(text, 'tunnel'), text).toMatchObject({ to: 'nowhere', why: 'this-machine' });
});
