import { describe, expect, it } from 'vitest';
import { explainPolicy } from '#core/route/explain-policy.ts';
import { clusterOf, main, routesOf, service, shop, tableOf } from './compile/world.ts';

const oven = `${service('oven', 8080, 9090)}
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: oven }
spec: { address: 3000, labels: { version: v1 } }
---
`;
const rule = (spec: string, name = 'oven', more = '') => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: istio-system }
spec: { host: oven.default.svc.cluster.local, ${spec}${more} }
---
`;
const subsets = (policy: string) => `subsets: [{ name: v1, labels: { version: v1 }, trafficPolicy: ${policy} }]`;
const policyAt = (yaml: string, { port = 8080, subset = '' } = {}, more = '') =>
  clusterOf(tableOf(oven, yaml, more), `outbound|${port}|${subset}|oven.default.svc.cluster.local`).policy;
const wordsAt = (...args: Parameters<typeof policyAt>) => explainPolicy(policyAt(...args) ?? {});

describe('which blocks count (reference 6.3)', () => {
  const pool = (n: number) => `connectionPool: { tcp: { maxConnections: ${n} } }`;
  const balance = (by: string) => `loadBalancer: { simple: ${by} }`;
  const port = (n: number, blocks: string) => `portLevelSettings: [{ port: { number: ${n} }, ${blocks} }]`;

  it('none where nothing is set', () => {
    expect(policyAt(rule('exportTo: ["*"]'))).toBeUndefined();
    expect(policyAt(rule('trafficPolicy: { tls: { mode: DISABLE } }'))).toBeUndefined();
  });

  it('a subset replaces block by block and never within a block', () => {
    const yaml = rule(
      `trafficPolicy: { ${pool(1)}, ${balance('RANDOM')} }, ${subsets('{ connectionPool: { http: { maxRetries: 7 } } }')}`,
    );
    expect(wordsAt(yaml)).toEqual(['endpoints at random', 'at most 1 connections']);
    expect(wordsAt(yaml, { subset: 'v1' })).toEqual(['endpoints at random', 'at most 7 retries under way']);
    expect(policyAt(yaml, { subset: 'v1' })?.pool?.origin.path).toBe('spec.subsets[0].trafficPolicy.connectionPool');
    expect(policyAt(yaml, { subset: 'v1' })?.balance?.origin.path).toBe('spec.trafficPolicy.loadBalancer');
  });

  it('settings of a port inherit nothing, on that port alone', () => {
    const yaml = rule(`trafficPolicy: { ${pool(1)}, ${balance('RANDOM')}, ${port(9090, balance('ROUND_ROBIN'))} }`);
    expect(wordsAt(yaml, { port: 8080 })).toEqual(['endpoints at random', 'at most 1 connections']);
    expect(wordsAt(yaml, { port: 9090 })).toEqual(['endpoints in turn']);
    expect(policyAt(yaml, { port: 9090 })?.balance?.origin.path).toBe(
      'spec.trafficPolicy.portLevelSettings[0].loadBalancer',
    );
  });

  it('a subset over settings of the port of the rule, and its own settings of the port over everything', () => {
    const of = (policy: string) =>
      rule(`trafficPolicy: { ${pool(1)}, ${port(9090, `${pool(2)}, ${balance('RANDOM')}`)} }, ${subsets(policy)}`);
    expect(wordsAt(of(`{ ${pool(3)} }`), { port: 9090, subset: 'v1' })).toEqual([
      'endpoints at random',
      'at most 3 connections',
    ]);
    expect(wordsAt(of(`{ ${pool(3)}, ${port(9090, balance('ROUND_ROBIN'))} }`), { port: 9090, subset: 'v1' })).toEqual([
      'endpoints in turn',
    ]);
    expect(wordsAt(of(`{ ${pool(3)}, ${port(9090, balance('ROUND_ROBIN'))} }`), { port: 8080, subset: 'v1' })).toEqual([
      'at most 3 connections',
    ]);
  });

  it('a rule with a selector block by block before the rule for everyone', () => {
    const here = `apiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: here }\nspec: { labels: { app: gw } }\n---\n`;
    const choosy = rule(
      `exportTo: ["."], trafficPolicy: { ${pool(2)} }, workloadSelector: { matchLabels: { app: gw } }`,
      'a',
    );
    const open = rule(`exportTo: ["."], trafficPolicy: { ${pool(1)}, ${balance('RANDOM')} }`, 'b');
    expect(wordsAt(choosy + open, {}, here)).toEqual(['endpoints at random', 'at most 2 connections']);
  });
});

describe('what the blocks say', () => {
  const policy = (spec: string) => policyAt(rule(`trafficPolicy: { ${spec} }`));

  it('limits: 0 is none, and the defaults of times', () => {
    expect(
      policy('connectionPool: { tcp: { maxConnections: 0, idleTimeout: 0s }, http: { http2MaxRequests: 5 } }')?.pool,
    ).toEqual({
      maxRequests: 5,
      connectTimeoutMs: 10_000,
      idleTimeoutMs: 0,
      tcpIdleTimeoutMs: 0,
      useClientProtocol: false,
      origin: expect.objectContaining({ name: 'oven' }),
    });
    expect(policy('connectionPool: { tcp: { idleTimeout: 5s }, http: { idleTimeout: 7s } }')?.pool).toMatchObject({
      idleTimeoutMs: 7000,
      tcpIdleTimeoutMs: 5000,
    });
  });

  it('outlier detection with the defaults of Istio', () => {
    expect(policy('outlierDetection: {}')?.outlier).toMatchObject({
      consecutive5xx: 5,
      consecutiveGatewayErrors: 0,
      splitLocalOrigin: false,
      consecutiveLocalOrigin: 5,
      intervalMs: 10_000,
      baseEjectionMs: 30_000,
      maxEjectionPercent: 10,
      minHealthPercent: 0,
    });
    expect(policy('outlierDetection: { maxEjectionPercent: 0, consecutive5xxErrors: 0 }')?.outlier).toMatchObject({
      maxEjectionPercent: 10,
      consecutive5xx: 0,
    });
  });

  it('TLS, with the names a ServiceEntry asks for where the rule names none', () => {
    expect(policy('tls: { mode: SIMPLE, sni: a.test, subjectAltNames: [b.test] }')?.tls).toMatchObject({
      mode: 'SIMPLE',
      sni: 'a.test',
      subjectAltNames: ['b.test'],
      verify: true,
    });
    const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: flour }
spec: { hosts: [flour.test], ports: [{ number: 443, name: https, protocol: HTTPS }], resolution: DNS, subjectAltNames: [mill.test] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: flour }
spec: { host: flour.test, trafficPolicy: { tls: { mode: SIMPLE, insecureSkipVerify: true } } }
`;
    expect(clusterOf(tableOf(entry), 'outbound|443||flour.test').policy?.tls).toMatchObject({
      subjectAltNames: ['mill.test'],
      verify: false,
    });
  });

  it('the protocol to the service', () => {
    const protocol = (upgrade: string, yaml = oven) =>
      clusterOf(
        tableOf(yaml, rule(`trafficPolicy: { connectionPool: { http: { h2UpgradePolicy: ${upgrade} } } }`)),
        'outbound|8080||oven.default.svc.cluster.local',
      ).protocol;
    expect(protocol('UPGRADE')).toBe('http2');
    expect(protocol('DO_NOT_UPGRADE')).toBe('http1');
    expect(protocol('DO_NOT_UPGRADE', oven.replaceAll('name: http,', 'name: grpc,'))).toBe('http2');
    expect(protocol('UPGRADE', oven.replaceAll('name: http,', 'name: tcp,'))).toBe('tcp');
  });

  it.each([
    ['loadBalancer: { simple: LEAST_CONN }', 'endpoints by least request'],
    ['loadBalancer: { simple: PASSTHROUGH }', 'to the address that the client dialled, which a gateway does not know'],
    [
      'loadBalancer: { consistentHash: { useSourceIp: true } }',
      'endpoints by chance, for want of a key (ring of 1024)',
    ],
    [
      'loadBalancer: { consistentHash: { useSourceIp: true, maglev: {} }, warmup: { duration: 30s } }',
      'endpoints by chance, for want of a key (maglev of 65537), new ones spared for 30s',
    ],
    [
      'loadBalancer: { localityLbSetting: { failover: [{ from: a, to: b }] } }',
      'endpoints by least request, "b" in place of "a"',
    ],
    [
      'outlierDetection: { consecutive5xxErrors: 0, consecutiveGatewayErrors: 3, maxEjectionPercent: 100 }',
      'left out after 3 gateway errors in a row for 30s, at most 100% of the endpoints',
    ],
    ['outlierDetection: { consecutive5xxErrors: 0 }', 'no endpoint is left out'],
    ['connectionPool: { tcp: { connectTimeout: 1500ms } }', '1500ms to connect'],
    [
      'tls: { mode: MUTUAL, credentialName: c, sni: a.test, insecureSkipVerify: true }',
      'TLS with a client certificate for "a.test", any certificate',
    ],
    ['proxyProtocol: { version: V2 }', 'PROXY protocol v2'],
    ['tunnel: { targetHost: a.test, targetPort: 443 }', 'through a CONNECT tunnel to a.test:443'],
    ['retryBudget: {}', 'retries up to 20% of requests, at least 3'],
  ])('%s', (spec, words) => {
    expect(explainPolicy(policy(spec) ?? {})).toEqual([words]);
  });

  it('is plain data', () => {
    const table = tableOf(
      oven,
      rule('trafficPolicy: { connectionPool: { tcp: {} }, outlierDetection: {}, tls: { mode: SIMPLE } }'),
    );
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  });
});

