import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { load } from '#core/route/load.ts';
import { routeTestsIn, runRouteTest } from '#core/route/route-tests.ts';

const routes = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test] }]
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: one }
spec: { address: 3001 }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: two }
spec: { address: 3002 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  - name: old
    match: [{ uri: { prefix: /old } }]
    redirect: { uri: /new }
  - name: api
    match: [{ uri: { prefix: /api/ } }]
    rewrite: { uri: /v2/, authority: api.internal }
    route:
    - { destination: { host: one }, weight: 90 }
    - { destination: { host: two }, weight: 10 }
  - match: [{ headers: { x-who: { exact: me } } }]
    directResponse: { status: 418 }
`;

const run = (tests: string) => {
  const text = `${routes}---\napiVersion: slipway.dev/v1\nkind: RouteTest\nmetadata: { name: shop }\nspec:\n  tests:\n${tests}`;
  const { table, resources, diagnostics } = build([{ file: 'shop.yaml', text }]);
  const loaded = load(table);
  return {
    errors: diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code}: ${message}`),
    results: routeTestsIn(resources).map((one) => runRouteTest(loaded, one)),
  };
};
const faultsOf = (expectation: string, request = 'urls: [http://shop.test/api/x]') =>
  run(`  - request: { ${request} }\n    expect: ${expectation}\n`).results.flatMap(({ faults }) => faults);

test('each URL is asked with each method', () => {
  const { errors, results } = run(
    `  - name: the old pages\n    request: { urls: [http://shop.test/old, http://shop.test/old/a], methods: [GET, HEAD] }\n    expect: { status: 301 }\n`,
  );
  expect(errors).toEqual([]);
  expect(results.map(({ test: one, faults }) => [one.name, one.request.method, one.request.url, faults])).toEqual([
    ['the old pages', 'GET', 'http://shop.test/old', []],
    ['the old pages', 'HEAD', 'http://shop.test/old', []],
    ['the old pages', 'GET', 'http://shop.test/old/a', []],
    ['the old pages', 'HEAD', 'http://shop.test/old/a', []],
  ]);
});

test.each([
  ['{ matched: true }'],
  ['{ route: api }'],
  ['{ route: VirtualService default/shop http[1] }'],
  ['{ route: "VirtualService default/shop spec.http[1]" }'],
  ['{ destinations: [{ host: one }, { host: two.default.svc.cluster.local, port: 80 }] }'],
  ['{ destinations: [{ host: one, share: 90 }, { host: two, share: 10 }] }'],
  ['{ path: /v2/x, authority: api.internal }'],
])('%s holds', (expectation) => {
  expect(faultsOf(expectation)).toEqual([]);
});

