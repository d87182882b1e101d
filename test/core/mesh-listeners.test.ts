import { describe, expect, it } from 'vitest';
import { decide } from '#core/route/decide.ts';
import { load } from '#core/route/load.ts';
import type { FilterChain, Table } from '#core/route/table.ts';
import { compileYaml, service, tableOf } from './compile/world.ts';

const document = (kind: string, name: string, spec: string, namespace = 'default') => `
apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---
`;
const ports = (name: string, list: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { ports: ${list} }
---
`;
const chainsOf = (table: Table, port: number): readonly FilterChain[] =>
  table.mesh?.listeners.find((one) => one.port === port)?.chains ?? [];
const said = ({ protocol, sni, tcp, routeConfig }: FilterChain): string =>
  `${protocol} ${sni?.[0] ?? '*'} -> ${routeConfig ?? tcp?.destinations.map(({ cluster }) => cluster).join()}`;
const full = (name: string) => `${name}.default.svc.cluster.local`;

describe('the chains of an outbound listener (reference 7.2)', () => {
  it('HTTP alone, TLS by server name, and the rest as the policy says', () => {
    const table = tableOf(
      ports('shop', '[{ name: http, port: 7000 }, { name: https, port: 7443 }, { name: tcp, port: 7001 }]'),
      document('Sidecar', 'all', '{ outboundTrafficPolicy: { mode: ALLOW_ANY } }'),
    );
    expect(chainsOf(table, 7000).map(said)).toEqual(['HTTP * -> mesh.7000']);
    expect(chainsOf(table, 7443).map(said)).toEqual([
      `TLS ${full('shop')} -> outbound|7443||${full('shop')}`,
      'TLS * -> PassthroughCluster',
    ]);
    expect(chainsOf(table, 7001).map(said)).toEqual([`TCP * -> outbound|7001||${full('shop')}`]);
    expect(table.mesh?.others.chains.map(said)).toEqual(['HTTP * -> mesh.others', 'TLS * -> PassthroughCluster']);
  });

  it('services of TCP that share a port are told apart by name', () => {
    const tcp = '[{ name: tcp, port: 7001 }]';
    const table = tableOf(
      ports('a', tcp),
      ports('b', tcp),
      document('Sidecar', 'all', '{ egress: [{ hosts: ["*/*"] }] }'),
    );
    expect(chainsOf(table, 7001).map(said)).toEqual([
      'HTTP * -> mesh.7001',
      `TCP ${full('a')} -> outbound|7001||${full('a')}`,
      `TCP ${full('b')} -> outbound|7001||${full('b')}`,
      'TLS * -> PassthroughCluster',
    ]);
  });

  it('tls and tcp routes of the mesh take the place of the service, where their conditions fit', () => {
    const routes = (match: string) =>
      document(
        'VirtualService',
        'shop',
        `{ hosts: [${full('shop')}], tls: [{ match: [{ sniHosts: [${full('shop')}], ${match} }], route: [{ destination: { host: oven } }] }], tcp: [{ match: [{ ${match} }], route: [{ destination: { host: oven } }] }] }`,
      );
    const both = ports('shop', '[{ name: tls, port: 7443 }, { name: tcp, port: 7001 }]');
    const targets = (match: string) => {
      const table = tableOf(both, service('oven', 8080), routes(match));
      return [7443, 7001].map((port) => chainsOf(table, port)[0]?.tcp?.destinations[0]?.host.split('.')[0]);
    };
    expect(targets('port: 7443')).toEqual(['oven', 'shop']);
    expect(targets('gateways: [mesh]')).toEqual(['oven', 'oven']);
    expect(targets('gateways: [main]')).toEqual(['shop', 'shop']);
    expect(targets('sourceLabels: { app: till }')).toEqual(['shop', 'shop']);
    expect(targets('sourceNamespace: default')).toEqual(['oven', 'oven']);
  });

  it('REGISTRY_ONLY closes what it does not know', () => {
    const table = tableOf(document('Sidecar', 'all', '{ outboundTrafficPolicy: {} }'));
    const [, tls] = table.mesh?.others.chains ?? [];
    expect(tls && said(tls)).toBe('TLS * -> BlackHoleCluster');
    expect(table.clusters.BlackHoleCluster).toMatchObject({ endpoints: [], boundBy: 'nothing' });
    expect(table.clusters).not.toHaveProperty('PassthroughCluster');
  });
});

describe('virtual hosts of the mesh', () => {
  const ask = (table: Table, authority: string, port: number, target = '/') => {
    const listener = table.mesh?.listeners.find((one) => one.port === port) ?? table.mesh?.others;
    const facts = { listener: listener?.id ?? '', tls: false, method: 'GET', authority, target, headers: [] };
    const decision = decide(load(table), facts, () => 0);
    return decision.outcome === 'forward' ? decision.destination.cluster : `${decision.outcome} ${decision.status}`;
  };

  it('a destination without a port is at the port that was asked for, where the service has several', () => {
    const table = tableOf(
      service('shop', 7000, 7001),
      service('oven', 7000, 7001),
      document('VirtualService', 'shop', '{ hosts: [shop], http: [{ route: [{ destination: { host: oven } }] }] }'),
    );
    expect(ask(table, 'shop', 7000)).toBe(`outbound|7000||${full('oven')}`);
    expect(ask(table, 'shop', 7001)).toBe(`outbound|7001||${full('oven')}`);
  });

  it('routes that are not for the mesh leave the default route alone', () => {
    const table = tableOf(
      service('shop', 7000),
      document(
        'VirtualService',
        'shop',
        '{ hosts: [shop], gateways: [mesh, main], http: [{ match: [{ gateways: [main] }], route: [{ destination: { host: oven } }] }] }',
      ),
    );
    expect(ask(table, 'shop', 7000)).toBe(`outbound|7000||${full('shop')}`);
    const host = table.routeConfigs['mesh.7000']?.virtualHosts[0];
    expect(host?.omitted).toMatchObject([{ reason: 'gateways', message: expect.stringContaining('not for "mesh"') }]);
  });

  it('delegates, and routes that are not exported to the client', () => {
    const root = document(
      'VirtualService',
      'root',
      '{ hosts: [shop], http: [{ delegate: { name: part } }], exportTo: [VISIBLE] }',
    );
    const part = document('VirtualService', 'part', '{ http: [{ route: [{ destination: { host: oven } }] }] }');
    const table = (visible: string) =>
      tableOf(service('shop', 7000), service('oven', 8080), root.replace('VISIBLE', visible), part);
    expect(ask(table('default'), 'shop', 7000)).toBe(`outbound|8080||${full('oven')}`);
    expect(ask(table('barn'), 'shop', 7000)).toBe(`outbound|7000||${full('shop')}`);
  });

  it('the bundled samples and the virtual addresses of hosts', () => {
    const table = tableOf(
      document(
        'ServiceEntry',
        'flour',
        '{ hosts: [flour.test], addresses: [10.0.0.1, "fd00::1", 10.1.0.0/16], ports: [{ number: 7000, name: http, protocol: HTTP }], resolution: STATIC, endpoints: [{ address: 127.0.0.1 }] }',
      ),
    );
    expect(ask(table, 'httpbin:8000', 8000)).toBe(`outbound|8000||${full('httpbin')}`);
    expect(ask(table, '10.0.0.1:7000', 7000)).toBe('outbound|7000||flour.test');
    expect(ask(table, '[fd00::1]:7000', 7000)).toBe('outbound|7000||flour.test');
    expect(ask(table, '10.1.0.1:7000', 7000)).toBe('PassthroughCluster');
  });

  it('a Service of type ExternalName leads to the host that it names', () => {
    const alias = (host: string) => `
apiVersion: v1
kind: Service
metadata: { name: outside }
spec: { type: ExternalName, externalName: ${host}, ports: [{ name: http, port: 7000 }] }
---
`;
    const registry = document('Sidecar', 'all', '{ outboundTrafficPolicy: {} }');
    const known = tableOf(service('shop', 7000), alias(full('shop')), registry);
    expect(ask(known, 'outside', 7000)).toBe(`outbound|7000||${full('shop')}`);
    const unknown = tableOf(alias('flour.test'), registry);
    expect(ask(unknown, 'outside', 7000)).toBe('outbound|7000||flour.test');
    expect(unknown.clusters).not.toHaveProperty(['outbound|7000||flour.test']);
  });

  it('egressProxy takes what is not known', () => {
    const proxy = '{ host: oven.default.svc.cluster.local, port: { number: 8080 } }';
    const policy = `{ outboundTrafficPolicy: { mode: ALLOW_ANY, egressProxy: ${proxy} } }`;
    const { value, diagnostics } = compileYaml(service('oven', 8080), document('Sidecar', 'all', policy));
    expect(ask(value, 'else.test', 80)).toBe(`outbound|8080||${full('oven')}`);
    expect(value.mesh?.others.chains[1]?.tcp?.destinations[0]?.cluster).toBe(`outbound|8080||${full('oven')}`);
    expect(diagnostics).toEqual([]);
  });

  it('a default route has the default retries and no limit', () => {
    const table = tableOf(service('shop', 7000), document('Sidecar', 'all', '{ outboundTrafficPolicy: {} }'));
    const host = table.routeConfigs['mesh.7000']?.virtualHosts[0];
    expect(host).toMatchObject({ name: `${full('shop')}:7000`, domain: full('shop') });
    expect(host?.routes).toMatchObject([
      {
        name: 'default',
        conditions: [],
        origin: { kind: 'Service' },
        action: { do: 'forward', retry: { retries: 2 } },
      },
    ]);
    expect(host?.routes[0]?.action).not.toHaveProperty('timeoutMs');
  });
});
