import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { importTests } from '#core/convert/import-tests.ts';
import { testsOf } from '#core/convert/tests-of.ts';
import { load } from '#core/route/load.ts';
import { runRouteTest } from '#core/route/route-tests.ts';

const routes = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test] }
  - { port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: shop }, hosts: [safe.test] }
---
apiVersion: v1
kind: Service
metadata: { name: users, namespace: users }
spec: { ports: [{ port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test, safe.test]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /old } }]
    redirect: { uri: /new, redirectCode: 302 }
  - match: [{ uri: { prefix: /users } }]
    rewrite: { uri: /u, authority: users.test }
    fault: { delay: { fixedDelay: 2s, percentage: { value: 100 } } }
    headers: { request: { set: { x-custom-header: ok }, remove: [cookie] } }
    route:
    - { destination: { host: users.users.svc.cluster.local, port: { number: 80 } }, weight: 80 }
    - { destination: { host: others.users.svc.cluster.local }, weight: 20 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: inside }
spec:
  hosts: [users.users.svc.cluster.local]
  http:
  - route: [{ destination: { host: users.users.svc.cluster.local } }]
`;

const foreign = `# what the shop promises
testCases:
  - description: users, with everything that the rule does
    wantMatch: true
    request:
      authority: ["shop.test", "safe.test"]
      method: ["GET", "POST"]
      uri: ["/users", "/users/1"]
      headers: { x-user-id: 7 }
    route:
    - { destination: { host: users.users.svc.cluster.local, port: { number: 80 } }, weight: 80 }
    - { destination: { host: others.users.svc.cluster.local }, weight: 20 }
    rewrite: { uri: /u, authority: users.test }
    fault: { delay: { fixedDelay: 2s, percentage: { value: 100 } } }
    headers: { request: { set: { x-custom-header: ok }, remove: [cookie] } }
  - description: the old pages
    wantMatch: true
    request: { authority: [shop.test], method: [GET], uri: [/old, /old/1] }
    redirect: { uri: /new, redirectCode: 302 }
  - description: not to the users
    wantMatch: false
    request: { authority: [shop.test], method: [GET], uri: [/else] }
    route: [{ destination: { host: users.users.svc.cluster.local } }]
  - description: a workload of the mesh
    wantMatch: true
    request: { authority: [users.users.svc.cluster.local], method: [GET], uri: [/] }
    route: [{ destination: { host: users.users.svc.cluster.local } }]
  - description: nobody
    request: { authority: [shop.test], method: [GET], uri: [/else] }
`;

const world = (text: string) => {
  const built = build([
    { file: 'shop.yaml', text: routes },
    { file: 'tests/shop_test.yml', text },
  ]);
  const found = testsOf(built);
  const loaded = load(built.table);
  return { built, ...found, results: found.tests.map((one) => runRouteTest(loaded, one)) };
};

test('a file of istio-config-validator runs as it is, wherever its hosts are reached', () => {
  const { built, results, validatorFiles, notes } = world(foreign);
  expect(validatorFiles).toEqual(['tests/shop_test.yml']);
  expect(results.flatMap(({ faults }) => faults)).toEqual([]);
  expect(
    results.map(({ test: { request } }) => `${request.from ?? 'gateway'} ${request.method} ${request.url}`),
  ).toEqual([
    'gateway GET http://shop.test/users',
    'gateway POST http://shop.test/users',
    'gateway GET http://shop.test/users/1',
    'gateway POST http://shop.test/users/1',
    'gateway GET https://safe.test/users',
    'gateway POST https://safe.test/users',
    'gateway GET https://safe.test/users/1',
    'gateway POST https://safe.test/users/1',
    'gateway GET http://shop.test/old',
    'gateway GET http://shop.test/old/1',
    'gateway GET http://shop.test/else',
    'mesh GET http://users.users.svc.cluster.local/',
    'gateway GET http://shop.test/else',
  ]);
  expect(notes.map(({ is, field, place }) => [is, field, place.line])).toEqual([
    ['approximated', 'testCases[2].route', 23],
    ['approximated', 'testCases[4]', 28],
  ]);
  // It is no resource, and no reason to complain.
  expect(built.diagnostics.filter(({ place }) => place.file === 'tests/shop_test.yml')).toEqual([]);
  expect(results[4]?.test.place).toMatchObject({ file: 'tests/shop_test.yml', line: 6 });
});

test('what is imported asks the same and holds', () => {
  const { built, tests } = world(foreign);
  const imported = importTests({ file: 'tests/shop_test.yml', text: foreign }, built.table);
  expect(imported).toMatchObject({ name: 'shop-test', count: 6 });
  const again = build([
    { file: 'shop.yaml', text: routes },
    { file: 'shop.tests.yaml', text: imported?.text ?? '' },
  ]);
  expect(again.diagnostics.filter(({ place }) => place.file === 'shop.tests.yaml')).toEqual([]);
  const same = testsOf(again).tests;
  expect(same.map(({ request, expect: wanted }) => [request, wanted])).toEqual(
    tests.map(({ request, expect: wanted }) => [request, wanted]),
  );
});

test('what cannot be said is named', () => {
  const { notes, results } = world(`testCases:
