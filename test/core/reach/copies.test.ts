import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CopyForm, type CopyWorld, copyForms, copyOf, needsProxy, resolverRules } from '#core/reach/copies.ts';
import type { Door } from '#core/reach/doors.ts';
import { localhostLink } from '#core/reach/localhost-link.ts';
import { shellWord } from '#core/reach/shell-word.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

const door = (host: string, scheme: Door['scheme'], port: number, bound: number, more: Partial<Door> = {}): Door => ({
  host,
  scheme,
  port,
  address: '127.0.0.1',
  bound,
  mutual: false,
  passthrough: false,
  listener: `0.0.0.0_${port}`,
  ...more,
});

const doors = [
  door('shop.test', 'http', 80, 80),
  door('*.pages.test', 'http', 80, 80),
  door('bin.example.com', 'https', 443, 8443, { ours: true }),
  door('own.example.com', 'https', 443, 8443),
  door('pass.example.com', 'https', 9443, 9443, { passthrough: true, address: '::1' }),
];

const listener = (protocol: string, port: number, bound: number | undefined): ListenerState => ({
  listener: `0.0.0.0_${port}`,
  gateway: 'default/shop',
  gateways: ['default/shop'],
  port,
  protocol,
  addresses: ['127.0.0.1', '::1'],
  ...(bound !== undefined && { bound }),
});

const world: CopyWorld = {
  url: 'https://bin.example.com/status/200?a=[1]',
  doors,
  listeners: [
    listener('HTTP', 8080, 8080),
    listener('HTTP2', 80, 9080),
    listener('HTTPS', 443, 8443),
    listener('TCP', 31_400, 31_400),
    listener('TCP', 9000, undefined),
  ],
  proxy: { address: '127.0.0.1', port: 4000, pac: 'http://127.0.0.1:4000/proxy.pac' },
  authorityFile: "/home/ann o'neill/ca.pem",
};

const copy = (form: CopyForm, more: Partial<CopyWorld> = {}): string => {
  const made = copyOf(form, { ...world, ...more });
  return made.ok ? made.value : `${made.failure.code}: ${made.failure.message}`;
};

test('curl keeps the real URL, is led to the open port, and trusts the local authority', () => {
  expect(copy('curl')).toBe(
    "curl -i --connect-to 'bin.example.com:443:127.0.0.1:8443' --cacert '/home/ann o'\\''neill/ca.pem' -g 'https://bin.example.com/status/200?a=[1]'",
  );
  expect(copy('curl', { url: 'http://shop.test/' })).toBe(
    "curl -i --resolve 'shop.test:80:127.0.0.1' 'http://shop.test/'",
  );
  expect(copy('curl', { url: 'http://a.pages.test/' })).toContain("--resolve 'a.pages.test:80:127.0.0.1'");
  expect(copy('curl', { url: 'https://own.example.com/' })).toContain(' -k ');
  expect(copy('curl', { url: 'https://pass.example.com:9443/' })).toBe(
    "curl -i --resolve 'pass.example.com:9443:[::1]' 'https://pass.example.com:9443/'",
  );
  expect(copy('curl', { shell: 'powershell' })).toContain(
    "curl.exe -i --connect-to 'bin.example.com:443:127.0.0.1:8443'",
  );
});

test('programs get the proxy, and what they are to trust', () => {
  expect(copy('pac')).toBe('http://127.0.0.1:4000/proxy.pac');
  expect(copy('shell').split('\n')).toEqual([
    "export http_proxy='http://127.0.0.1:4000'",
    "export https_proxy='http://127.0.0.1:4000'",
    "export no_proxy='localhost,127.0.0.1,::1'",
  ]);
  expect(copy('shell', { shell: 'powershell' })).toContain("$env:https_proxy = 'http://127.0.0.1:4000'");
  expect(copy('node')).toContain("export NODE_USE_ENV_PROXY='1'");
  expect(copy('node')).toContain("export NODE_EXTRA_CA_CERTS='/home/ann o'\\''neill/ca.pem'");
  expect(copy('node', { authorityFile: undefined })).not.toContain('CA_CERTS');
  expect(copy('java')).toContain('-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=4000');
  expect(copy('java')).toMatch(/^keytool -importcert .*-keystore slipway-trust\.p12/);
  expect(copy('cypress')).toContain("export HTTPS_PROXY='http://127.0.0.1:4000'");
});

