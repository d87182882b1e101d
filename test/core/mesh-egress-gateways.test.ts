import { describe, expect, it } from 'vitest';
import { clusterOf, codesOf, compileYaml } from './compile/world.ts';

const gateway = (name: string, selector: string, port = 80, namespace = 'default') => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: ${selector}
  servers: [{ port: { number: ${port}, name: http, protocol: HTTP }, hosts: [flour.test] }]
---
`;
const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: flour }
spec: { hosts: [flour.test], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }
---
`;
const through = (host: string, name = 'egress', port = 80) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: flour }
spec:
  hosts: [flour.test]
  gateways: [mesh, ${name}]
  http:
  - match: [{ gateways: [mesh] }]
    route: [{ destination: { host: ${host}, port: { number: ${port} } } }]
  - match: [{ gateways: [${name}] }]
    route: [{ destination: { host: flour.test } }]
---
`;
const own = 'istio-egressgateway.istio-system.svc.cluster.local';
const service = (name: string, namespace: string, selector: string, port: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: ${selector}, ports: [${port}] }
---
`;
const local = (labels: string) =>
  `apiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: here }\nspec: { labels: ${labels} }\n---\n`;

describe('egress gateways (reference 7.3)', () => {
  it("Istio's own has listeners, routes and clusters of its own", () => {
    const { value, diagnostics } = compileYaml(
      entry,
      gateway('egress', '{ istio: egressgateway }'),
      gateway('ingress', '{ istio: ingressgateway }'),
      through(own),
    );
    expect(diagnostics).toEqual([]);
    expect(value.listeners.map(({ id, proxy, port }) => [id, proxy, port])).toEqual([
      ['0.0.0.0_80', undefined, 80],
      ['istio-egressgateway.istio-system/0.0.0.0_80', 'istio-egressgateway.istio-system', 80],
    ]);
    expect(clusterOf(value, `outbound|80||${own}`)).toMatchObject({
      boundBy: 'gateway',
      protocol: 'http2',
      endpoints: [{ at: 'listener', listener: 'istio-egressgateway.istio-system/0.0.0.0_80' }],
    });
    const [host] = value.routeConfigs['istio-egressgateway.istio-system/http.80']?.virtualHosts ?? [];
    expect(host?.routes.map(({ id }) => id)).toEqual([
      'VirtualService default/flour http[1].match[0] @ default/egress',
    ]);
    expect(value.routeConfigs['http.80']?.virtualHosts.flatMap(({ routes }) => routes)).toEqual([]);
  });

  it('a declared Service translates ports, and another name of a gateway is found by what the mesh sends to it', () => {
    const declared = service('doors', 'edge', '{ app: doors, zone: outer }', '{ port: 80, targetPort: 8080 }');
    const host = 'doors.edge.svc.cluster.local';
    const named = compileYaml(entry, declared, gateway('egress', '{ app: doors }'), through(host)).value;
    expect(named.listeners).toMatchObject([{ id: 'doors.edge/0.0.0.0_8080', port: 8080, declaredPorts: [80] }]);
    expect(clusterOf(named, `outbound|80||${host}`).endpoints).toMatchObject([{ listener: 'doors.edge/0.0.0.0_8080' }]);
    const unnamed = compileYaml(entry, declared, gateway('egress', '{ app: doors }'), through('flour.test')).value;
    expect(unnamed.listeners.map(({ proxy }) => proxy)).toEqual([undefined]);
  });

  it('labels of the LocalGateway come first', () => {
    const documents = [entry, gateway('egress', '{ istio: egressgateway }'), through(own)];
    const ingress = compileYaml(...documents, local('{ istio: egressgateway }')).value;
    expect(ingress.listeners).toMatchObject([{ id: '0.0.0.0_80' }]);
    const other = compileYaml(...documents, local('{ app: front }')).value;
    expect(other.listeners).toMatchObject([{ proxy: 'istio-egressgateway.istio-system' }]);
  });

  it('subsets choose by the labels of the gateway', () => {
    const rule = (labels: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: doors }
spec: { host: ${own}, subsets: [{ name: flour${labels} }] }
---
`;
    const to = through(own).replace('port: { number: 80 }', 'subset: flour, port: { number: 80 }');
    const documents = [entry, gateway('egress', '{ istio: egressgateway }'), to];
    const name = `outbound|80|flour|${own}`;
    expect(clusterOf(compileYaml(...documents, rule('')).value, name).endpoints).toHaveLength(1);
    const fits = compileYaml(...documents, rule(', labels: { istio: egressgateway }'));
    expect(clusterOf(fits.value, name).endpoints).toHaveLength(1);
    const none = compileYaml(...documents, rule(', labels: { version: v2 }'));
    expect(clusterOf(none.value, name).endpoints).toEqual([]);
    expect(codesOf(none.diagnostics)).toEqual(['subset/no-endpoints']);
  });

  it('says where nothing listens', () => {
    const { diagnostics } = compileYaml(
      entry,
      gateway('egress', '{ istio: egressgateway }'),
      through(own, 'egress', 443),
    );
    expect(diagnostics).toMatchObject([
      {
        code: 'binding/missing',
        message: expect.stringContaining('opens port 443, so requests are answered with 503'),
      },
    ]);
  });

  it('the ingress gateway is a service of the mesh as well', () => {
    const host = 'istio-ingressgateway.istio-system.svc.cluster.local';
    const { value } = compileYaml(entry, gateway('front', '{ istio: ingressgateway }'), through(host, 'front'));
    expect(clusterOf(value, `outbound|80||${host}`).endpoints).toMatchObject([{ listener: '0.0.0.0_80' }]);
  });
});
