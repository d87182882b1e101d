import { describe, expect, it } from 'vitest';
import { printTable } from '#core/route/print.ts';
import { clusterOf, codesOf, compileYaml, main, service, shop, tableOf } from './compile/world.ts';

const entry = (spec: string, name = 'flour', namespace = 'default') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: ${namespace} }
spec: { hosts: [flour.test], ports: [{ number: 80, name: http, protocol: HTTP }], ${spec} }
---
`;
const workload = (name: string, spec: string, labels = '{}', namespace = 'default') => `
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }
spec: ${spec}
---
`;
const local = (spec: string) => `
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: flour }
spec: ${spec}
---
`;
const name = 'outbound|80||flour.test';
const at = (address: string, port: number, more = {}) => ({ at: 'address', address, port, labels: {}, ...more });
const bound = (...yaml: readonly string[]) => clusterOf(tableOf(...yaml), name);

describe('the endpoints of a ServiceEntry (reference 7.1)', () => {
  it.each([
    ['resolution: STATIC, endpoints: [{ address: 10.0.0.1 }]', [at('10.0.0.1', 80)]],
    ['resolution: STATIC, endpoints: [{ address: "::1", ports: { http: 9500 } }]', [at('::1', 9500)]],
    [
      'resolution: STATIC, endpoints: [{ address: 10.0.0.1, labels: { a: b }, weight: 3, locality: r/z }, { address: 10.0.0.2, weight: 0 }]',
      [at('10.0.0.1', 80, { labels: { a: 'b' }, weight: 3, locality: 'r/z' }), at('10.0.0.2', 80)],
    ],
    ['resolution: DNS', [at('flour.test', 80)]],
    [
      'resolution: DNS, endpoints: [{ address: mill.test }, { address: 10.0.0.1 }]',
      [at('mill.test', 80), at('10.0.0.1', 80)],
    ],
    ['resolution: DNS_ROUND_ROBIN, endpoints: [{ address: mill.test, ports: { http: 81 } }]', [at('mill.test', 81)]],
  ])('%s', (spec, endpoints) => {
    expect(bound(entry(spec))).toMatchObject({ boundBy: 'service-entry', host: 'flour.test', port: 80, endpoints });
  });

  it('the port: of the endpoint by name, then targetPort, then number', () => {
    const target = (spec: string) => entry(spec).replace('protocol: HTTP }', 'protocol: HTTP, targetPort: 8000 }');
    expect(bound(target('resolution: DNS')).endpoints).toEqual([at('flour.test', 8000)]);
    expect(bound(target('resolution: STATIC, endpoints: [{ address: 10.0.0.1 }]')).endpoints).toEqual([
      at('10.0.0.1', 8000),
    ]);
    expect(
      bound(target('resolution: STATIC, endpoints: [{ address: 10.0.0.1, ports: { http: 9500 } }]')).endpoints,
    ).toEqual([at('10.0.0.1', 9500)]);
  });

  it('says how names are looked up, and where the endpoints are written', () => {
    expect(bound(entry('resolution: DNS'))).toMatchObject({ lookup: 'all', origin: { path: 'spec.hosts[0]' } });
    expect(bound(entry('resolution: DNS_ROUND_ROBIN'))).toMatchObject({ lookup: 'first' });
    const fixed = bound(entry('resolution: STATIC, endpoints: [{ address: 10.0.0.1 }]'));
    expect(fixed).toMatchObject({ origin: { kind: 'ServiceEntry', path: 'spec.endpoints[0].address' } });
    expect(fixed).not.toHaveProperty('lookup');
  });

  it.each(['location: MESH_EXTERNAL', 'resolution: NONE', 'resolution: STATIC'])('%s is an empty cluster', (spec) => {
    expect(bound(entry(spec))).toMatchObject({ boundBy: 'nothing', endpoints: [], origin: { kind: 'ServiceEntry' } });
  });

  it('a wildcard is a host of its own; each host has each port', () => {
    const table = tableOf(
      entry('resolution: DNS, endpoints: [{ address: mill.test }]').replace(
        '[flour.test]',
        '["*.flour.test", rye.test]',
      ),
    );
    const names = Object.keys(table.clusters).filter((one) => one.endsWith('.test'));
    expect(names).toEqual(['outbound|80||*.flour.test', 'outbound|80||rye.test']);
  });

  it.each([
    ['HTTP', 'http1'],
    ['grpc', 'http2'],
    ['HTTP2', 'http2'],
    ['HTTPS', 'tls'],
    ['TLS', 'tls'],
    ['MONGO', 'tcp'],
    ['""', 'http1'],
  ])('protocol %s speaks %s', (protocol, expected) => {
    expect(bound(entry('resolution: DNS').replace('protocol: HTTP', `protocol: ${protocol}`)).protocol).toBe(expected);
  });
});

describe('who may see it', () => {
  const here =
    'apiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: here }\nspec: { namespace: edge }\n---\n';
  it.each([
    ['["*"]', true],
    ['[edge]', true],
    ['["."]', false],
    ['["~"]', false],
  ])('exportTo %s', (exportTo, visible) => {
    // A client of the mesh in another namespace than the entry, so that the gateway alone may have the cluster.
    const client = here.replace('edge }', 'edge, mesh: { namespace: elsewhere } }');
    const table = tableOf(client, entry(`resolution: DNS, exportTo: ${exportTo}`));
    expect(Object.hasOwn(table.clusters, name)).toBe(visible);
  });
});

describe('several declarations of one host', () => {
  it('a Service comes first, a LocalService binds', () => {
    const same = entry('resolution: DNS').replace('[flour.test]', '[oven.default.svc.cluster.local]');
    const { value, diagnostics } = compileYaml(service('oven', 8080), same);
    const names = Object.keys(value.clusters).filter((one) => one.includes('oven'));
    expect(names).toEqual(['outbound|8080||oven.default.svc.cluster.local']);
    expect(codesOf(diagnostics)).toEqual(['service-entry/host-taken']);
    expect(bound(entry('resolution: DNS'), local('{ service: flour.test, address: 3000 }'))).toMatchObject({
      boundBy: 'local-service',
      endpoints: [at('127.0.0.1', 3000)],
    });
  });

  it('entries of one namespace and resolution go together; of other ones the first stays alone', () => {
    const more = entry('resolution: STATIC, endpoints: [{ address: 10.0.0.2 }]', 'more').replace(
      'protocol: HTTP }',
      'protocol: HTTP }, { number: 81, name: other, protocol: HTTP }',
    );
    const first = entry('resolution: STATIC, endpoints: [{ address: 10.0.0.1 }]');
    const { value, diagnostics } = compileYaml(first, more);
    expect(clusterOf(value, name).endpoints).toEqual([at('10.0.0.1', 80), at('10.0.0.2', 80)]);
    expect(clusterOf(value, 'outbound|81||flour.test').endpoints).toEqual([at('10.0.0.2', 81)]);
    expect(diagnostics).toEqual([]);
    const abroad = compileYaml(first, more.replace('namespace: default', 'namespace: shop'));
    expect(clusterOf(abroad.value, name).endpoints).toEqual([at('10.0.0.1', 80)]);
    expect(codesOf(abroad.diagnostics)).toEqual(['service-entry/host-taken']);
  });
});

describe('WorkloadEntries', () => {
  const selecting = (resolution: string) =>
    entry(`resolution: ${resolution}, workloadSelector: { labels: { app: mill } }`);

  it('are endpoints of the ServiceEntry that selects them', () => {
    expect(
      bound(
        selecting('STATIC'),
        workload('a', '{ address: 10.0.0.1, labels: { app: mill }, ports: { http: 81 } }'),
        workload('b', '{ address: 10.0.0.2, labels: { app: barn } }', '{ app: mill }'),
        workload('c', '{ address: 10.0.0.3, labels: { app: mill } }', '{ app: barn }'),
        workload('d', '{ address: 10.0.0.4, labels: { app: mill } }', '{}', 'shop'),
      ).endpoints,
    ).toEqual([at('10.0.0.1', 81, { labels: { app: 'mill' } }), at('10.0.0.2', 80, { labels: { app: 'mill' } })]);
  });

  it('selected by nobody: an empty cluster for addresses, none for names', () => {
    expect(bound(selecting('STATIC'))).toMatchObject({ boundBy: 'nothing' });
    expect(tableOf(selecting('DNS')).clusters).not.toHaveProperty([name]);
    const { diagnostics } = compileYaml(
      main,
      shop('[{ route: [{ destination: { host: flour.test } }] }]'),
      selecting('DNS'),
    );
    expect(diagnostics).toMatchObject([{ code: 'binding/missing' }]);
    expect(diagnostics[0]?.message).toContain('selects no WorkloadEntry');
  });

  it('are endpoints of a Service that selects them, by port name, number or name of the target port', () => {
    const oven = (port: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: oven }\nspec: { selector: { app: oven }, ports: [{ name: http, port: 8080${port} }] }\n---\n`;
    const one = workload('a', '{ address: 10.0.0.1, labels: { app: oven }, ports: { web: 3002 } }');
    const ports = (...yaml: readonly string[]) =>
      clusterOf(tableOf(...yaml), 'outbound|8080||oven.default.svc.cluster.local').endpoints.map((e) =>
        e.at === 'address' ? e.port : 0,
      );
    expect(ports(oven(''), one)).toEqual([8080]);
    expect(ports(oven(', targetPort: 3000'), one)).toEqual([3000]);
    expect(ports(oven(', targetPort: web'), one)).toEqual([3002]);
    expect(ports(oven(', targetPort: none'), one)).toEqual([]);
    expect(ports(oven(', targetPort: 3000'), one.replace('web:', 'http:'))).toEqual([3002]);
  });

  it('at a socket have no port', () => {
    const { value, diagnostics } = compileYaml(entry('resolution: STATIC, endpoints: [{ address: "unix:///run/a" }]'));
    expect(clusterOf(value, name).endpoints).toEqual([
      { at: 'address', address: 'unix:///run/a', port: 0, labels: {} },
    ]);
    expect(codesOf(diagnostics)).toEqual([]);
  });
});

it('a destination without a port: the only one, else that of the Gateway', () => {
  const http = '[{ route: [{ destination: { host: flour.test } }] }]';
  const two = entry('resolution: DNS').replace('HTTP }]', 'HTTP }, { number: 8080, name: old, protocol: HTTP }]');
  expect(printTable(tableOf(main, shop(http), two))).toContain('-> flour.test:80  flour.test:80');
  const one = entry('resolution: DNS').replace('number: 80', 'number: 8443');
  expect(printTable(tableOf(main, shop(http), one))).toContain('-> flour.test:8443  flour.test:8443');
});
