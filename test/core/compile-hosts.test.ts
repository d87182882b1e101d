import { describe, expect, it } from 'vitest';
import { gatewayKey } from '#core/route/compile/names.ts';
import { expandHost, intersectHosts, isSubsetOf, sanitiseServerHosts, serverHostsFor } from '#core/route/hostname.ts';
import {
  compileYaml,
  domainsOf,
  hostOf,
  main,
  routesOf,
  shop,
  tableOf,
  targetsOf,
  virtualHostsOf,
} from './compile/world.ts';

const gateway = (hosts: string, namespace = 'default') => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: ${namespace} }
spec:
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [${hosts}] }]
---
`;

type Meta = { namespace?: string; created?: string; exportTo?: string; gateways?: string; http?: string };

const vs = (name: string, hosts: string, { namespace = 'default', created, exportTo, gateways, http }: Meta = {}) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace}${created ? `, creationTimestamp: "${created}T00:00:00Z"` : ''} }
spec:
  hosts: [${hosts}]
  gateways: [${gateways ?? 'default/main'}]
  ${exportTo ? `exportTo: [${exportTo}]` : ''}
  http: ${http ?? `[{ route: [{ destination: { host: ${name} } }] }]`}
---
`;

describe('host names', () => {
  it.each([
    ['*', 'a.test', ['a.test']],
    ['*.test', 'a.test', ['a.test']],
    ['a.test', '*.test', ['a.test']],
    ['a.test', '*', ['a.test']],
    ['*.b.test', '*.test', ['*.b.test']],
    ['*.test', '*.b.test', ['*.b.test']],
    ['a.test', 'b.test', []],
    ['a.test', 'A.test', []],
  ])('server %s and service %s meet in %j (reference 3.4)', (server, host, expected) => {
    expect(intersectHosts([server], [host])).toEqual(expected);
    expect(domainsOf(tableOf(gateway(`"${server}"`) + vs('x', `"${host}"`)))).toEqual(
      expected.length ? expected : ['*'],
    );
  });

  it('are compared by suffix, as text', () => {
    expect(isSubsetOf('x.test', '*.x.test')).toBe(false);
    expect(isSubsetOf('barfoo.test', '*foo.test')).toBe(true);
    expect(isSubsetOf('*.test', 'a.test')).toBe(false);
    expect(intersectHosts(['*.test', '*'], ['a.test', 'b.test'])).toEqual(['a.test', 'b.test']);
  });

  it('of servers lose or gain their namespace', () => {
    expect(sanitiseServerHosts(['./a', '*/b', 'ns/c', 'd'], 'edge')).toEqual(['edge/a', 'b', 'ns/c', 'd']);
    expect(sanitiseServerHosts(['a', '*/*'], 'edge')).toEqual(['*']);
    expect(serverHostsFor(['ns/a', 'other/b', 'c'], 'ns')).toEqual(['a', 'c']);
  });

  it('without a dot are completed, unless they are wildcards or addresses', () => {
    expect(['oven', 'oven.shop', '*', '*x', '::1', '10.0.0.1'].map((host) => expandHost(host, 'shop'))).toEqual([
      'oven.shop.svc.cluster.local',
      'oven.shop',
      '*',
      '*x',
      '::1',
      '10.0.0.1',
    ]);
    expect(domainsOf(tableOf(gateway('"*"') + vs('x', 'oven', { namespace: 'shop' })))).toEqual([
      'oven.shop.svc.cluster.local',
    ]);
  });

  it('with a namespace admit that namespace only', () => {
    expect(domainsOf(tableOf(gateway('shop/a.test') + vs('x', 'a.test', { namespace: 'shop' })))).toEqual(['a.test']);
    expect(domainsOf(tableOf(gateway('shop/a.test') + vs('x', 'a.test')))).toEqual(['*']);
    expect(domainsOf(tableOf(gateway('./a.test') + vs('x', 'a.test')))).toEqual(['a.test']);
    expect(domainsOf(tableOf(gateway('"*/a.test"') + vs('x', 'a.test', { namespace: 'any' })))).toEqual(['a.test']);
  });

  it('become lower case, and two that differ in case one virtual host', () => {
    const yaml = gateway('A.test, a.test') + vs('x', 'A.test') + vs('y', 'a.test');
    expect(domainsOf(tableOf(yaml))).toEqual(['a.test']);
    expect(targetsOf(tableOf(yaml), 'a.test')).toEqual(['x.default:80', 'y.default:80']);
  });

  it('leave one virtual host without routes when nothing is bound', () => {
    expect(virtualHostsOf(tableOf(gateway('"*"')))).toEqual([
      { name: 'blackhole:80', domain: '*', routes: [], omitted: [] },
    ]);
  });
});

describe('gateways and exportTo', () => {
  it.each(['main', 'default/main', 'main.default', 'main.default.svc.cluster.local'])(
    '%s names the Gateway',
    (name) => {
      expect(domainsOf(tableOf(gateway('"*"') + vs('x', 'a.test', { gateways: name })))).toEqual(['a.test']);
    },
  );

  it('./main is the Gateway of the own namespace for the translator, though no document may say so', () => {
    expect(gatewayKey('./main', 'shop')).toBe('shop/main');
  });

  it('mesh is no Gateway, and none means mesh', () => {
    expect(domainsOf(tableOf(gateway('"*"') + vs('x', 'a.test', { gateways: 'mesh' })))).toEqual(['*']);
  });

  it('orders private before exported before public, and hides the rest', () => {
    const http = (name: string) =>
      `[{ match: [{ uri: { prefix: /x } }], route: [{ destination: { host: ${name} } }] }]`;
    const make = (name: string, namespace: string, exportTo?: string) =>
      vs(name, 'a.test', { namespace, ...(exportTo && { exportTo }), http: http(name) });
    const yaml =
      gateway('"*"') +
      make('open', 'default') +
      make('hidden', 'default', '"."') +
      make('shared', 'shop', 'istio-system, other') +
      make('own', 'istio-system', '"."') +
      make('elsewhere', 'shop', 'other');
    expect(targetsOf(tableOf(yaml), 'a.test')).toEqual(['own.istio-system:80', 'shared.shop:80', 'open.default:80']);
  });
});

