import { describe, expect, it } from 'vitest';
import { clusterOf, main, service, tableOf } from './compile/world.ts';

const entry = (spec: string, namespace = 'default') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: flour, namespace: ${namespace} }
spec: { hosts: [flour.test], ports: [{ number: 80, name: http, protocol: HTTP }], ${spec} }
---
`;
const rule = (name: string, namespace: string, spec: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace} }
spec: { host: oven.default.svc.cluster.local, ${spec} }
---
`;
const mesh = (spec: string) => `
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: here }
spec: { mesh: ${spec} }
---
`;
const shop = (host: string, gateways = '[main, mesh]') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: ${gateways}
  http: [{ route: [{ destination: { host: ${host} } }] }]
---
`;
const destinationOf = (table: ReturnType<typeof tableOf>, config: string): string | undefined => {
  const host = table.routeConfigs[config]?.virtualHosts.find(({ domain }) => domain === 'shop.test');
  const action = host?.routes[0]?.action;
  return action?.do === 'forward' ? action.destinations[0]?.cluster : undefined;
};

describe('the clusters of the client and of the gateway', () => {
  it('are shared where they are the same', () => {
    const table = tableOf(main, shop('oven'), service('oven', 8080));
    expect(destinationOf(table, 'http.80')).toBe('outbound|8080||oven.default.svc.cluster.local');
    expect(destinationOf(table, 'mesh.80')).toBe('outbound|8080||oven.default.svc.cluster.local');
    expect(Object.keys(table.clusters).filter((name) => name.includes('@'))).toEqual([]);
  });

  it('differ for resolution NONE: only a sidecar knows where its client was going', () => {
    const table = tableOf(main, shop('flour.test'), entry('resolution: NONE'));
    const [gateway = '', client = ''] = [destinationOf(table, 'http.80'), destinationOf(table, 'mesh.80')];
    expect([gateway, client]).toEqual(['outbound|80||flour.test', 'outbound|80||flour.test @ mesh']);
    expect(clusterOf(table, gateway)).toMatchObject({ boundBy: 'nothing', endpoints: [] });
    expect(clusterOf(table, gateway)).not.toHaveProperty('lookup');
    expect(clusterOf(table, client)).toMatchObject({ name: client, lookup: 'original', boundBy: 'service-entry' });
  });

  it('follow rules of their own namespaces', () => {
    const own = rule('own', 'bakery', 'trafficPolicy: { loadBalancer: { simple: RANDOM } }');
    const documents = [main, shop('oven.default.svc.cluster.local'), service('oven', 8080), own];
    const inside = tableOf(...documents, mesh('{ namespace: bakery }'));
    const name = destinationOf(inside, 'mesh.80') ?? '';
    expect(name).toBe('outbound|8080||oven.default.svc.cluster.local @ mesh');
    expect(clusterOf(inside, name).policy?.balance?.by).toBe('random');
    expect(clusterOf(inside, destinationOf(inside, 'http.80') ?? '')).not.toHaveProperty('policy');
    const outside = tableOf(...documents, mesh('{ namespace: elsewhere }'));
    expect(destinationOf(outside, 'mesh.80')).toBe('outbound|8080||oven.default.svc.cluster.local');
  });

  it('a host that only one of the two may see is missing for the other', () => {
    const forClients = tableOf(main, shop('flour.test'), entry('resolution: DNS, exportTo: ["."]'));
    expect(forClients.clusters).not.toHaveProperty([destinationOf(forClients, 'http.80') ?? '']);
    expect(clusterOf(forClients, destinationOf(forClients, 'mesh.80') ?? '').endpoints).toHaveLength(1);
    const forGateways = tableOf(
      main,
      shop('flour.test'),
      entry('resolution: DNS, exportTo: [istio-system]'),
      mesh('{ namespace: barn }'),
    );
    expect(clusterOf(forGateways, destinationOf(forGateways, 'http.80') ?? '').endpoints).toHaveLength(1);
    expect(forGateways.clusters).not.toHaveProperty([destinationOf(forGateways, 'mesh.80') ?? '']);
  });

  it('DYNAMIC_DNS asks for the host of the request, for both', () => {
    const dynamic = entry('resolution: DYNAMIC_DNS').replace('[flour.test]', '["*.flour.test"]');
    const table = tableOf(main, shop('"*.flour.test"'), dynamic);
    expect(destinationOf(table, 'http.80')).toBe(destinationOf(table, 'mesh.80'));
    expect(clusterOf(table, 'outbound|80||*.flour.test')).toMatchObject({ lookup: 'host', boundBy: 'service-entry' });
  });
});

describe('whether there is a mesh at all', () => {
  it.each([
    ['a Gateway and its routes', [main, shop('oven', '[main]')], false],
    ['a delegate', [main, shop('oven').replace(/ {2}hosts.*\n {2}gateways.*\n/, '')], false],
    ['routes of the mesh', [shop('oven', '[mesh]')], true],
    ['routes without gateways', [shop('oven', '[]')], true],
    ['a ServiceEntry', [entry('resolution: DNS')], true],
    ['a LocalGateway', [mesh('{}')], true],
  ])('%s', (_, documents, expected) => {
    expect(tableOf(...documents).mesh !== undefined).toBe(expected);
  });

  it('the table stays plain data', () => {
    const table = tableOf(main, shop('flour.test'), entry('resolution: NONE'), service('oven', 8080));
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  });

  it('a port for the proxy', () => {
    expect(tableOf(mesh('{ port: 15001 }')).settings.meshPort).toBe(15001);
    expect(tableOf(mesh('{}')).settings).not.toHaveProperty('meshPort');
  });
});
