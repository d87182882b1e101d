import { expect, test } from 'vitest';
import { parentsOf } from '#core/reach/parent-proxy.ts';

test('the variables of the environment name the proxy, in either case', () => {
  const { parentOf, problems } = parentsOf({
    https_proxy: 'http://ann:p%40ss@proxy.corp:3128',
    HTTP_PROXY: 'proxy.corp:8080',
    no_proxy: 'localhost, .corp,10.0.0.0/8 internal.example:8443,[fd00::1]',
  });
  expect(problems).toEqual([]);
  expect(parentOf('example.org', 443, 'tunnel')).toEqual({
    tls: false,
    host: 'proxy.corp',
    port: 3128,
    credentials: 'ann:p@ss',
  });
  expect(parentOf('example.org', 80, 'request')).toEqual({ tls: false, host: 'proxy.corp', port: 8080 });
  for (const host of ['localhost', 'corp', 'wiki.corp', '10.1.2.3', 'fd00::1'])
    expect(parentOf(host, 443, 'tunnel'), host).toBeUndefined();
  for (const host of ['notcorp', '11.1.2.3', 'fd00::2', 'corp.example'])
    expect(parentOf(host, 443, 'tunnel'), host).toBeDefined();
  expect(parentOf('internal.example', 8443, 'tunnel')).toBeUndefined();
  expect(parentOf('internal.example', 443, 'tunnel')).toBeDefined();
});

test('none, one for all, and one that is none', () => {
  expect(parentsOf({}).parentOf('example.org', 443, 'tunnel')).toBeUndefined();
  expect(parentsOf({ ALL_PROXY: 'https://proxy.corp' }).parentOf('a.example', 80, 'request')).toEqual({
    tls: true,
    host: 'proxy.corp',
    port: 443,
  });
  const socks = parentsOf({ https_proxy: 'socks5://proxy.corp:1080' });
  expect(socks.parentOf('a.example', 443, 'tunnel')).toBeUndefined();
  expect(socks.problems).toEqual(['"https_proxy" names no HTTP proxy and is left out; write it as http://HOST:PORT']);
  expect(parentsOf({ http_proxy: 'http://p:1', no_proxy: '*' }).parentOf('a', 80, 'request')).toBeUndefined();
});