describe('the order of routes (reference 3.5, 3.6)', () => {
  const routed = (...entries: readonly string[]) => targetsOf(tableOf(main, shop(`[${entries.join(', ')}]`)));
  const to = (name: string, match?: string) =>
    `{ ${match ? `match: [${match}], ` : ''}route: [{ destination: { host: ${name} } }] }`;

  it.each([
    '{}',
    '{ uri: { prefix: / } }',
    '{ uri: { regex: ".*" } }',
    '{ uri: {} }',
    '{ ignoreUriCase: true }',
    '{ port: 80 }',
    '{ gateways: [main] }',
  ])('%s takes everything, so that nothing after it is translated', (match) => {
    expect(routed(to('first', match), to('second', '{ uri: { prefix: /x } }'))).toEqual(['first.default:80']);
  });

  it.each([
    '{ uri: { regex: "/.*" } }',
    '{ uri: { prefix: / }, headers: { x: {} } }',
    '{ method: { exact: GET } }',
    '{ method: {} }',
    '{ queryParams: { x: {} } }',
    '{ withoutHeaders: { x: {} } }',
  ])('%s does not take everything', (match) => {
    expect(routed(to('first', match), to('second'))).toEqual(['first.default:80', 'second.default:80']);
  });

  it('stops inside an entry too, and tells what was left out', () => {
    const table = tableOf(main, shop(`[${to('a', '{}, { uri: { prefix: /x } }')}, ${to('b')}]`));
    expect(targetsOf(table)).toEqual(['a.default:80']);
    expect(hostOf(table, 'shop.test').omitted.map(({ reason, origin }) => [reason, origin.path])).toEqual([
      ['after-catch-all', 'spec.http[0].match[1]'],
      ['after-catch-all', 'spec.http[1]'],
    ]);
  });

  it('moves what takes everything behind the routes of all VirtualServices', () => {
    const specific = (name: string, path: string) =>
      `[{ match: [{ uri: { prefix: ${path} } }], route: [{ destination: { host: ${name} } }] }, { route: [{ destination: { host: ${name}-rest } }] }]`;
    const yaml =
      main +
      vs('older', 'a.test', { created: '2026-01-01', http: specific('older', '/x') }) +
      vs('younger', 'a.test', { created: '2026-02-01', http: specific('younger', '/x') });
    expect(targetsOf(tableOf(yaml), 'a.test')).toEqual([
      'older.default:80',
      'younger.default:80',
      'older-rest.default:80',
      'younger-rest.default:80',
    ]);
  });

  it('decides among equally old VirtualServices by name, then namespace', () => {
    const http = (name: string) =>
      `[{ match: [{ uri: { prefix: /x } }], route: [{ destination: { host: ${name} } }] }]`;
    const yaml =
      main +
      vs('site', 'a.test', { namespace: 'shop', http: http('one') }) +
      vs('site', 'a.test', { namespace: 'ops', http: http('two') }) +
      vs('aaa', 'a.test', { namespace: 'zoo', http: http('three') });
    expect(targetsOf(tableOf(yaml), 'a.test')).toEqual(['three.zoo:80', 'two.ops:80', 'one.shop:80']);
  });
});

describe('identity', () => {
  it('names routes by document, entry and Gateway, with the entry or match as origin', () => {
    const [first, second] = routesOf(
      tableOf(
        main,
        shop(
          '[{ name: r, match: [{ name: m, uri: { prefix: /a } }], redirect: { uri: /x } }, { redirect: { uri: /y } }]',
        ),
      ),
    );
    expect([first?.id, second?.id]).toEqual([
      'VirtualService default/shop http[0].match[0] @ default/main',
      'VirtualService default/shop http[1] @ default/main',
    ]);
    expect([first?.name, second?.name]).toEqual(['r.m', '']);
    expect(first?.origin).toMatchObject({ path: 'spec.http[0].match[0]', place: { file: 'b.yaml', line: 8 } });
  });

  it('tells the routes of two ports of a Gateway apart', () => {
    const two = gateway('"*"').replace(
      'servers: [',
      'servers: [{ port: { number: 8081, name: alt, protocol: HTTP }, hosts: ["*"] }, ',
    );
    const table = tableOf(two, shop('[{ redirect: { uri: /x } }]'));
    expect(routesOf(table, 'shop.test', 'http.8081')[0]?.id).toBe('VirtualService default/shop http[0] @ default/main');
    expect(routesOf(table)[0]?.id).toBe('VirtualService default/shop http[0] @ default/main (http.80)');
  });

  it('survives JSON', () => {
    const { value } = compileYaml(
      gateway('"*"'),
      shop('[{ match: [{ headers: { x: {} } }], route: [{ destination: { host: httpbin } }] }]'),
    );
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  });
});
