import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { decide } from '#core/route/decide.ts';
import type { Facts } from '#core/route/facts.ts';
import { load } from '#core/route/load.ts';

/**
 * One routing, written in Istio's API, in the Gateway API and as Ingress, comes to the same decisions. Where the three specifications
 * differ, a golden case in `test/cases/three-apis` says how; such requests are not generated here, but for the names that the last test is about.
 */

type Rule = { readonly host: string; readonly path: string; readonly exact?: true; readonly service: string };

/** The more particular first, as Istio's order wants it. */
const routing: readonly Rule[] = [
  { host: 'shop.test', path: '/cart/items', exact: true, service: 'items' },
  { host: 'shop.test', path: '/cart/items', service: 'basket' },
  { host: 'shop.test', path: '/cart', service: 'cart' },
  { host: 'shop.test', path: '/help', exact: true, service: 'help' },
  { host: 'shop.test', path: '/', service: 'front' },
  { host: 'pay.shop.test', path: '/card/new', service: 'card' },
  { host: 'pay.shop.test', path: '/card', exact: true, service: 'cards' },
  { host: '*.shop.test', path: '/help', service: 'help' },
  { host: '*.shop.test', path: '/', service: 'branch' },
];

const services = [...new Set(routing.map(({ service }) => service))].map((name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ name: 'http', port: 80 }] },
}));

const byHost = [...Map.groupBy(routing, ({ host }) => host)];
const nameOf = (host: string): string => host.replace('*', 'any').replaceAll('.', '-');

/** Istio's prefixes are of text, so a prefix of segments is an exact path and a prefix with a slash behind it. */
const istio: readonly object[] = [
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gate' },
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    },
  },
  ...byHost.map(([host, rules]) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: nameOf(host) },
    spec: {
      hosts: [host],
      gateways: ['gate'],
      http: rules.map(({ path, exact, service }) => ({
        match: exact
          ? [{ uri: { exact: path } }]
          : path === '/'
            ? [{ uri: { prefix: '/' } }]
            : [{ uri: { exact: path } }, { uri: { prefix: `${path}/` } }],
        route: [{ destination: { host: service, port: { number: 80 } } }],
      })),
    },
  })),
];

const gatewayApi: readonly object[] = [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gate' },
    spec: { gatewayClassName: 'any', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  },
  ...byHost.map(([host, rules]) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: nameOf(host) },
    spec: {
      parentRefs: [{ name: 'gate' }],
      hostnames: [host],
      rules: rules.map(({ path, exact, service }) => ({
        matches: [{ path: { type: exact ? 'Exact' : 'PathPrefix', value: path } }],
        backendRefs: [{ name: service, port: 80 }],
      })),
    },
  })),
];

const ingress: readonly object[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop' },
    spec: {
      rules: byHost.map(([host, rules]) => ({
        host,
        http: {
          paths: rules.map(({ path, exact, service }) => ({
            path,
            pathType: exact ? 'Exact' : 'Prefix',
            backend: { service: { name: service, port: { number: 80 } } },
          })),
        },
      })),
    },
  },
];

const author = (documents: readonly object[]) => {
  const text = [...documents, ...services].map((one) => JSON.stringify(one)).join('\n---\n');
  const { table, diagnostics } = build([{ file: 'all.yaml', text }]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const loaded = load(table);
  const listener = table.listeners.find(({ declaredPorts }) => declaredPorts.includes(80))?.id ?? 'none';
  return (asked: Asked): string => {
    const facts: Facts = {
      listener,
      tls: false,
      method: asked.method,
      target: asked.target,
      authority: asked.host,
      headers: [],
    };
    const decision = decide(loaded, facts, () => 0.5);
    return decision.outcome === 'forward'
      ? `${decision.destination.host}:${decision.destination.port}${decision.upstreamPath} ${decision.upstreamAuthority}`
      : `${decision.outcome} ${'status' in decision ? decision.status : ''}`;
  };
};

type Asked = { readonly method: string; readonly host: string; readonly target: string };

/** The same requests in every run (the generator mulberry32): paths of the rules, with more behind them, and others. */
function generate(count: number, hosts: readonly string[]): readonly Asked[] {
  let state = 20_261;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const segments = ['cart', 'items', 'help', 'card', 'new', 'Cart', 'it%20ems', '1'];
  return Array.from({ length: count }, () => {
    const path = one(routing).path.replace(/^\/$/, '');
    const more = Array.from({ length: below(3) }, () => `/${one(segments)}`).join('');
    const end = one(['', '', '/', 's', '?page=2', '/?q=/cart']);
    const target = `${path}${more}${end}`;
    return {
      method: one(['GET', 'POST', 'DELETE']),
      host: one(hosts),
      target: target.startsWith('/') ? target : `/${target}`,
    };
  });
}

const sameHosts = [
  'shop.test',
  'SHOP.test',
  'shop.test:80',
  'pay.shop.test',
  'north.shop.test',
  'south.shop.test',
  'other.test',
  'shop.test.other',
];

test('the same routing in three APIs: the same decisions for 500 requests', () => {
  const [one, two, three] = [author(istio), author(gatewayApi), author(ingress)];
  const seen = new Set<string>();
  for (const asked of generate(500, sameHosts)) {
    const decided = one(asked);
    expect({ asked, decided: two(asked) }).toEqual({ asked, decided });
    expect({ asked, decided: three(asked) }).toEqual({ asked, decided });
    seen.add(decided.split('.')[0] ?? '');
  }
  // Every service is reached, and some requests are refused; else nothing would have been compared.
  expect([...seen].sort()).toEqual([...services.map(({ metadata }) => metadata.name), 'reject 404'].sort());
});

test('a name two labels below a wildcard is where they differ: Ingress takes one label', () => {
  const [one, two, three] = [author(istio), author(gatewayApi), author(ingress)];
  for (const asked of generate(100, ['a.north.shop.test'])) {
    expect(two(asked)).toBe(one(asked));
    expect(one(asked)).toMatch(/^(branch|help)\./);
    expect(three(asked)).toBe('reject 404');
  }
});
