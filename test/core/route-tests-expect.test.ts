import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { coverageOf } from '#core/route/coverage.ts';
import { expectNow } from '#core/route/expect-now.ts';
import { load } from '#core/route/load.ts';
import { explainTest, routeTestsIn, runRouteTest } from '#core/route/route-tests.ts';
import { seededDice } from '#core/route/simulate.ts';
import { traceOf } from '#core/route/test-trace.ts';

const routes = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test] }
  - { port: { number: 8081, name: more, protocol: HTTP }, hosts: [shop.test] }
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
    match: [{ uri: { prefix: /old } }, { uri: { exact: /older } }]
    redirect: { uri: /new, authority: new.test, redirectCode: 308 }
  - name: api
    match: [{ uri: { prefix: /api/ } }]
    rewrite: { uri: /v2/ }
    timeout: 5s
    retries: { attempts: 4 }
    mirror: { host: two }
    mirrorPercentage: { value: 25 }
    headers: { request: { set: { x-api: "%REQ(x-who)%" }, remove: [cookie] }, response: { add: { x-by: us }, remove: [server] } }
    route:
    - { destination: { host: one }, weight: 90, headers: { request: { set: { x-branch: one } } } }
    - { destination: { host: two }, weight: 10, headers: { request: { set: { x-branch: two } } } }
  - match: [{ uri: { prefix: /slow } }]
    fault: { delay: { fixedDelay: 2s, percentage: { value: 10 } }, abort: { httpStatus: 503, percentage: { value: 50 } } }
    route: [{ destination: { host: one } }]
  - match: [{ uri: { exact: /tea } }]
    directResponse: { status: 418, body: { string: short and stout } }
`;

const run = (spec: string) => {
  const text = `${routes}---\napiVersion: slipway.dev/v1\nkind: RouteTest\nmetadata: { name: shop }\nspec:\n  tests:\n${spec}`;
  const built = build([{ file: 'shop.yaml', text }]);
  const loaded = load(built.table);
  const tests = routeTestsIn(built.resources);
  const errors = built.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { built, loaded, tests, errors, results: tests.map((one) => runRouteTest(loaded, one)) };
};
const faults = (expectation: string, request = 'urls: [http://shop.test/api/x]', more = '') => {
  const { errors, results } = run(`  - request: { ${request} }\n    expect: ${expectation}\n${more}`);
  expect(errors).toEqual([]);
  return results.flatMap((one) => one.faults);
};

test('each host is asked with each scheme, port, path and method, in this order', () => {
  const { results, errors } = run(`  - request:
      hosts: [shop.test, other.test]
      ports: [80, 8081]
      paths: [/api/a, "/api/b?x=1"]
      methods: [GET, PUT]
      query: { q: "a b", flag: "" }
    expect: { route: api }
