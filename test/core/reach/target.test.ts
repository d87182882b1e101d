import fc from 'fast-check';
import { expect, test } from 'vitest';
import { absoluteTarget, tunnelTarget } from '#core/reach/target.ts';

test.each([
  ['shop.test:443', { host: 'shop.test', is: 'name', port: 443 }],
  ['SHOP.Test.:80', { host: 'shop.test', is: 'name', port: 80 }],
  ['xn--bcher-kva.example:443', { host: 'xn--bcher-kva.example', is: 'name', port: 443 }],
  ['under_score.test:1', { host: 'under_score.test', is: 'name', port: 1 }],
  ['127.0.0.1:80', { host: '127.0.0.1', is: 'ipv4', port: 80 }],
  ['[::1]:65535', { host: '::1', is: 'ipv6', port: 65_535 }],
])('CONNECT %s', (text, expected) => {
  expect(tunnelTarget(text)).toEqual(expected);
});

test.each([
  'shop.test',
  'shop.test:',
  'shop.test:0',
  'shop.test:65536',
  'shop.test:080000',
  'shop.test:80@evil.example:443',
  'user@shop.test:443',
  'shop..test:443',
  '.shop.test:443',
  'shop.test..:443',
  'shop%2etest:443',
  'bücher.example:443',
  'shop.test\u0000.evil:443',
  'shop.test\t:443',
  'shop.test/:443',
  '*.shop.test:443',
  'http://shop.test:443',
  '0x7f.1:80',
  '0x7f000001:80',
  '2130706433:80',
  '127.1:80',
  '0177.0.0.1:80',
  '127.0.0.1.:8o',
  '1.2.3.4.5:80',
  '256.1.1.1:80',
  '::1:80',
  '[::1]',
  '[::1%25lo]:80',
  '',
  ':443',
  `${'a'.repeat(64)}.test:443`,
  `${'a.'.repeat(127)}toolong:443`,
])('CONNECT %j is refused', (text) => {
  expect(typeof tunnelTarget(text)).toBe('string');
});

test('an address is split into whom to ask and what to ask for', () => {
  expect(absoluteTarget('http://Shop.test:8080/a/../b?x=http://evil/')).toEqual({
    host: 'shop.test',
    is: 'name',
    port: 8080,
    authority: 'Shop.test:8080',
    path: '/a/../b?x=http://evil/',
  });
  expect(absoluteTarget('http://shop.test?x')).toMatchObject({ port: 80, path: '/?x' });
  expect(absoluteTarget('ws://shop.test/chat')).toMatchObject({ port: 80, path: '/chat' });
});

test.each([
  '/path',
  '*',
  '//shop.test/',
  'https://shop.test/',
  'ftp://shop.test/',
  'http:/shop.test/',
  'http:///path',
  'http://shop.test@evil.example/',
  'http://evil.example\\@shop.test/',
  'http://shop.test/#part',
  'http://shop.test/a b',
  'http://shop.test/ü',
  'http://127.1/',
])('%j is no target of a request', (text) => {
  expect(typeof absoluteTarget(text)).toBe('string');
});

test('whatever is taken is written as a browser writes it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webAuthority({ withPort: true }), fc.string({ unit: 'binary-ascii' })), (authority) => {
      const target = tunnelTarget(/:\d+$/.test(authority) ? authority : `${authority}:80`);
      if (typeof target === 'string') return;
      const host = target.is === 'ipv6' ? `[${target.host}]` : target.host;
      if (target.is === 'ipv6' && !URL.canParse(`http://${host}/`)) return; // judged by whoever dials it
      // Punycode that is none is the one thing that browsers refuse and this does not.
      if (target.host.includes('xn--')) return;
      const { hostname } = new URL(`http://${host}/`);
      if (target.is !== 'ipv6') expect(hostname).toBe(target.host);
    }),
    { seed: 8, numRuns: 2000 },
  );
});
