import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayTabGo, plainUserAgent, readTabAddress, tabTitle } from '../../src-main/electron/tab-address.ts';

describe('an address for a tab', () => {
  test.each([
    ['https://httpbin.example.com/status/200', 'https://httpbin.example.com/status/200'],
    ['http://shop.test', 'http://shop.test/'],
    ['HTTPS://Shop.Test:8443/a b?q=1#x', 'https://shop.test:8443/a%20b?q=1#x'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ])('%s is opened', (given, url) => {
    expect(readTabAddress(given)).toEqual({ ok: true, url });
  });

  test.each([
    'file:///etc/passwd',
    'app://slipway/',
    'slipway://open?path=/tmp',
    'javascript:alert(1)',
    'data:text/html,hello',
    'blob:https://shop.test/1',
    'about:blank',
    'chrome://settings/',
    'devtools://devtools/bundled/inspector.html',
    'view-source:https://shop.test/',
    'ws://shop.test/',
    'https://me:word@shop.test/',
    'https://me@shop.test/',
    'https://',
    'shop.test',
    '',
    `https://shop.test/${'a'.repeat(40_000)}`,
    42,
    null,
    undefined,
    { href: 'https://shop.test/' },
    ['https://shop.test/'],
  ])('%j is refused with a sentence', (given) => {
    const read = readTabAddress(given);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.reason).toMatch(/^(this|a tab) .*[;,]/);
  });

  test('whatever is given, what is let through is of the web and carries no password', () => {
    const scheme = fc.constantFrom('http:', 'https:', 'file:', 'app:', 'javascript:', 'HTTP:', ' https:', 'h\nttps:');
    const given = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.webUrl(),
      fc.tuple(scheme, fc.constantFrom('//', '', '/', '\\\\'), fc.string()).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(given, (value) => {
        const read = readTabAddress(value);
        if (!read.ok) return;
        const url = new URL(read.url);
        expect(['http:', 'https:']).toContain(url.protocol);
        expect(url.username + url.password).toBe('');
        expect(url.href).toBe(read.url);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ['https://elsewhere.example/', true, true],
  ['http://127.0.0.1:9/', true, true],
  ['about:blank', true, true],
  ['about:srcdoc', true, false],
  ['about:srcdoc', false, true],
  ['data:text/html,x', true, false],
  ['data:text/html,x', false, true],
  ['blob:https://shop.test/1', true, false],
  ['blob:https://shop.test/1', false, true],
  ['about:config', false, false],
  ['file:///etc/passwd', true, false],
  ['file:///etc/passwd', false, false],
  ['app://slipway/', true, false],
  ['app://slipway/', false, false],
  ['slipway://open?path=/', true, false],
  ['mailto:me@shop.test', true, false],
  ['ms-msdt:/id', true, false],
  ['chrome://gpu', true, false],
  ['nonsense', true, false],
])('a page may go to %s (at the top: %s): %s', (address, isTop, may) => {
  expect(mayTabGo(address, isTop)).toBe(may);
});

describe('the title of a tab', () => {
  test('begins with where it is', () => {
    expect(tabTitle('https://shop.test/cart?id=1', 'Your cart')).toBe('https://shop.test/cart  —  Your cart');
    expect(tabTitle('https://shop.test:8443/', '')).toBe('https://shop.test:8443/');
    expect(tabTitle('', '')).toBe('about:blank');
  });

  test('cannot be written by the page so that it looks like another one', () => {
    const sly = '\u202Ehttps://bank.example/\n\u0000\u2028'.repeat(40);
    const title = tabTitle('https://shop.test/', sly);
    expect(title.startsWith('https://shop.test/  —  ')).toBe(true);
    expect(title).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(title.length).toBeLessThan(160);
    const long = tabTitle(`https://shop.test/${'a'.repeat(500)}`, 'x');
    expect(long.startsWith('https://shop.test/aaa')).toBe(true);
    expect(long.length).toBeLessThan(260);
  });
});

test('pages are told of Chrome alone', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';
  const given = `${chrome} slipway/0.1.0 Chrome/150.0.0.0 Electron/45.4.1 Safari/537.36`;
  expect(plainUserAgent(given, 'Slipway')).toBe(`${chrome} Chrome/150.0.0.0 Safari/537.36`);
  expect(plainUserAgent(given.replace('slipway', 'SlipwayDev'), 'Slipway Dev')).not.toMatch(/Electron|Slipway/i);
});
