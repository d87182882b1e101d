import { describe, expect, it } from 'vitest';
import {
  codesOf,
  compileYaml,
  domainsOf,
  hostOf,
  service,
  tableOf,
  targetsOf,
  virtualHostsOf,
} from './compile/world.ts';

type Server = { port?: number; protocol?: string; name?: string; hosts?: string; bind?: string; tls?: string };

const gateway = (name: string, created: string, ...servers: readonly Server[]): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, creationTimestamp: "${created}T00:00:00Z" }
spec:
  servers:
${servers
  .map(
    ({ port = 80, protocol = 'HTTP', name: portName = `p${port}`, hosts = '"*"', bind, tls }) =>
      `  - { port: { number: ${port}, name: ${portName}, protocol: ${protocol} }, hosts: [${hosts}]${bind ? `, bind: ${bind}` : ''}${tls ? `, tls: ${tls}` : ''} }`,
  )
  .join('\n')}
---
`;

const vs = (name: string, hosts: string, gateways: string, rest = '', namespace = 'default'): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  hosts: [${hosts}]
  gateways: [${gateways}]
  ${rest || `http: [{ route: [{ destination: { host: ${name} } }] }]`}
---
`;

const old = '2026-01-01';
const young = '2026-02-01';
const simple = '{ mode: SIMPLE, credentialName: cert }';
const https = (name: string, hosts: string, port = 443): Server => ({
  port,
  protocol: 'HTTPS',
  name,
  hosts,
  tls: simple,
});
const tcpRoute = 'tcp: [{ route: [{ destination: { host: raw } }] }]';

const listenersOf = (yaml: string) =>
  tableOf(yaml).listeners.map(({ id, chains }) => `${id} ${chains.map((c) => c.protocol).join('+')}`);
const skipped = (yaml: string) =>
  compileYaml(yaml).diagnostics.filter(({ code }) => code === 'gateway/server-skipped').length;

