import { describe, expect, it } from 'vitest';
import { decide } from '#core/route/decide.ts';
import type { Decision } from '#core/route/decision.ts';
import type { Facts } from '#core/route/facts.ts';
import { load } from '#core/route/load.ts';
import type { Listener, Table } from '#core/route/table.ts';
import {
  cluster,
  destination,
  exact,
  factsFor,
  forwardTo,
  host,
  httpListener,
  onPath,
  origin,
  prefix,
  regex,
  route,
  settings,
  tableOf,
  withoutHost,
} from '../small-table.ts';

const answer = (table: Table, facts: Facts, dice = () => 0): Decision => decide(load(table), facts, dice);

describe('the virtual host (reference 3.7)', () => {
  const everything = (domain: string) => host(domain, [route([])]);
  const chosen = (domains: readonly string[], authority: string): string | undefined => {
    const decision = answer(tableOf(domains.map(everything)), factsFor('/', { authority }));
    return decision.outcome === 'forward' ? decision.virtualHost.domain : undefined;
  };

  it.each([
    [['shop.test'], 'Shop.TEST:8443', 'shop.test'],
    [['*.test'], 'a.b.test', '*.test'],
    [['*.test'], 'test', undefined],
    [['*.test'], '.test', undefined],
    [['shop.test'], 'shop.test.', undefined],
    [['10.0.0.5'], '10.0.0.5:80', '10.0.0.5'],
    [['::1'], '[::1]:80', undefined],
    [['*', '*.test', '*.eu.test', 'a.eu.test'], 'a.eu.test', 'a.eu.test'],
    [['*', '*.test', '*.eu.test', 'a.eu.test'], 'b.eu.test', '*.eu.test'],
    [['*', '*.test', '*.eu.test', 'a.eu.test'], 'eu.test', '*.test'],
    [['*', '*.test', '*.eu.test', 'a.eu.test'], 'other', '*'],
    [['*.test'], 'other', undefined],
    [['*'], '', '*'],
  ])('of %j for %s is %s', (domains, authority, domain) => {
    expect(chosen(domains, authority)).toBe(domain);
  });

  it('never falls through to a wider one', () => {
    const table = tableOf([host('a.test', [route([onPath(exact('/only'))])]), host('*', [route([])])]);
    expect(answer(table, factsFor('/other'))).toMatchObject({ outcome: 'reject', status: 404, flag: 'NR' });
  });
});

describe('before any route (reference 4.6)', () => {
  const table = tableOf([host('*', [route([])])]);
  it.each([
    ['no Host', withoutHost(factsFor('/')), { status: 400, details: 'missing_host_header', close: true }],
    ['an empty target', factsFor(''), { status: 404, details: 'missing_path_rejected', flag: '-' }],
    ['*', factsFor('*', { method: 'OPTIONS' }), { status: 404, details: 'absolute_path_rejected' }],
    ['a target without slash', factsFor('a/b'), { status: 404, details: 'absolute_path_rejected' }],
    ['NUL', factsFor('/a%00'), { status: 400, details: 'path_normalization_failed' }],
    ['CONNECT', factsFor('a.test:443', { method: 'CONNECT' }), { status: 404, flag: 'NR', details: 'route_not_found' }],
    ['an unknown listener', factsFor('/', { listener: 'nowhere' }), { status: 0, details: 'no_listener', close: true }],
  ] as const)('%s', (_name, facts, reject) => {
    expect(answer(table, facts)).toMatchObject({ outcome: 'reject', body: '', ...reject });
  });

  it.each([
    ['/page#top', '/page'],
    ['/page?x=1#top', '/page?x=1'],
    ['/x?next=/../y', '/x?next=/../y'],
    ['/a/../b?c=/../d', '/b?c=/../d'],
    ['/?', '/?'],
  ])('%s is routed as %s', (target, path) => {
    expect(answer(table, factsFor(target))).toMatchObject({ outcome: 'forward', path, upstreamPath: path });
  });

  it('normalises as the settings say', () => {
    const merging = tableOf([host('*', [route([onPath(prefix('/admin'))])])], {
      settings: { ...settings, pathNormalization: 'MERGE_SLASHES' },
    });
    expect(answer(merging, factsFor('//admin'))).toMatchObject({ outcome: 'forward', path: '/admin' });
  });
});