- description: parts that cannot be expected
  wantMatch: true
  request: { authority: [shop.test], method: [GET], uri: [/users], cookies: {} }
  rewrite: { uriRegexRewrite: { match: a, rewrite: b } }
  redirect: { uri: "%PREFIX()%/x", derivePort: FROM_REQUEST_PORT }
  headers: { response: { set: { x-a: "%REQ(b)%" } } }
  timeout: 1s
- wantMatch: false
  request: { authority: [shop.test], method: [GET], uri: [/users] }
  rewrite: { uri: /x }
- request: { authority: [], method: [GET], uri: [/users] }
- just a text
`);
  expect(notes.map(({ is, field }) => `${is} ${field}`)).toEqual([
    'lost testCases[0].timeout',
    'lost testCases[0].request.cookies',
    'lost testCases[0].redirect.derivePort',
    'lost testCases[0].redirect.uri',
    'lost testCases[0].rewrite.uriRegexRewrite',
    'lost testCases[0].headers.response.set.x-a',
    'lost testCases[1].rewrite',
    'lost testCases[2].request',
    'lost testCases[3]',
  ]);
  expect(results).toHaveLength(1);
});

test('the oldest spelling, other capitals, and delegates are understood', () => {
  const { results } = world(`TestCases:
- description: the first files looked like this
  request: { authority: [shop.test], method: [GET], uri: [/old] }
  destination: { host: users.users.svc.cluster.local }
  isMatch: false
- wantMatch: true
  request: { authority: [shop.test], method: [GET], uri: [/users], queryParams: { a: b } }
  delegate: { name: shop, namespace: default }
`);
  expect(results.map(({ test: { request, expect: wanted }, faults }) => [request.url, wanted, faults])).toEqual([
    ['http://shop.test/old', { notDestinations: [{ host: 'users.users.svc.cluster.local' }] }, []],
    ['http://shop.test/users?a=b', { route: 'VirtualService default/shop' }, []],
  ]);
});

test('names without a namespace count in that of the routes of the host', () => {
  const { results, notes } = world(`testCases:
- wantMatch: true
  request: { authority: [team.test], method: [GET], uri: [/one] }
  route: [{ destination: { host: one } }]
- wantMatch: false
  request: { authority: [team.test], method: [GET], uri: [/one] }
  route: [{ destination: { host: two } }]
- wantMatch: true
  request: { authority: [team.test], method: [GET], uri: [/two] }
  delegate: { name: part }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: team, namespace: team }
spec:
  hosts: [team.test]
  gateways: [mesh]
  http:
  - match: [{ uri: { prefix: /two } }]
    delegate: { name: part }
  - route: [{ destination: { host: one } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: part, namespace: team }
spec: { http: [{ route: [{ destination: { host: two } }] }] }
`);
  expect(results.map(({ test: { expect: wanted }, faults }) => [wanted, faults])).toEqual([
    [{ destinations: [{ host: 'one.team.svc.cluster.local' }] }, []],
    [{ notDestinations: [{ host: 'two.team.svc.cluster.local' }] }, []],
    [{ route: 'VirtualService team/part' }, []],
  ]);
  expect(notes.map(({ field }) => field)).toEqual(['testCases[1].route']);
});

test('of a rule that aborts everything no service is expected, and a scheme that nobody serves is told', () => {
  const { results, notes } = world(`testCases:
- wantMatch: true
  request: { scheme: ftp, authority: [shop.test], method: [GET], uri: [/users] }
  route: [{ destination: { host: users.users.svc.cluster.local } }]
  fault: { abort: { percentage: { value: 100 }, httpStatus: 403 } }
`);
  expect(results.map(({ test: { expect: wanted } }) => wanted)).toEqual([
    { fault: { status: 403, abortPercent: 100 } },
  ]);
  expect(notes.map(({ is, field }) => `${is} ${field}`)).toEqual([
    'lost testCases[0].request.scheme',
    'lost testCases[0].route',
  ]);
});

test('a list that would ask more than anybody waits for is left out and told', () => {
  const many = (letter: string) => Array.from({ length: 150 }, (_, i) => `${letter}${i}`).join(', ');
  const { tests, notes } = world(`testCases:
- wantMatch: true
  request: { authority: [${many('a')}], method: [GET], uri: [${many('/')}] }
- wantMatch: false
  request: { authority: [shop.test], method: [GET], uri: [/nowhere] }
`);
  expect(tests).toHaveLength(1);
  expect(notes).toEqual([
    expect.objectContaining({ is: 'lost', field: 'testCases[0].request', message: expect.stringContaining('22500') }),
  ]);
});

test('a list with an error in its YAML is not half asked', () => {
  const { tests, notes, unread } = world('testCases:\n- wantMatch: true\n  request: { authority: [shop.test]\n');
  expect(tests).toEqual([]);
  expect(unread).toEqual([expect.objectContaining({ file: 'tests/shop_test.yml', line: 1 })]);
  expect(notes.map(({ message }) => message)).toEqual(['the YAML has an error, so none of its tests is asked']);
});

test('other files are not taken for tests', () => {
  const { built } = world('');
  for (const text of ['a: 1\n', 'testCases: 3\n', 'kind: X\ntestCases: []\n', '- 1\n', '{', ''])
    expect(importTests({ file: 'a.yaml', text }, built.table)).toBeUndefined();
});