test.each([
  ['{ matched: false }', /a route takes it: forwarded to one/],
  ['{ route: old }', /"old" was to decide, and "VirtualService default\/shop http\[1\]/],
  ['{ destinations: [{ host: one }] }', /two\.default\.svc\.cluster\.local:80 was not expected to get it/],
  ['{ destinations: [{ host: three }, { host: two }] }', /three was to get it/],
  ['{ destinations: [{ host: one, share: 50 }, { host: two }] }', /one was to get 50%, and gets 90%/],
  ['{ path: /x }', /was to see the path "\/x", and sees "\/v2\/x"/],
  ['{ authority: shop.test }', /sees "api\.internal"/],
  ['{ status: 404 }', /404 was to be answered, and it is forwarded to one/],
  ['{ location: /new }', /was to be redirected to "\/new", and is forwarded/],
])('%s does not hold', (expectation, fault) => {
  expect(faultsOf(expectation)).toEqual([expect.stringMatching(fault)]);
});

test('what the gateway answers itself', () => {
  expect(faultsOf('{ status: 404, matched: false }', 'urls: [http://shop.test/]')).toEqual([]);
  expect(faultsOf('{ status: 404 }', 'urls: [http://other.test/api/]')).toEqual([]);
  expect(faultsOf('{ status: 418 }', 'urls: [http://shop.test/], headers: { x-who: me }')).toEqual([]);
  expect(faultsOf('{ location: http://shop.test/new }', 'urls: [http://shop.test/old]')).toEqual([]);
  expect(faultsOf('{ path: /api/x }', 'urls: [http://shop.test/]')).toEqual([
    'the service was to see the path "/api/x", and there is none: answered with 404 (route_not_found)',
  ]);
});

test('tests that cannot fail, or cannot pass, are mistakes', () => {
  const errorsOf = (expectation: string) =>
    run(`  - request: { urls: [http://shop.test/] }\n    expect: ${expectation}\n`).errors;
  expect(errorsOf('{}')).toEqual([expect.stringContaining('this test cannot fail')]);
  expect(errorsOf('{ status: 404, path: /x }')).toEqual([expect.stringContaining('keep one of them')]);
  expect(errorsOf('{ matched: false, route: api }')).toEqual([expect.stringContaining('no route takes the request')]);
});

test('a test changes no route', () => {
  const with_ = run('  - request: { urls: [http://shop.test/] }\n    expect: { status: 404 }\n');
  expect(with_.errors).toEqual([]);
  const { table } = build([{ file: 'shop.yaml', text: routes }]);
  const text = `${routes}---\napiVersion: slipway.dev/v1\nkind: RouteTest\nmetadata: { name: shop }\nspec: { tests: [{ request: { urls: [http://shop.test/] }, expect: { status: 404 } }] }\n`;
  expect(build([{ file: 'shop.yaml', text }]).table).toEqual(table);
});

const more = `  - match: [{ uri: { prefix: /broken } }]
    fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }
    route: [{ destination: { host: one } }]
  - match: [{ uri: { prefix: /cors } }]
    corsPolicy: { allowOrigins: [{ exact: "https://a.test" }], allowMethods: [GET] }
    route: [{ destination: { host: one } }]
  - match: [{ uri: { prefix: /versions } }]
    route:
    - { destination: { host: one, subset: v1 }, weight: 70 }
    - { destination: { host: one, subset: v2 }, weight: 20 }
    - { destination: { host: two }, weight: 10 }
`;
const runMore = (expectation: string, url: string, request = '') => {
  const text = `${routes}${more}---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: one }
spec: { host: one, subsets: [{ name: v1 }, { name: v2 }] }
---
apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: more }
spec: { tests: [{ request: { urls: ["${url}"]${request} }, expect: ${expectation} }] }
`;
  const { table, resources } = build([{ file: 'shop.yaml', text }]);
  return routeTestsIn(resources).flatMap((one) => runRouteTest(load(table), one).faults);
};

test('a fault that every request gets is an answer of the gateway', () => {
  const url = 'http://shop.test/broken';
  expect(runMore('{ status: 418 }', url)).toEqual([]);
  expect(runMore('{ destinations: [{ host: one }] }', url)).toEqual([
    'it was to be forwarded, and is answered with 418 by a fault (fault_filter_abort)',
  ]);
  expect(runMore('{ path: /broken }', url)).toHaveLength(1);
});

test('a preflight request is answered by the gateway, the request itself is not', () => {
  const headers = ', headers: { origin: "https://a.test", access-control-request-method: GET }';
  expect(runMore('{ status: 200 }', 'http://shop.test/cors', `, methods: [OPTIONS]${headers}`)).toEqual([]);
  expect(runMore('{ status: 200 }', 'http://shop.test/cors', headers)).toHaveLength(1);
});

test('a service without a subset stands for all of its subsets that are not named', () => {
  const url = 'http://shop.test/versions';
  expect(runMore('{ destinations: [{ host: one, share: 90 }, { host: two }] }', url)).toEqual([]);
  expect(
    runMore('{ destinations: [{ host: one, share: 20 }, { host: one, subset: v1 }, { host: two }] }', url),
  ).toEqual([]);
  expect(runMore('{ destinations: [{ host: one, subset: v1 }, { host: two }] }', url)).toEqual([
    'one.default.svc.cluster.local:80 subset "v2" was not expected to get it, and does',
  ]);
});
