import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { acceptTest, newTest, runTests, testTrace } from '#core/convert/run-tests.ts';
import { appendTest } from '#core/convert/write-tests.ts';

const routes = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: one }
spec: { address: 3001 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /api } }]
    timeout: 1500ms
    route: [{ destination: { host: one } }]
  - match: [{ uri: { prefix: /old } }]
    redirect: { uri: /new }
`;
const tests = `# what the shop promises
apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: shop }
spec:
  tests:
  # the interface
  - name: api
    request: { urls: [http://shop.test/api, http://shop.test/api/1] }
    expect: { timeout: 5s } # seconds
  - name: mixed
    request: { urls: [http://shop.test/api, http://shop.test/old] }
    expect: { status: 404 }
  - name: drawn
    request: { urls: [http://shop.test/none] }
    simulate: { seed: 3 }
    expect:
      destinations: # all of it
      - { host: one, share: 100 }
`;
const world = (text = tests) =>
  build([
    { file: 'routes.yaml', text: routes },
    { file: 'tests.yaml', text },
  ]);

test('what happens now is written as the expectation, and nothing else is touched', () => {
  const built = world();
  const { results, total } = runTests(built, 0, 2);
  expect([results.length, total]).toEqual([2, 5]);
  const accepted = acceptTest(
    built,
    'tests.yaml',
    results.map((one) => one.test),
  );
  if (!accepted.ok) throw new Error(accepted.failure.message);
  const { text } = accepted.value;
  expect(text).toBe(tests.replace('{ timeout: 5s } # seconds', '{ timeout: 1500ms } # seconds'));
  expect(runTests(world(text), 0, 2).results.flatMap(({ faults }) => faults)).toEqual([]);
});

const rich = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: rich }
spec:
  hosts: [rich.test]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /a } }]
    name: a
    rewrite: { uri: /b }
    headers:
      request: { set: { x-new: "1" }, remove: [x-old] }
      response: { set: { x-answer: "2" }, remove: [server] }
    mirrors: [{ destination: { host: one }, percentage: { value: 5 } }]
    fault: { delay: { fixedDelay: 2s, percentage: { value: 10 } } }
    route: [{ destination: { host: one } }]
  - match: [{ uri: { prefix: /half } }]
    fault: { abort: { httpStatus: 503, percentage: { value: 50 } } }
    route: [{ destination: { host: one } }]
  - match: [{ uri: { prefix: /gone } }]
    redirect: { uri: /there, redirectCode: 302 }
`;
const asked = (url: string, expect_: string, more = '') => `apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: rich }
spec:
  tests:
  - request: { urls: ["${url}"], headers: { x-old: a } }
${more}    expect: ${expect_}
`;

test.each([
  [
    'header lines',
    asked('http://rich.test/a', '{ requestHeaders: { x-new: "0", x-old: a }, withoutRequestHeaders: [x-never] }'),
    { requestHeaders: { 'x-new': '1' }, withoutRequestHeaders: ['x-old', 'x-never'] },
  ],
  [
    'header lines of the answer',
    asked('http://rich.test/a', '{ responseHeaders: { x-answer: "0", server: me, x-none: a } }'),
    { responseHeaders: { 'x-answer': '2' }, withoutResponseHeaders: ['server'] },
  ],
  [
    'copies, faults and rewrites',
    asked(
      'http://rich.test/a',
      '{ mirrors: [{ host: two, percent: 1 }], fault: { delay: 1s, delayPercent: 1 }, rewrite: /c, route: b }',
    ),
    {
      route: 'a',
      rewrite: '/b',
      mirrors: [{ host: 'one', port: 80, percent: 5 }],
      fault: { delay: 2000, delayPercent: 10 },
    },
  ],
  [
    'services that get none of it',
    asked('http://rich.test/a', '{ notDestinations: [{ host: one }, { host: two }] }'),
    { notDestinations: [{ host: 'two' }], destinations: [{ host: 'one', port: 80 }] },
  ],
  [
    'parts of a redirect',
    asked('http://rich.test/gone?x=1', '{ redirect: { status: 301, path: /here } }'),
    { redirect: { status: 302, path: '/there' } },
  ],
  [
    'another sort of answer',
    asked('http://rich.test/gone', '{ destinations: [{ host: one }] }'),
    { status: 302, location: 'http://rich.test/there' },
  ],
  [
    'shares of requests that are drawn',
    asked('http://rich.test/half', '{ destinations: [{ host: one, share: 100 }] }', '    simulate: { seed: 1 }\n'),
    { destinations: [{ host: 'one', port: 80, share: expect.closeTo(50, -1) }] },
  ],
])('what a test asks for is answered anew: %s', (_, text, wanted) => {
  const files = (own: string) =>
    build([
      { file: 'routes.yaml', text: `${routes}---\n${rich}` },
      { file: 'tests.yaml', text: own },
    ]);
  const built = files(text);
  const [before] = runTests(built, 0, 1).results;
  expect(before?.faults).not.toEqual([]);
  const accepted = acceptTest(built, 'tests.yaml', before ? [before.test] : []);
  if (!accepted.ok) throw new Error(accepted.failure.message);
  const again = files(accepted.value.text);
  expect(again.diagnostics.filter(({ place }) => place.file === 'tests.yaml')).toEqual([]);
  expect(runTests(again, 0, 1).results[0]).toMatchObject({ faults: [], test: { expect: wanted } });
});

test('what cannot go on is taken along: nothing is drawn of an answer', () => {
  const built = world();
  const { results } = runTests(built, 4, 1);
  const accepted = acceptTest(
    built,
    'tests.yaml',
    results.map((one) => one.test),
  );
  const text = accepted.ok ? accepted.value.text : accepted.failure.message;
  expect(text).not.toContain('simulate');
  expect(text).toContain('matched: false');
  const again = world(text);
  expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(runTests(again, 4, 1).results[0]?.faults).toEqual([]);
});

test('a test whose requests are answered in different ways is not written', () => {
  const built = world();
  const { results } = runTests(built, 2, 2);
  const all = results.map((one) => one.test);
  expect(acceptTest(built, 'tests.yaml', all)).toMatchObject({ failure: { code: 'tests/different-answers' } });
  expect(acceptTest(built, 'gone.yaml', all)).toMatchObject({ failure: { code: 'tests/gone' } });
  const moved = world(tests.replace('metadata: { name: shop }', 'metadata: { name: other }'));
  expect(acceptTest(moved, 'tests.yaml', all)).toMatchObject({ failure: { code: 'tests/gone' } });
});

test('a new test goes behind the others, or into a file of its own', () => {
  const built = world();
  const request = { method: 'POST', url: 'http://shop.test/old/1', headers: [['x-a', 'b']] as const };
  const added = newTest(built, request);
  if (!added.ok) throw new Error(added.failure.message);
  expect(added.value.text.startsWith(tests)).toBe(true);
  expect(added.value.text.slice(added.value.offset)).toMatch(/^name: POST http/);
  const after = runTests(world(added.value.text), 5, 1).results[0];
  expect(after).toMatchObject({
    faults: [],
    test: { request, expect: { status: 301, location: 'http://shop.test/new' } },
  });

  const alone = newTest(build([{ file: 'routes.yaml', text: routes }]), request);
  if (!alone.ok) throw new Error(alone.failure.message);
  expect(alone.value.file).toBe('route-tests.yaml');
  expect(alone.value.text.slice(alone.value.offset)).toMatch(/^name: POST http/);
  const both = build([
    { file: 'routes.yaml', text: routes },
    { file: 'route-tests.yaml', text: alone.value.text },
  ]);
  expect(both.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(runTests(both, 0, 9).results.map(({ faults }) => faults)).toEqual([[]]);
});

test('short names count in the namespace of the RouteTest, so that one of another namespace is begun', () => {
  const sources = [{ file: 'tests.yaml', text: tests }];
  const added = appendTest(sources, 'team', { name: 'theirs' });
  if (!added.ok) throw new Error(added.failure.message);
  const { file, text, offset } = added.value;
  expect([file, text.startsWith(tests), text.slice(offset)]).toEqual(['tests.yaml', true, 'name: theirs\n']);
  expect(text).toContain('namespace: team');
  const again = appendTest([{ file, text }], 'team', { name: 'another' });
  expect(again.ok && again.value.text.slice(text.length)).toBe('  - name: another\n');
  const empty = `apiVersion: slipway.dev/v1\nkind: RouteTest\nmetadata: { name: a }\nspec: {}\n`;
  const first = appendTest([{ file: 'a.yaml', text: empty }], 'default', { name: 'x' });
  expect(first.ok && first.value.text).toBe(empty.replace('spec: {}', 'spec:\n  tests:\n  - name: x'));
});

test('the trace knows the line of the condition', () => {
  const built = world();
  const [failing] = runTests(built, 4, 1).results;
  const trace = failing ? testTrace(built, failing.test) : [];
  expect(trace.map(({ is, place }) => [is, place?.file, place?.line])).toEqual([
    ['answers', undefined, undefined],
    ['expected', 'routes.yaml', 18],
    ['check', 'routes.yaml', 18],
  ]);
});

test('where requests are drawn fewer tests are run at once', () => {
  const drawn = `apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: drawn }
spec:
  tests:
  - request: { urls: [${Array.from({ length: 50 }, (_, i) => `http://shop.test/api/${i}`).join(', ')}] }
    simulate: { requests: 4000 }
    expect: { destinations: [{ host: one, share: 100 }] }
`;
  const built = world(drawn);
  const first = runTests(built, 0, 100);
  expect(first).toMatchObject({ total: 50, results: { length: 2 } });
  expect(runTests(built, 2, 1).results).toHaveLength(1);
});