describe('the key of a route (reference 6.4)', () => {
  const hash = (key: string) => `loadBalancer: { consistentHash: { ${key} } }`;
  const header = (name: string) => hash(`httpHeaderName: ${name}`);
  const keyOf = (destination: string, spec: string) => {
    const action = routesOf(
      tableOf(main, oven, rule(spec), shop(`[{ route: [{ destination: { ${destination} } }] }]`)),
    )[0]?.action;
    return action?.do === 'forward' ? action.destinations[0]?.hash : undefined;
  };

  it.each([
    ['httpHeaderName: X-User', { on: 'header', name: 'x-user' }],
    ['useSourceIp: true', { on: 'source-ip' }],
    ['useSourceIp: false', undefined],
    ['httpQueryParameterName: User', { on: 'query', name: 'User' }],
    ['httpCookie: { name: user }', { on: 'cookie', name: 'user', attributes: [] }],
    [
      'httpCookie: { name: user, path: /, ttl: 0s, attributes: [{ name: SameSite, value: Lax }] }',
      { on: 'cookie', name: 'user', path: '/', ttlMs: 0, attributes: [['SameSite', 'Lax']] },
    ],
  ])('%s', (key, expected) => {
    expect(keyOf('host: oven, port: { number: 8080 }', `trafficPolicy: { ${hash(key)} }`)).toEqual(expected);
  });

  it('settings of a port count where the destination writes the port; a subset comes before them', () => {
    const both = `trafficPolicy: { ${header('top')}, portLevelSettings: [{ port: { number: 8080 }, ${header('port')} }] }`;
    const named = (destination: string, spec = both) => {
      const key = keyOf(destination, spec);
      return key?.on === 'header' ? key.name : undefined;
    };
    expect(named('host: oven, port: { number: 8080 }')).toBe('port');
    expect(named('host: oven, port: { number: 9090 }')).toBe('top');
    const single = rule(both);
    const one = tableOf(main, service('oven', 8080), single, shop('[{ route: [{ destination: { host: oven } }] }]'));
    const action = routesOf(one)[0]?.action;
    expect(action?.do === 'forward' && action.destinations[0]?.hash).toEqual({ on: 'header', name: 'top' });
    const withSubset = `${both}, ${subsets(`{ ${header('subset')} }`)}`;
    expect(named('host: oven, subset: v1, port: { number: 8080 }', withSubset)).toBe('subset');
  });
});