describe('two servers on one port (reference 2.3)', () => {
  it('share listener and route config when both are plaintext HTTP', () => {
    const yaml = gateway('a', old, { hosts: 'a.test' }) + gateway('b', young, { protocol: 'grpc', hosts: 'b.test' });
    const table = tableOf(yaml + vs('a', 'a.test', 'a') + vs('b', 'b.test', 'b'));
    expect(table.listeners).toHaveLength(1);
    expect(table.listeners[0]?.chains).toMatchObject([{ protocol: 'HTTP', routeConfig: 'http.80' }]);
    expect(table.listeners[0]?.chains[0]?.servers.map(({ origin }) => origin.name)).toEqual(['a', 'b']);
    expect(domainsOf(table)).toEqual(['a.test', 'b.test']);
  });

  it('skip TLS and TCP behind plaintext HTTP, and say with what they clash', () => {
    for (const later of [https('s', '"*"', 80), { protocol: 'TCP', name: 't' }]) {
      const yaml = gateway('a', old, {}) + gateway('b', young, later) + vs('raw', '"*"', 'b', tcpRoute);
      expect(listenersOf(yaml)).toEqual(['0.0.0.0_80 HTTP']);
      const found = compileYaml(yaml).diagnostics.find(({ code }) => code === 'gateway/server-skipped');
      expect(found?.message).toContain('port 80 already speaks HTTP');
      expect(found?.message).toContain('Gateway "default/a", a.yaml:7');
      expect(found?.related).toHaveLength(1);
    }
  });

  it('skip everything behind plaintext TCP, even TCP', () => {
    for (const later of [{}, https('s', '"*"', 80), { protocol: 'TCP', name: 't' }]) {
      const yaml = gateway('a', old, { protocol: 'TCP' }) + gateway('b', young, later);
      expect(listenersOf(yaml + vs('raw', '"*"', 'a, b', tcpRoute))).toEqual(['0.0.0.0_80 TCP']);
      expect(skipped(yaml)).toBe(1);
      expect(listenersOf(yaml)).toEqual([]);
    }
  });

  it('are two listeners on different addresses', () => {
    const yaml = gateway('a', old, {}) + gateway('b', young, { bind: '127.0.0.2' });
    expect(listenersOf(yaml)).toEqual(['0.0.0.0_80 HTTP', '127.0.0.2_80 HTTP']);
    expect(Object.keys(tableOf(yaml).routeConfigs)).toEqual(['http.80', 'http.80.127.0.0.2']);
  });

  it('are chains of one listener by server name when both speak TLS', () => {
    const yaml = gateway('a', old, https('one', 'b.test, a.test'), https('two', '"*"'));
    const table = tableOf(yaml);
    expect(table.listeners[0]?.chains).toMatchObject([
      {
        sni: ['a.test', 'b.test'],
        routeConfig: 'https.443.one.a.default',
        tls: { mode: 'SIMPLE', credentialName: 'cert' },
      },
      { routeConfig: 'https.443.two.a.default' },
    ]);
    expect(table.listeners[0]?.chains[1]).not.toHaveProperty('sni');
  });

  it('skip a TLS server one of whose hosts is taken, compared by the letter', () => {
    expect(
      skipped(gateway('a', old, https('x', 'a.test, b.test')) + gateway('b', young, https('y', 'c.test, b.test'))),
    ).toBe(1);
    expect(skipped(gateway('a', old, https('x', '"*.test"')) + gateway('b', young, https('y', 'b.test')))).toBe(0);
    expect(skipped(gateway('a', old, https('x', '"one/*"')) + gateway('b', young, https('y', '"two/*"')))).toBe(0);
  });

  it('compare hosts of plaintext servers too when both redirect to https', () => {
    const redirecting = { hosts: 'a.test', tls: '{ httpsRedirect: true }' };
    expect(skipped(gateway('a', old, redirecting) + gateway('b', young, redirecting))).toBe(1);
    expect(skipped(gateway('a', old, redirecting) + gateway('b', young, { hosts: 'a.test' }))).toBe(0);
  });

  it('append plaintext behind TLS to the same listener', () => {
    const yaml = gateway('a', old, https('s', 'a.test', 80)) + gateway('b', young, {});
    expect(listenersOf(yaml)).toEqual(['0.0.0.0_80 HTTPS+HTTP']);
  });

  it('let the older Gateway win, then the name, then the namespace', () => {
    expect(listenersOf(gateway('a', young, { protocol: 'TCP' }) + gateway('b', old, {}))).toEqual(['0.0.0.0_80 HTTP']);
    expect(listenersOf(gateway('b', old, { protocol: 'TCP' }) + gateway('a', old, {}))).toEqual(['0.0.0.0_80 HTTP']);
  });
});

describe('connections', () => {
  it('open nothing for TCP without a route for that port and Gateway', () => {
    const yaml = gateway('a', old, { port: 9000, protocol: 'TCP' });
    expect(listenersOf(yaml)).toEqual([]);
    expect(
      listenersOf(
        yaml + vs('raw', '"*"', 'a', 'tcp: [{ match: [{ port: 9001 }], route: [{ destination: { host: raw } }] }]'),
      ),
    ).toEqual([]);
    expect(
      listenersOf(
        yaml + vs('raw', '"*"', 'a', 'tcp: [{ match: [{ port: 9000 }], route: [{ destination: { host: raw } }] }]'),
      ),
    ).toEqual(['0.0.0.0_9000 TCP']);
  });

  it('pass TLS through by the server names of the VirtualService, each taken once', () => {
    const tls = (name: string) =>
      `tls: [{ match: [{ sniHosts: [${name}] }], route: [{ destination: { host: raw } }] }]`;
    const table = tableOf(
      gateway('a', old, { port: 443, protocol: 'HTTPS', hosts: '"*.test"', tls: '{ mode: PASSTHROUGH }' }) +
        vs('one', 'one.test', 'a', tls('one.test')) +
        vs('two', 'two.test', 'a', tls('two.test')) +
        vs('zwei', 'two.test', 'a', tls('two.test')) +
        vs('web', 'web.test', 'a'),
    );
    expect(table.listeners[0]?.chains.map(({ sni, tls: t, routeConfig }) => [sni, t?.mode, routeConfig])).toEqual([
      [['one.test'], 'PASSTHROUGH', undefined],
      [['two.test'], 'PASSTHROUGH', undefined],
    ]);
  });

  it('say what a mesh would be needed for', () => {
    const { diagnostics } = compileYaml(
      gateway('a', old, https('s', 'a.test'), { port: 444, protocol: 'TLS', tls: '{ mode: AUTO_PASSTHROUGH }' }),
    );
    expect(codesOf(diagnostics)).toEqual(['gateway/needs-mesh', 'tls/no-secret']);
    expect(diagnostics.every(({ severity }) => severity === 'information')).toBe(true);
  });
});