describe('httpsRedirect (reference 2.6)', () => {
  const table = tableOf([host('a.test', [route([])], { requireTls: origin('spec.servers[0].tls') })]);

  it('answers 301 before any route and keeps host and port as sent', () => {
    expect(answer(table, factsFor('/x/../p?q=1', { authority: 'A.test:8080' }))).toMatchObject({
      outcome: 'reject',
      status: 301,
      flag: '-',
      details: 'direct_response',
      location: 'https://A.test:8080/p?q=1',
      close: false,
    });
  });
});

describe('the filter chain (reference 2.5)', () => {
  const tlsChain = (routeConfig: string, sni?: readonly string[]) => ({
    protocol: 'HTTPS',
    tls: { mode: 'SIMPLE', credentialName: 'cert' },
    routeConfig,
    servers: [],
    ...(sni && { sni }),
  });
  const listener = (chains: Listener['chains']): Listener => httpListener({ id: '0.0.0.0_443', port: 443, chains });
  const config = (name: string) => ({ name, virtualHosts: [{ ...host('*', [route([])]), name }] });
  const table = tableOf([], {
    listeners: [
      listener([
        tlsChain('exact', ['a.test']),
        tlsChain('wild', ['*.test']),
        tlsChain('wilder', ['*.eu.test']),
        { protocol: 'TLS', sni: ['raw.test'], tls: { mode: 'PASSTHROUGH' }, servers: [] },
      ]),
      { ...listener([tlsChain('any')]), id: 'any' },
      httpListener(),
    ],
    routeConfigs: Object.fromEntries(['exact', 'wild', 'wilder', 'any'].map((name) => [name, config(name)])),
  });
  const through = (sni: string, id = '0.0.0.0_443') => {
    const decision = answer(table, factsFor('/', { listener: id, tls: true, sni }));
    return decision.outcome === 'reject' ? decision.details : decision.virtualHost?.name;
  };

  it.each([
    ['A.test', 'exact'],
    ['b.test', 'wild'],
    ['x.eu.test', 'wilder'],
    ['other', 'filter_chain_not_found'],
    ['', 'filter_chain_not_found'],
    ['raw.test', 'not_http'],
  ])('for %s is %s', (sni, name) => {
    expect(through(sni)).toBe(name);
  });

  it('takes clients without server name where no name is asked for', () => {
    expect(through('', 'any')).toBe('any');
    expect(through('x', 'any')).toBe('any');
  });

  it('is never shared between http and https', () => {
    expect(through('', '0.0.0.0_80')).toBe('filter_chain_not_found');
    expect(answer(table, factsFor('/', { listener: 'any' }))).toMatchObject({
      outcome: 'reject',
      status: 0,
      flag: 'NR',
      details: 'filter_chain_not_found',
    });
  });

  it('finds nothing in a listener without virtual hosts', () => {
    expect(answer(table, factsFor('/'))).toMatchObject({ status: 404, flag: 'NR', details: 'route_not_found' });
  });
});

