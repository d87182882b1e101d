import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';

const istio = (hosts: string, name = 'main') => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name} }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ${hosts} }] }`;
const virtualService = (hosts: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: istio }
spec:
  hosts: ${hosts}
  gateways: [main]
  http: [{ directResponse: { status: 200 } }]`;
const gateway = (name: string, listeners: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name} }
spec: { gatewayClassName: istio, listeners: [${listeners}] }`;
const route = (name: string, parent: string, hosts: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name} }
spec:
  parentRefs: [{ name: ${parent} }]
  hostnames: ${hosts}
  rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: ${name}.local } }] }]`;
const web = '{ name: web, port: 80, protocol: HTTP }';
const of = (...documents: string[]) => build([{ file: 'a.yaml', text: documents.join('\n---\n') }]);
const hostsOf = ({ table }: ReturnType<typeof of>, config = 'http.80') =>
  Object.fromEntries(
    (table.routeConfigs[config]?.virtualHosts ?? []).map(({ domain, routes }) => [
      domain,
      routes.map(({ origin }) => origin.name).join(' '),
    ]),
  );

describe('authors on one port', () => {
  test('have one listener, one chain and their hosts side by side', () => {
    const built = of(istio('["*"]'), virtualService('[a.local]'), gateway('k', web), route('b', 'k', '[b.local]'));
    expect(built.diagnostics).toEqual([]);
    expect(built.table.listeners).toMatchObject([
      { id: '0.0.0.0_80', chains: [{ protocol: 'HTTP', routeConfig: 'http.80', servers: [{}, { portName: 'web' }] }] },
    ]);
    expect(hostsOf(built)).toEqual({ 'a.local': 'istio', '*': '', 'b.local': 'b' });
  });

  test('lose the hosts that an earlier one has, which is told once for all of them', () => {
    const built = of(
      istio('["*"]'),
      virtualService('[a.local, b.local, c.local]'),
      gateway('k', web),
      route('late', 'k', '[b.local, c.local, d.local]'),
    );
    expect(hostsOf(built)).toMatchObject({ 'b.local': 'istio', 'c.local': 'istio', 'd.local': 'late' });
    expect(built.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'host/taken',
        message: expect.stringMatching(/^HTTPRoute "default\/late" gets no requests for "b.local" or "c.local"/),
        related: [{ message: 'who has the host' }],
      },
    ]);
  });

  test('take over hosts for which an earlier one has no route', () => {
    const built = of(istio('["*"]'), gateway('a', web), gateway('b', web), route('b', 'b', '["*.local"]'));
    expect(hostsOf(built)).toEqual({ '*': '', '*.local': 'b' });
    const any = of(istio('["*"]'), gateway('a', web), gateway('b', web), route('b', 'b', '[]'));
    expect(hostsOf(any)).toEqual({ '*': 'b' });
    expect(any.diagnostics).toEqual([]);
  });

  test('meet on the port that clients dial, also where a Service leads it elsewhere', () => {
    const service = `apiVersion: v1
kind: Service
metadata: { name: gate, namespace: istio-system }
spec: { selector: { istio: ingressgateway }, ports: [{ port: 80, targetPort: 8080 }] }`;
    const selecting = istio('["*"]').replace('spec: {', 'spec: { selector: { istio: ingressgateway },');
    const built = of(service, selecting, virtualService('[a.local]'), gateway('k', web), route('b', 'k', '[b.local]'));
    expect(built.table.listeners).toMatchObject([{ id: '0.0.0.0_8080', declaredPorts: [80] }]);
    expect(hostsOf(built, 'http.8080')).toMatchObject({ 'a.local': 'istio', 'b.local': 'b' });
  });

  test('in one order of documents or another make the same table', () => {
    const documents = [
      istio('["*"]'),
      virtualService('[a.local]'),
      gateway('one', web),
      gateway('two', web),
      route('x', 'one', '[both.local]'),
      route('y', 'two', '[both.local]'),
    ];
    expect(hostsOf(of(...documents))).toMatchObject({ 'both.local': 'x' });
    expect(hostsOf(of(...documents.reverse()))).toEqual(hostsOf(of(...documents.reverse())));
  });
});
