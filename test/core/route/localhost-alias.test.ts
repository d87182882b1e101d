import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { decide } from '#core/route/decide.ts';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';
import { aliasUrl, behindAlias } from '#core/route/localhost-alias.ts';

const yaml = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }
  - { port: { number: 8000, name: other, protocol: HTTP }, hosts: ['*'] }
  - { port: { number: 443, name: a, protocol: HTTPS }, hosts: ['httpbin.example.com'], tls: { mode: SIMPLE, credentialName: a } }
  - { port: { number: 443, name: any, protocol: HTTPS }, hosts: ['*.wild.test'], tls: { mode: SIMPLE, credentialName: b } }
  - { port: { number: 444, name: star, protocol: HTTPS }, hosts: ['*'], tls: { mode: SIMPLE, credentialName: b } }
  - { port: { number: 445, name: through, protocol: TLS }, hosts: ['through.test'], tls: { mode: PASSTHROUGH } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: named }
spec:
  hosts: [httpbin.example.com, '*.wild.test', 'own.test.localhost', 'own.test', plain.test]
  gateways: [main]
  http: [{ name: named, route: [{ destination: { host: a, port: { number: 80 } } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: rest }
spec:
  hosts: ['*']
  gateways: [main]
  http: [{ name: rest, directResponse: { status: 418 } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: through }
spec:
  hosts: [through.test]
  gateways: [main]
  tls: [{ match: [{ sniHosts: [through.test] }], route: [{ destination: { host: a, port: { number: 80 } } }] }]
`;
const loaded = load(build([{ file: 'routes.yaml', text: yaml }]).table);
const idOf = (port: number) =>
  loaded.table.listeners.find(({ declaredPorts }) => declaredPorts.includes(port))?.id ?? 'none';
const plain = (authority: string, port = 80) => ({
  listener: idOf(port),
  tls: false,
  method: 'GET',
  target: '/',
  authority,
  headers: ['Host', authority],
});
const secure = (authority: string, sni: string, port = 443) => ({ ...plain(authority, port), tls: true, sni });

test.each([
  ['httpbin.example.com.localhost:8080', 'httpbin.example.com'],
  ['HttpBin.Example.com.LocalHost:8080', 'HttpBin.Example.com'],
  ['httpbin.example.com.localhost', 'httpbin.example.com'],
  ['deep.er.wild.test.localhost:1', 'deep.er.wild.test'],
  ['plain.test.localhost:8080', 'plain.test'],
])('%s is asked as %s', (asked, meant) => {
  const facts = behindAlias(loaded, plain(asked));
  expect(facts).toMatchObject({ authority: meant, headers: ['Host', meant] });
  const decision = decide(loaded, plain(asked), () => 0);
  expect(decision).toMatchObject({ outcome: 'forward', route: { name: 'named' }, upstreamAuthority: meant });
});

test.each([
  // No host of that name but "*".
  'other.example.com.localhost:8080',
  'localhost:8080',
  '.localhost',
  // Written by the documents themselves.
  'own.test.localhost:8080',
  // Only looks like one.
  'httpbin.example.com.localhost.evil.test',
  'httpbin.example.com.notlocalhost',
  'httpbin.example.com.localhost.',
  'httpbin.example.com:80.localhost',
  '[::1]:8080',
  '',
])('%j stays what it is', (asked) => {
  const facts = plain(asked);
  expect(behindAlias(loaded, facts)).toBe(facts);
});

test('a declared port that is not the usual one of its scheme is named to the service, wherever the listener is open', () => {
  expect(behindAlias(loaded, plain('plain.test.localhost:31000', 8000)).authority).toBe('plain.test:8000');
  expect(behindAlias(loaded, plain('plain.test.localhost:8000', 8000)).authority).toBe('plain.test:8000');
});

test('the chain of the real name ends TLS for the alias, by server name or without', () => {
  expect(
    behindAlias(loaded, secure('httpbin.example.com.localhost:8443', 'httpbin.example.com.localhost')),
  ).toMatchObject({ authority: 'httpbin.example.com', sni: 'httpbin.example.com' });
  expect(behindAlias(loaded, secure('a.wild.test.localhost:8443', 'A.wild.test.localhost'))).toMatchObject({
    authority: 'a.wild.test',
    sni: 'a.wild.test',
  });
  // A server for any name has no name to choose by.
  expect(
    behindAlias(loaded, secure('httpbin.example.com.localhost:444', 'httpbin.example.com.localhost', 444)),
  ).toMatchObject({ authority: 'httpbin.example.com:444', sni: 'httpbin.example.com.localhost' });
  const wrong = decide(loaded, secure('httpbin.example.com.localhost:8443', 'a.wild.test.localhost'), () => 0);
  expect(wrong).toMatchObject({ outcome: 'reject', status: 404 });
});

test('what is passed through keeps its server name, because nobody can change it there', () => {
  const facts = secure('x', 'through.test.localhost', 445);
  expect(behindAlias(loaded, facts)).toBe(facts);
  expect(decide(loaded, facts, () => 0)).toMatchObject({ outcome: 'reject', details: 'filter_chain_not_found' });
});

test('explain says which name was asked and what it stands for', () => {
  const explanation = explainRequest(
    loaded,
    { method: 'GET', url: 'http://httpbin.example.com.localhost:8080/get', headers: [] },
    [{ listener: idOf(80), bound: 8080 }],
  );
  expect(explanation.request).toMatchObject({
    authority: 'httpbin.example.com',
    askedAs: 'httpbin.example.com.localhost:8080',
  });
  expect(explanation.hosts.find(({ chosen }) => chosen)).toEqual({
    domain: 'httpbin.example.com',
    chosen: true,
    message: '"httpbin.example.com" is this host; "httpbin.example.com.localhost:8080" stands for it on this machine',
  });
  const real = explainRequest(loaded, { method: 'GET', url: 'http://httpbin.example.com/get', headers: [] });
  expect(real.request).not.toHaveProperty('askedAs');
});

test('a URL of a host that is served has an alias where its port is open, and no other URL has', () => {
  const open = [
    { listener: idOf(80), port: 80, bound: 8080 },
    { listener: idOf(443), port: 443, bound: 8443 },
    { listener: idOf(8000), port: 8000 },
  ];
  const of = (url: string) => aliasUrl(loaded, open, url);
  expect(of('http://httpbin.example.com/a?b#c')).toBe('http://httpbin.example.com.localhost:8080/a?b#c');
  expect(of('https://a.wild.test')).toBe('https://a.wild.test.localhost:8443');
  expect(of('https://httpbin.example.com:443/x')).toBe('https://httpbin.example.com.localhost:8443/x');
  for (const url of [
    '/relative',
    'http://elsewhere.test/',
    'http://own.test/',
    'http://httpbin.example.com:8000/',
    'http://user@httpbin.example.com/',
    'ftp://httpbin.example.com/',
    'https://plain.test/',
    '',
  ])
    expect(of(url), url).toBeUndefined();
});