describe('the route', () => {
  it('is the first whose conditions all hold', () => {
    const routes = [
      route([onPath(prefix('/a')), { on: 'method', match: exact('POST') }], { name: 'post' }),
      route([onPath(regex('/a/\\d+'))], { name: 'number' }),
      route([onPath(prefix('/a'))], { name: 'a' }),
      route([], { name: 'rest' }),
    ];
    const table = tableOf([host('*', routes)]);
    const name = (target: string, method = 'GET') => {
      const decision = answer(table, factsFor(target, { method }));
      return decision.outcome === 'forward' ? decision.route.name : decision.outcome;
    };
    expect(name('/a/1', 'POST')).toBe('post');
    expect(name('/a/1')).toBe('number');
    expect(name('/a/x')).toBe('a');
    expect(name('/b')).toBe('rest');
  });

  it('forwards with path, host, timeout and cluster', () => {
    const action = {
      ...forwardTo(destination('orders', { authority: 'rw.test' })),
      rewrite: { kind: 'uri', value: '/svc' },
      timeoutMs: 2000,
    } as ReturnType<typeof forwardTo>;
    const table = tableOf([host('*', [route([onPath(prefix('/api'))], { action })])]);
    expect(answer(table, factsFor('/api/v1?x=1'))).toMatchObject({
      outcome: 'forward',
      path: '/api/v1?x=1',
      upstreamPath: '/svc/v1?x=1',
      originalPath: '/api/v1?x=1',
      upstreamAuthority: 'rw.test',
      timeoutMs: 2000,
      cluster: { name: cluster('orders').name },
    });
  });

  it('keeps the host as sent and leaves an unknown cluster out', () => {
    const table = tableOf([host('*', [route([], { action: forwardTo(destination('ghost')) })])]);
    const decision = answer(table, factsFor('/', { authority: 'A.test:81' }));
    expect(decision).toMatchObject({ outcome: 'forward', upstreamAuthority: 'A.test:81', upstreamPath: '/' });
    expect(decision).not.toHaveProperty('cluster');
    expect(decision).not.toHaveProperty('originalPath');
  });

  it('redirects and responds', () => {
    const redirect = { do: 'redirect', status: 302, uri: '/n', responseHeaders: [] } as const;
    const respond = { do: 'respond', status: 418, body: { text: 'teapot' }, responseHeaders: [] } as const;
    const table = tableOf([
      host('*', [route([onPath(exact('/o'))], { action: redirect }), route([], { action: respond })]),
    ]);
    expect(answer(table, factsFor('/o?x'))).toMatchObject({ status: 302, location: 'http://a.test/n?x' });
    expect(answer(table, factsFor('/'))).toMatchObject({ outcome: 'respond', status: 418, body: { text: 'teapot' } });
  });

  it('spreads by weight with the dice it is given', () => {
    const action = forwardTo(destination('orders', { weight: 1 }), destination('other', { weight: 3 }));
    const table = tableOf([host('*', [route([], { action })])]);
    const to = (roll: number) => {
      const decision = answer(table, factsFor('/'), () => roll);
      return decision.outcome === 'forward' ? decision.destination.host.split('.')[0] : '';
    };
    expect([0, 0.24, 0.25, 0.99].map(to)).toEqual(['orders', 'orders', 'other', 'other']);
  });
});

describe('invariants', () => {
  const routes = [route([onPath(regex('('))]), route([onPath(prefix('/a'))])];
  const table = tableOf([host('*', routes)]);

  it('2: loading leaves the table plain', () => {
    const before = JSON.stringify(table);
    const loaded = load(table);
    decide(loaded, factsFor('/a'), () => 0);
    expect(JSON.stringify(loaded.table)).toBe(before);
    expect(JSON.parse(before)).toEqual(table);
  });

  it('3: the order of the table decides, not what fits better', () => {
    const turned = tableOf([host('*', [route([onPath(prefix('/'))]), route([onPath(exact('/a'))])])]);
    const decision = answer(turned, factsFor('/a'));
    expect(decision).toMatchObject({ route: { conditions: [{ match: { value: '/' } }] } });
  });

  it('4: the same facts and dice give the same decision', () => {
    const loaded = load(table);
    expect(decide(loaded, factsFor('/a'), () => 0.5)).toEqual(decide(loaded, factsFor('/a'), () => 0.5));
  });

  it('1: nothing in the facts makes it throw', () => {
    const loaded = load(table);
    for (const target of ['', '/', '//', '/%', '/%0', '#', '?', '/\ud800', '/a\u0000', `/${'a/../'.repeat(5000)}`]) {
      for (const authority of ['', ':', '[', ']:', '[::1', 'a:b:c', '*', '\u00ff', '__proto__', 'constructor']) {
        for (const method of ['GET', '', 'CONNECT']) {
          const facts = factsFor(target, { authority, method, headers: ['odd'] });
          expect(() => decide(loaded, facts, () => 1)).not.toThrow();
        }
      }
    }
  });

  it('a pattern that RE2 refuses matches nothing', () => {
    expect(answer(table, factsFor('/('))).toMatchObject({ status: 404 });
  });
});
