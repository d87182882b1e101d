import { describe, expect, it } from 'vitest';
import { isLocalAddress } from '#core/route/compile/local-address.ts';
import { printTable } from '#core/route/print.ts';
import { clusterOf, codesOf, compileYaml, main, service, shop, tableOf, targetsOf } from './compile/world.ts';

const to = (destination: string) => shop(`[{ route: [{ destination: { ${destination} } }] }]`);
const local = (spec: string, name = 'oven', namespace = 'default') => `
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---
`;
const slice = (addresses: string, port = 3000, name = 'http') => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: oven-1, labels: { kubernetes.io/service-name: oven } }
addressType: IPv4
endpoints: [{ addresses: [${addresses}] }, { addresses: [127.0.0.9], conditions: { ready: false } }]
ports: [{ name: ${name}, port: ${port} }]
---
`;
const endpoints = (ip: string) => `
apiVersion: v1
kind: Endpoints
metadata: { name: oven }
subsets: [{ addresses: [{ ip: ${ip} }], notReadyAddresses: [{ ip: 127.0.0.8 }], ports: [{ name: http, port: 3001 }] }]
---
`;
const oven = 'outbound|8080||oven.default.svc.cluster.local';
const at = (address: string, port: number, labels = {}) => ({ at: 'address', address, port, labels });

describe('the port of a destination (reference 5.1)', () => {
  it.each([
    ['host: oven, port: { number: 9 }', service('oven', 8080), 'oven.default:9'],
    ['host: oven', service('oven', 8080), 'oven.default:8080'],
    ['host: oven', service('oven', 8080, 80), 'oven.default:80'],
    ['host: oven', service('oven', 8080, 9090), 'oven.default:80'],
    ['host: oven', '', 'oven.default:80'],
    ['host: oven.default.svc.cluster.local', service('oven', 8080), 'oven.default:8080'],
    ['host: oven.default', service('oven', 8080), 'oven.default:80'],
    ['host: httpbin', '', 'httpbin.default:8000'],
    ['host: details', '', 'details.default:9080'],
    ['host: echo', '', 'echo.default:80'],
    ['host: oven', local('{ address: 3000, ports: [{ port: 8080 }] }'), 'oven.default:8080'],
  ])('%s with %s', (destination, yaml, expected) => {
    expect(targetsOf(tableOf(main, to(destination), yaml))).toEqual([expected]);
  });

  it('goes to the host behind an ExternalName Service', () => {
    const alias =
      'apiVersion: v1\nkind: Service\nmetadata: { name: stove }\nspec: { type: ExternalName, externalName: oven.default.svc.cluster.local }\n---\n';
    expect(targetsOf(tableOf(main, to('host: stove'), alias, service('oven', 8080)))).toEqual(['oven.default:8080']);
  });
});

it('a LocalService keeps an ExternalName Service on this machine', () => {
  const alias =
    'apiVersion: v1\nkind: Service\nmetadata: { name: oven }\nspec: { type: ExternalName, externalName: api.example.com }\n---\n';
  const table = tableOf(main, to('host: oven, port: { number: 8080 }'), alias, local('{ address: 3000 }'));
  expect(clusterOf(table, oven).endpoints).toEqual([at('127.0.0.1', 3000)]);
});

describe('what is missing', () => {
  const diagnose = (destination: string, ...yaml: readonly string[]) => {
    const { value, diagnostics } = compileYaml(main, to(destination), ...yaml);
    const { action } = value.routeConfigs['http.80']?.virtualHosts[0]?.routes[0] ?? {};
    const name = action?.do === 'forward' ? (action.destinations[0]?.cluster ?? '') : '';
    return { codes: codesOf(diagnostics), first: diagnostics[0], cluster: value.clusters[name] };
  };

  it('an unknown host has no cluster; the nearest name is offered', () => {
    const { codes, first, cluster } = diagnose('host: ovne', service('oven', 8080), local('{ address: 3000 }'));
    expect([codes, cluster]).toEqual([['reference/missing-destination'], undefined]);
    expect(first?.severity).toBe('warning');
    expect(first?.message).toContain('did you mean "oven"?');
    expect(first?.message).toContain('a LocalService "ovne" in namespace "default", or in the services panel');
    expect(first?.place).toMatchObject({ file: 'b.yaml', line: 8 });
    expect(diagnose('host: oven.default', service('oven', 8080)).first?.message).toContain(
      'did you mean "oven.default.svc.cluster.local"?',
    );
    expect(
      diagnose('host: oven', service('oven', 8080).replace('name: oven', 'name: oven, namespace: shop')).first?.message,
    ).toContain('did you mean "oven.shop.svc.cluster.local"?');
    expect(diagnose('host: htpbin').first?.message).toContain('did you mean "httpbin"?');
  });

  it('an unknown port has no cluster', () => {
    const { codes, first, cluster } = diagnose('host: oven, port: { number: 9 }', service('oven', 8080));
    expect([codes, cluster]).toEqual([['reference/missing-port'], undefined]);
    expect(first?.message).toContain('use port 8080');
    expect(diagnose('host: oven', service('oven', 8080, 9090)).first?.message).toContain('one of 8080, 9090');
    expect(diagnose('host: httpbin, port: { number: 81 }').codes).toEqual(['reference/missing-port']);
  });

  it('a subset that no DestinationRule defines has no cluster', () => {
    const { codes, first, cluster } = diagnose(
      'host: oven, subset: v1',
      service('oven', 8080),
      local('{ address: 3000 }'),
    );
    expect([codes, first?.severity, cluster]).toEqual([['reference/missing-subset'], 'warning', undefined]);
  });

  it('a Service without an address has a cluster without endpoints', () => {
    const { codes, first, cluster } = diagnose('host: oven', service('oven', 8080));
    expect(codes).toEqual(['binding/missing']);
    expect(first).toMatchObject({ severity: 'warning', place: { file: 'b.yaml' } });
    expect(cluster).toMatchObject({ boundBy: 'nothing', endpoints: [], origin: { kind: 'Service', name: 'oven' } });
  });

  it('only destinations that routes name are told', () => {
    const { value, diagnostics } = compileYaml(service('oven', 8080, 9090));
    expect(Object.keys(value.clusters)).toEqual([oven, oven.replace('8080', '9090')]);
    expect(diagnostics).toEqual([]);
  });
});

describe('where a destination is bound', () => {
  const bound = (...yaml: readonly string[]) => clusterOf(tableOf(main, to('host: oven'), ...yaml), oven);

  it('first by a LocalService: for all ports, for one, with several processes', () => {
    const known = service('oven', 8080);
    expect(bound(known, local('{ address: 3000 }'), slice('127.0.0.1'))).toMatchObject({
      boundBy: 'local-service',
      endpoints: [at('127.0.0.1', 3000)],
      origin: { kind: 'LocalService', path: 'spec.address' },
    });
    expect(bound(known, local('{ address: 3000, ports: [{ port: 8080, address: "[::1]:4000" }] }')).endpoints).toEqual([
      at('::1', 4000),
    ]);
    expect(bound(known, local('{ sample: echo }')).endpoints).toEqual([{ at: 'sample', sample: 'echo', labels: {} }]);
    expect(
      bound(
        known,
        local(
          '{ endpoints: [{ address: 1, labels: { version: v1 } }, { address: 2, port: 8080 }, { address: 3, port: 9090 }] }',
        ),
      ).endpoints,
    ).toEqual([at('127.0.0.1', 1, { version: 'v1' }), at('127.0.0.1', 2)]);
    expect(
      bound(known, local('{ service: oven.default.svc.cluster.local, address: localhost:3000 }', 'any', 'other'))
        .endpoints,
    ).toEqual([at('localhost', 3000)]);
  });

  it('then by addresses of this machine in an EndpointSlice, then in Endpoints', () => {
    const known = service('oven', 8080);
    expect(bound(known, slice('127.0.0.1, 127.0.0.1'), endpoints('127.0.0.1'))).toMatchObject({
      boundBy: 'endpoint-slice',
      endpoints: [at('127.0.0.1', 3000)],
      origin: { kind: 'EndpointSlice', path: 'endpoints[0].addresses[0]' },
    });
    expect(bound(known, slice('127.0.0.1', 3000, 'other'), endpoints('127.0.0.1')).endpoints).toEqual([
      at('127.0.0.1', 3001),
    ]);
    const { value, diagnostics } = compileYaml(main, to('host: oven'), known, slice('10.0.0.1, 127.0.0.1, 10.0.0.2'));
    expect(clusterOf(value, oven).endpoints).toEqual([at('127.0.0.1', 3000)]);
    expect(codesOf(diagnostics)).toEqual(['binding/address-elsewhere']);
    expect(diagnostics[0]?.message).toContain('"10.0.0.1" (and 1 more)');
  });

  it('then by a bundled sample, on any port of its Service and on its own without one', () => {
    const httpbin = (port: number, namespace: string) => `outbound|${port}||httpbin.${namespace}.svc.cluster.local`;
    const named = tableOf(main, to('host: httpbin'), service('httpbin', 7777));
    expect(clusterOf(named, httpbin(7777, 'default'))).toMatchObject({
      boundBy: 'sample',
      origin: { kind: 'Service' },
    });
    const implicit = tableOf(main, to('host: httpbin.shop.svc.cluster.local'));
    expect(clusterOf(implicit, httpbin(8000, 'shop'))).toEqual({
      name: httpbin(8000, 'shop'),
      host: 'httpbin.shop.svc.cluster.local',
      port: 8000,
      protocol: 'http1',
      boundBy: 'sample',
      endpoints: [{ at: 'sample', sample: 'httpbin', labels: {} }],
    });
    expect(tableOf(main).clusters).toEqual({});
  });

  it('a LocalService alone makes the host known: with its ports, or with any that routes name', () => {
    expect(bound(local('{ address: 3000, ports: [{ port: 8080, name: grpc }] }'))).toMatchObject({
      protocol: 'http2',
      endpoints: [at('127.0.0.1', 3000)],
    });
    const any = tableOf(main, to('host: oven, port: { number: 8080 }'), local('{ address: 3000 }'));
    expect(Object.keys(any.clusters)).toEqual([oven]);
    expect(Object.keys(tableOf(local('{ address: 3000 }')).clusters)).toEqual([oven.replace('8080', '3000')]);
    expect(Object.keys(tableOf(local('{ address: 3000 }', 'httpbin')).clusters)).toEqual([
      'outbound|8000||httpbin.default.svc.cluster.local',
    ]);
  });

  it.each([
    ['name: http', 'http1'],
    ['name: http2-x', 'http2'],
    ['name: grpc-web', 'http2'],
    ['name: tcp-db', 'tcp'],
    ['name: https', 'tls'],
    ['name: web', 'http1'],
    ['name: constructor', 'http1'],
    ['name: http, appProtocol: kubernetes.io/h2c', 'http2'],
    ['name: grpc, appProtocol: http', 'http1'],
  ])('port { %s } speaks %s', (port, protocol) => {
    const yaml = `apiVersion: v1\nkind: Service\nmetadata: { name: oven }\nspec: { ports: [{ ${port}, port: 8080 }, { name: u, port: 53, protocol: UDP }] }\n`;
    expect(tableOf(yaml).clusters).toMatchObject({ [oven]: { protocol } });
    expect(Object.keys(tableOf(yaml).clusters)).toHaveLength(1);
  });

  it('knows the addresses of this machine by their text', () => {
    expect(
      ['127.0.0.1', '127.9.8.7', '::1', '[::1]', 'localhost', 'a.localhost', '::ffff:127.0.0.1'].every(isLocalAddress),
    ).toBe(true);
    expect(['10.0.0.1', '128.0.0.1', '::2', 'example.com', '127.evil.test', '0.0.0.0'].some(isLocalAddress)).toBe(
      false,
    );
  });
});

describe('the printed table', () => {
  it('leads from the listener to the address, with the place in the file', () => {
    const http =
      '[{ match: [{ uri: { prefix: /status } }], route: [{ destination: { host: httpbin } }] }, { match: [{ port: 1 }], redirect: { uri: /x } }, { route: [{ destination: { host: oven }, weight: 3 }, { destination: { host: ghost }, weight: 1 }] }]';
    expect(printTable(tableOf(main, shop(http), service('oven', 8080))).split('\n')).toEqual([
      'listener 0.0.0.0_80  port 80',
      '  HTTP  Gateway default/main  a.yaml:6',
      '    host shop.test',
      '      path starts with "/status"  -> httpbin.default.svc.cluster.local:8000   sample httpbin             b.yaml:8',
      '      any request                 -> 75% oven.default.svc.cluster.local:8080  bound to nothing (503 UH)  b.yaml:8',
      '                                  -> 25% ghost.default.svc.cluster.local:80   not declared (503 NC)',
      '      left out: spec.http[1].match[0], because it asks for port 1, and the server of Gateway "default/main" has port 80  b.yaml:8',
    ]);
  });

  it('says what there is when there is nothing', () => {
    expect(printTable(tableOf(''))).toBe('no listener: no Gateway is served');
    expect(printTable(tableOf(main))).toContain('no route: every request is answered with 404');
  });
});