describe('selection and ports', () => {
  const local = (labels: string) => `
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: here }
spec: { namespace: edge, labels: ${labels} }
---
`;
  const selecting = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: a }
spec: { selector: { app: edge }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
---
`;
  const ingress = (target: string, namespace = 'edge', selector = '{ app: edge }', labels = '{}') => `
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: ${namespace}, labels: ${labels} }
spec: { selector: ${selector}, ports: [{ name: http, port: 80, targetPort: ${target} }] }
---
`;

  it('compares selectors with the labels of the LocalGateway when it has some', () => {
    expect(listenersOf(selecting)).toHaveLength(1);
    expect(listenersOf(selecting + local('{ app: edge, tier: x }'))).toHaveLength(1);
    expect(listenersOf(selecting + local('{ app: other }'))).toHaveLength(0);
  });

  it('translates the port by the Service before the gateway, and keeps the declared one for clients', () => {
    for (const yaml of [selecting + ingress('8080'), selecting + ingress('8080') + local('{ app: edge }')]) {
      const table = tableOf(yaml);
      expect(table.listeners[0]).toMatchObject({ id: '0.0.0.0_8080', port: 8080, declaredPorts: [80] });
      expect(Object.keys(table.routeConfigs)).toEqual(['http.8080']);
    }
  });

  it('does not translate by Services that do not stand before the gateway, say no, or name the port', () => {
    const no = '{ experimental.istio.io/disable-gateway-port-translation: "true" }';
    for (const yaml of [
      selecting + ingress('8080', 'edge', '{ app: edge, more: x }'),
      selecting + ingress('8080', 'edge', '{ app: edge }', no),
      selecting + ingress('http'),
      selecting + ingress('8080', 'elsewhere') + local('{ app: edge }'),
      selecting + service('ingress', 80),
    ]) {
      expect(tableOf(yaml).listeners[0]?.port).toBe(80);
    }
  });
});

describe('httpsRedirect (reference 2.6)', () => {
  const redirecting = (hosts: string, name = 'a', created = old) =>
    gateway(name, created, { hosts, tls: '{ httpsRedirect: true }' });

  it('covers hosts without a VirtualService', () => {
    const table = tableOf(redirecting('a.test'));
    expect(virtualHostsOf(table)).toMatchObject([
      { domain: 'a.test', routes: [], requireTls: { name: 'a', path: 'spec.servers[0]' } },
    ]);
    expect(table.listeners[0]?.chains[0]).not.toHaveProperty('tls');
  });

  it('takes a host with a namespace by the letter', () => {
    expect(domainsOf(tableOf(redirecting('shop/a.test')))).toEqual(['shop/a.test']);
    const bound = tableOf(redirecting('default/a.test') + vs('x', 'a.test', 'a'));
    expect(hostOf(bound, 'a.test').requireTls).toBeDefined();
  });

  it('wins over a plain server of the same host', () => {
    const yaml =
      redirecting('a.test') + gateway('b', young, { hosts: 'a.test, b.test' }) + vs('x', 'a.test, b.test', 'b');
    const table = tableOf(yaml);
    expect(hostOf(table, 'a.test').requireTls).toMatchObject({ name: 'a' });
    expect(hostOf(table, 'b.test').requireTls).toBeUndefined();
    expect(targetsOf(table, 'a.test')).toEqual(['x.default:80']);
  });
});