`);
  expect(errors).toEqual([]);
  expect(results).toHaveLength(16);
  expect(results.slice(0, 4).map(({ test: { request } }) => `${request.method} ${request.url}`)).toEqual([
    'GET http://shop.test:80/api/a?q=a%20b&flag',
    'PUT http://shop.test:80/api/a?q=a%20b&flag',
    'GET http://shop.test:80/api/b?x=1&q=a%20b&flag',
    'PUT http://shop.test:80/api/b?x=1&q=a%20b&flag',
  ]);
  expect(results.map(({ faults: found }) => found.length)).toEqual([...Array(8).fill(0), ...Array(8).fill(1)]);
});

const headers = 'urls: [http://shop.test/api/x], headers: { x-who: me, cookie: a, Accept: text }';

test.each([
  ['{ rewrite: /v2/, timeout: 5s, retries: 4 }'],
  ['{ mirrors: [{ host: two, percent: 25 }] }'],
  ['{ requestHeaders: { X-Api: me, x-branch: one, accept: text }, withoutRequestHeaders: [cookie, x-nothing] }'],
  ['{ responseHeaders: { x-by: us }, withoutResponseHeaders: [server] }'],
  ['{ notDestinations: [{ host: three }, { host: one, subset: v1 }] }'],
])('%s holds', (expectation) => {
  expect(faults(expectation, headers)).toEqual([]);
});

test.each([
  ['{ rewrite: /v3/ }', 'the rule was to write "/v3/" into the path, and writes "/v2/"'],
  ['{ timeout: 0s }', 'no limit of time was to be set, and it is a limit of 5000 ms'],
  ['{ retries: 0 }', '0 retries were to be made at most, and it is 4'],
  ['{ mirrors: [] }', 'two.default.svc.cluster.local:80 was not expected to get copies, and does'],
  ['{ mirrors: [{ host: two, percent: 100 }] }', 'two was to get copies of 100%, and gets 25%'],
  ['{ requestHeaders: { x-branch: two } }', 'the service was to see "x-branch: two", and sees "x-branch: one"'],
  ['{ withoutRequestHeaders: [accept] }', 'the service was to see no "accept", and sees "accept: text"'],
  ['{ responseHeaders: { x-by: them } }', 'the answer was to have "x-by: them", and the rule writes "x-by: us"'],
  ['{ withoutResponseHeaders: [x-by] }', '"x-by" was to be taken out of the answer, and is not'],
])('%s does not hold', (expectation, fault) => {
  expect(faults(expectation, headers)).toEqual([fault]);
});

test('a redirect is expected part by part', () => {
  const old = 'urls: ["http://shop.test/old?a=1"]';
  expect(faults('{ redirect: { status: 308, scheme: http, host: new.test, path: /new } }', old)).toEqual([]);
  expect(faults('{ redirect: { host: shop.test } }', old)).toEqual([
    'it was to be redirected to the host "shop.test", and is to "new.test"',
  ]);
  expect(faults('{ redirect: { path: "/new?a=2" } }', old)).toHaveLength(1);
  expect(faults('{ redirect: { status: 301 } }', old)[0]).toContain('redirected with 301');
  expect(faults('{ redirect: { path: /new } }', 'urls: [http://shop.test/tea]')[0]).toContain('answered with 418');
});

test('faults and bodies', () => {
  const slow = 'urls: [http://shop.test/slow]';
  expect(faults('{ fault: { status: 503, abortPercent: 50, delay: 2s, delayPercent: 10 } }', slow)).toEqual([]);
  expect(faults('{ fault: { status: 500, delay: 1s } }', slow)).toHaveLength(2);
  expect(faults('{ fault: { status: 503 } }')[0]).toContain('it is none');
  expect(faults('{ status: 418, body: short and stout }', 'urls: [http://shop.test/tea]')).toEqual([]);
  expect(faults('{ body: long }', 'urls: [http://shop.test/tea]')[0]).toContain('is "short and stout"');
});

test('one branch of a weighted route is looked at', () => {
  const branch = '    branch: { host: two }\n';
  expect(faults('{ requestHeaders: { x-branch: two } }', undefined, branch)).toEqual([]);
  expect(faults('{ timeout: 5s }', undefined, '    branch: { host: three }\n')[0]).toContain('it is no destination');
});

test('the same seed draws the same everywhere', () => {
  const dice = seededDice(7);
  expect([dice(), dice(), dice()].map((one) => Math.floor(one * 1e9))).toEqual([11704753, 61958257, 976907632]);
  const shares = (one: number, simulate: string) =>
    faults(`{ destinations: [{ host: one, share: ${one} }, { host: two }] }`, undefined, `    simulate: ${simulate}\n`);
  expect(shares(90, '{ requests: 2000, seed: 7, tolerance: 2 }')).toEqual([]);
  const wrong = shares(70, '{ requests: 2000, seed: 7, tolerance: 2 }');
  expect(wrong[0]).toMatch(/^one was to get 70% give or take 2, and gets (89|90|91)/);
  expect(wrong[1]).toMatch(/^of 2000 requests with seed 7: 1[78]\d\d to one\.default/);
  expect(shares(70, '{ requests: 2000, seed: 7, tolerance: 2 }')).toEqual(wrong);
});

test('what is drawn counts what arrives: faults take their share', () => {
  const { loaded, tests } = run(`  - request: { urls: [http://shop.test/slow] }
    simulate: { requests: 4000, seed: 1 }
    expect: { destinations: [{ host: one, share: 50 }] }
`);
  const [one] = tests;
  const result = one && runRouteTest(loaded, one);
  expect(result?.faults).toEqual([]);
  expect(result?.simulated?.answered).toEqual([{ status: 503, count: expect.any(Number) }]);
  const other = one && runRouteTest(loaded, one, { seed: 2 });
  expect(other?.simulated?.reached).not.toEqual(result?.simulated?.reached);
});

test('coverage counts matches of a rule one by one, and each of them once however many ports it serves', () => {
  const { built, results } = run(`  - request: { hosts: [shop.test], ports: [80, 8081], paths: [/old, /api/x] }
    expect: { matched: true }
`);
  const coverage = coverageOf(
    built.table,
    results.flatMap(({ hit }) => hit ?? []),
  );
  expect(coverage.rules.map(({ origin, tests }) => [origin.path, tests])).toEqual([
    ['spec.http[0].match[0]', 2],
    ['spec.http[0].match[1]', 0],
    ['spec.http[1].match[0]', 2],
    ['spec.http[2].match[0]', 0],
    ['spec.http[3].match[0]', 0],
  ]);
  expect(coverage).toMatchObject({ hit: 2, percent: 40 });
});

test('a failing test tells the rule that answers and why the expected one does not', () => {
  const { loaded, tests } = run(`  - request: { urls: [http://shop.test/api] }
    expect: { route: api }
  - request: { urls: [http://shop.test/older] }
    expect: { destinations: [{ host: one }, { host: two }] }
`);
  const [first, second] = tests.map((one) => traceOf(explainTest(loaded, one, { all: true }), one));
  expect(first?.map(({ is, message }) => `${is} ${message}`)).toEqual([
    'answers no rule of the host "shop.test" takes it',
    'expected VirtualService default/shop http[1].match[0]: does not match',
    'check path "/api" does not start with "/api/"',
  ]);
  expect(second?.map(({ is, place }) => [is, place?.line])).toEqual([
    ['answers', 27],
    ['check', undefined],
    ['expected', 30],
  ]);
});

test.each([
  ['http://shop.test/api/x'],
  ['http://shop.test/old'],
  ['http://shop.test/tea'],
  ['http://shop.test/nowhere'],
  ['http://shop.test:9/'],
])('what happens to %s now is an expectation that holds', (url) => {
  const { loaded, tests } = run(`  - request: { urls: ["${url}"] }\n    expect: { matched: true }\n`);
  const [one] = tests;
  if (one === undefined) throw new Error('there is no test');
  const now = expectNow(explainTest(loaded, one), 'default');
  expect(runRouteTest(loaded, { ...one, expect: now }).faults).toEqual([]);
});

test('what cannot fail, asks nothing or contradicts itself is a mistake', () => {
  const errorsOf = (spec: string) => run(spec).errors;
  expect(errorsOf('  - request: { methods: [GET] }\n    expect: { status: 404 }\n')[0]).toContain('asks nothing');
  expect(errorsOf('  - request: { urls: [http://a/], paths: [/b] }\n    expect: { status: 404 }\n')).toHaveLength(1);
  expect(errorsOf('  - request: { urls: [http://a/] }\n    expect: { redirect: {} }\n')[0]).toContain(
    'asks for nothing',
  );
  expect(
    errorsOf('  - request: { urls: [http://a/] }\n    simulate: {}\n    expect: { destinations: [{ host: a }] }\n')[0],
  ).toContain('nothing is expected of what is drawn');
  expect(errorsOf('  - request: { urls: [http://a/] }\n    expect: { timeout: 1s, status: 503 }\n')[0]).toContain(
    'keep one of them',
  );
});

test('lists that make millions of requests are refused where they are written', () => {
  const many = (letter: string) => Array.from({ length: 100 }, (_, i) => `${letter}${i}`).join(', ');
  const { errors, tests } = run(`  - request: { urls: [http://a/] }
    expect: { status: 404 }
  - request: { hosts: [${many('h')}], schemes: [http, https], paths: [${many('/')}], methods: [GET, PUT] }
    expect: { status: 404 }
`);
  expect(errors).toEqual([expect.stringContaining('with this test the RouteTest asks 40001 requests, and 20000 are')]);
  expect(tests).toEqual([]);
  const draws = run(`  - request: { hosts: [${many('h')}] }
    simulate: { requests: 50000 }
    expect: { destinations: [{ host: one, share: 100 }] }
`);
  expect(draws.errors).toEqual([expect.stringContaining('draws 5000000 requests')]);
});

test('a URL that nobody can ask holds nothing, whatever is expected', () => {
  const { results } = run(`  - request: { urls: ["http://shop.test:99999/"] }
    expect: { matched: false }
`);
  expect(results.map(({ faults }) => faults)).toEqual([
    ['"http://shop.test:99999/" cannot be asked; write it as in "http://shop.test/cart"'],
  ]);
});
