import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { type Door, doorsOf, indexDoors } from '#core/reach/doors.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

const text = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['shop.test', '*.pages.test'] }
  - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [httpbin.example.com], tls: { mode: MUTUAL, credentialName: bin } }
  - { port: { number: 8443, name: tls, protocol: TLS }, hosts: [pass.example.com], tls: { mode: PASSTHROUGH } }
  - { port: { number: 31400, name: tcp, protocol: TCP }, hosts: ['*'] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test, '*.pages.test', httpbin.example.com]
  gateways: [shop]
  http: [{ route: [{ destination: { host: shop } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: pass }
spec:
  hosts: [pass.example.com]
  gateways: [shop]
  tls: [{ match: [{ sniHosts: [pass.example.com] }], route: [{ destination: { host: shop, port: { number: 443 } } }] }]
  tcp: [{ match: [{ port: 31400 }], route: [{ destination: { host: shop, port: { number: 9000 } } }] }]
`;

const { table } = build([{ file: 'shop.yaml', text }]);

const listeners: readonly ListenerState[] = table.listeners.map(({ id, port }, i) => ({
  listener: id,
  gateway: 'default/shop',
  gateways: ['default/shop'],
  port,
  protocol: 'HTTP',
  addresses: ['127.0.0.1'],
  bound: 40_000 + i,
}));

const doors = doorsOf(table, listeners);

test('each host of the routes is a door with the port of its URL and the one that is open', () => {
  const short = doors.map(({ host, scheme, port, mutual, passthrough }) => [host, scheme, port, mutual, passthrough]);
  expect(short).toEqual(
    expect.arrayContaining([
      ['shop.test', 'http', 80, false, false],
      ['*.pages.test', 'http', 80, false, false],
      ['httpbin.example.com', 'https', 443, true, false],
      ['pass.example.com', 'https', 8443, false, true],
      ['*', 'tcp', 31_400, false, false],
    ]),
  );
  const shop = doors.find(({ host }) => host === 'shop.test');
  expect(shop?.address).toBe('127.0.0.1');
  expect(shop?.bound).toBe(listeners.find(({ port }) => port === 80)?.bound);
});

test('what is not open is no door', () => {
  const closed = listeners.map(({ bound: _, ...one }) => one);
  expect(doorsOf(table, closed)).toEqual([]);
});

test('a wildcard takes names below it, and not itself', () => {
  const { find } = indexDoors(doors);
  expect(find('a.pages.test', 80)?.host).toBe('*.pages.test');
  expect(find('A.B.Pages.Test', 80)?.host).toBe('*.pages.test');
  expect(find('pages.test', 443)).toBeUndefined();
  expect(find('a.pages.test', 8080)).toBeUndefined();
});

test('a name that only looks like one of the table is not ours', () => {
  const { find, named } = indexDoors(doors);
  for (const name of ['shop.test.evil.com', 'xshop.testx', 'www.httpbin.example.com', 'example.com', '*', '']) {
    expect(find(name, 80), name).toBeUndefined();
    expect(named(name), name).toEqual([]);
  }
});

const any = (port: number, scheme: Door['scheme']): Door => ({
  host: '*',
  scheme,
  port,
  address: '127.0.0.1',
  bound: port + 1,
  mutual: false,
  passthrough: false,
  listener: `any_${port}`,
});

test('a door for any host takes names that the table has elsewhere, and names that nobody else has', () => {
  const { find, named } = indexDoors([...doors, any(81, 'http')]);
  expect(find('httpbin.example.com', 81)?.listener).toBe('any_81');
  expect(find('whatever.test', 81)?.listener).toBe('any_81');
  expect(find('www.wikipedia.org', 81)).toBeUndefined();
  expect(named('www.wikipedia.org')).toEqual([]);
});