test('Playwright gets rules for every door, wildcards too, and the quoted URL', () => {
  expect(resolverRules(doors)).toBe(
    'MAP shop.test:80 127.0.0.1:80, MAP *.pages.test:80 127.0.0.1:80, MAP bin.example.com:443 127.0.0.1:8443, MAP own.example.com:443 127.0.0.1:8443, MAP pass.example.com:9443 [::1]:9443',
  );
  expect(copy('playwright')).toContain('page.goto("https://bin.example.com/status/200?a=[1]")');
  expect(resolverRules([door('a b, MAP *', 'http', 80, 80)])).toBe('');
});

test('the ports of Istio’s documentation, the usual ones before others', () => {
  expect(copy('ingress').split('\n')).toEqual([
    "export INGRESS_HOST='127.0.0.1'",
    "export INGRESS_PORT='9080'",
    "export SECURE_INGRESS_PORT='8443'",
    "export TCP_INGRESS_PORT='31400'",
    "export GATEWAY_URL='127.0.0.1:9080'",
  ]);
  expect(copy('ingress', { listeners: [] })).toBe('');
});

test('what cannot be said is not', () => {
  expect(copy('curl', { url: 'http://other.test/' })).toMatch(/^reach\/no-door: /);
  expect(copy('curl', { url: 'http://shop.test:81/' })).toBe(
    'reach/no-door: the gateway has no server for http://shop.test:81/; use http://shop.test/',
  );
  expect(copy('playwright', { url: 'http://shop.test@evil.example/' })).toMatch(/^reach\/no-door: /);
  expect(copy('localhost', { url: 'https://pass.example.com:9443/' })).toMatch(/^reach\/no-link: /);
  for (const form of copyForms.filter(needsProxy)) expect(copy(form, { proxy: undefined })).toMatch(/^reach\/no-proxy/);
});

test('a link of this machine', () => {
  expect(copy('localhost')).toBe('https://bin.example.com.localhost:8443/status/200?a=[1]');
  expect(localhostLink('http://Shop.test', door('shop.test', 'http', 80, 8080))).toBe(
    'http://shop.test.localhost:8080/',
  );
  expect(localhostLink('http://shop.test/a', door('shop.test', 'http', 8080, 80))).toBe('http://shop.test.localhost/a');
  expect(localhostLink('http://a.localhost?x', door('a.localhost', 'http', 80, 8080))).toBe(
    'http://a.localhost:8080/?x',
  );
  expect(localhostLink('http://u@shop.test/', door('shop.test', 'http', 80, 8080))).toBeUndefined();
});

const words = ["it's", '$(touch x)`id`', 'a\nb', '\u001b[2J', '"\\', '\u0085', "'", '', '%PATH%', '-n', '\t\\x41'];

test.skipIf(process.platform === 'win32')('a word for a shell is one word, whatever stands in it', () => {
  const bash = spawnSync('bash', ['-c', words.map((word) => `printf '%s\\0' ${shellWord(word)}`).join('\n')]);
  if (bash.error !== undefined) return;
  expect(bash.stdout.toString().split('\0').slice(0, -1)).toEqual(words);
});

test('no word for PowerShell ends before it is to', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const word = shellWord(text, 'powershell');
      expect(word).not.toMatch(/\p{Cc}/u);
      for (const [, inner = ''] of word.matchAll(/'((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)'/g))
        expect(inner.match(/['\u2018-\u201b]/g)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0);
    }),
    { seed: 8 },
  );
  expect(shellWord("a'\u2019$(x)\n", 'powershell')).toBe("('a''\u2019\u2019$(x)' + [char]10 + '')");
});
