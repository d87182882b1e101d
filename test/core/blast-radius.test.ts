import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { decide } from '#core/route/decide.ts';
import { load } from '#core/route/load.ts';
import { answerOf, compareAnswers, factsOfExchange } from '#core/traffic/blast-radius.ts';
import type { Exchange } from '#core/traffic/exchange.ts';

const gateway = `apiVersion: networking.istio.io/v1
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
`;
const table = (rules: string) => load(build([{ file: 'shop.yaml', text: gateway + rules }]).table);
const listener = build([{ file: 'shop.yaml', text: `${gateway}  - route: [{ destination: { host: one } }]\n` }]).table
  .listeners[0]?.id as string;

const seen = (path: string, headers: readonly string[] = [], id = 1): Exchange => ({
  id,
  generation: 1,
  started: id,
  durationMs: 1,
  listener,
  method: 'GET',
  scheme: 'http',
  authority: 'shop.test',
  path,
  protocol: 'HTTP/1.1',
  requestHeaders: ['Host', 'shop.test', ...headers],
  status: 200,
  responseHeaders: [],
  flags: '-',
  details: 'via_upstream',
  bytesReceived: 0,
  bytesSent: 0,
  requestId: '',
  forwardedFor: '',
  downstreamLocal: '127.0.0.1:80',
  downstreamRemote: '127.0.0.1:50000',
});
const compare = (before: string, after: string, exchanges: readonly Exchange[]) => {
  const comparison = compareAnswers(table(before), table(after));
  for (const one of exchanges) comparison.feed(one);
  return comparison.result();
};

const toOne = '  - route: [{ destination: { host: one } }]\n';

test('the same routes, otherwise named and laid out, move nothing', () => {
  const named = '  - name: all\n    route:\n    - destination:\n        host: one.default.svc.cluster.local\n';
  expect(compare(toOne, named, [seen('/'), seen('/a')])).toEqual({ asked: 2, moved: [] });
});

test('another service, another status, and a closed door are elsewhere', () => {
  const onlyStatus = '  - match: [{ uri: { prefix: /status } }]\n    route: [{ destination: { host: two } }]\n';
  const { asked, moved } = compare(toOne, onlyStatus, [seen('/status/200'), seen('/headers'), seen('/headers', [], 2)]);
  expect(asked).toBe(3);
  expect(moved.map(({ url, count, shift, before, after }) => [url, count, shift, before.words, after.words])).toEqual([
    ['http://shop.test/headers', 2, 'elsewhere', 'one:80', '404'],
    ['http://shop.test/status/200', 1, 'elsewhere', 'one:80', 'two:80'],
  ]);
  expect(moved[1]?.after.rule).toMatchObject({ kind: 'VirtualService', name: 'shop', path: 'spec.http[0].match[0]' });
});

test('other weights between the same services are other shares', () => {
  const split = (one: number) =>
    `  - route:\n    - { destination: { host: one }, weight: ${one} }\n    - { destination: { host: two }, weight: ${100 - one} }\n`;
  const { moved } = compare(split(90), split(50), [seen('/')]);
  expect(moved).toMatchObject([
    { shift: 'shares', before: { words: '90% one:80, 10% two:80' }, after: { words: '50% one:80, 50% two:80' } },
  ]);
  expect(compare(split(90), split(90), [seen('/')]).moved).toEqual([]);
});

test.each([
  ['a rewrite', '    rewrite: { uri: /v2 }\n'],
  ['a timeout', '    timeout: 3s\n'],
  ['headers', '    headers: { request: { set: { x-a: b } } }\n'],
  ['a fault', '    fault: { abort: { httpStatus: 500, percentage: { value: 10 } } }\n'],
  ['a mirror', '    mirror: { host: two }\n'],
])('%s to the same service is another treatment', (_, added) => {
  expect(compare(toOne, toOne + added, [seen('/a')]).moved).toMatchObject([{ shift: 'treatment', count: 1 }]);
});

test('headers of the recorded request count', () => {
  const canary = `  - match: [{ headers: { x-canary: { exact: "1" } } }]\n    route: [{ destination: { host: two } }]\n${toOne}`;
  const { moved } = compare(toOne, canary, [seen('/'), seen('/', ['X-Canary', '1'], 2)]);
  expect(moved).toMatchObject([{ count: 1, newest: { id: 2 }, after: { words: 'two:80' } }]);
});

test('connections without HTTP are passed over', () => {
  expect(factsOfExchange({ ...seen('/'), protocol: '-', method: '' })).toBeUndefined();
  expect(compare(toOne, toOne, [{ ...seen('/'), protocol: '-', method: '' }])).toEqual({ asked: 0, moved: [] });
});

test('what is said is what decide does', () => {
  const loaded = table(`  - match: [{ uri: { exact: /gone } }]\n    directResponse: { status: 410 }\n${toOne}`);
  for (const path of ['/gone', '/else', '/']) {
    const facts = factsOfExchange(seen(path));
    if (facts === undefined) throw new Error('facts are missing');
    const decision = decide(loaded, facts, () => 0);
    const { words } = answerOf(loaded, facts);
    expect(words).toBe(
      decision.outcome === 'forward' ? `one:${decision.destination.port}` : '410, answered by the gateway',
    );
  }
});

test.each([
  ['retries that stand on other lines', '    retries: { attempts: 3, retryOn: 5xx }\n', '# a remark\n# and another\n'],
  ['a fault on other lines', '    fault: { delay: { fixedDelay: 1s } }\n', '# a remark\n'],
])('%s move nothing', (_, policy, remark) => {
  const two = toOne + policy;
  expect(compare(two, `${remark}${two}`, [seen('/')]).moved).toEqual([]);
});

const shared = (one: string, two: string) =>
  `  - route:\n    - { destination: { host: one }, weight: 50${one} }\n    - { destination: { host: two }, weight: 50${two} }\n`;
const set = (value: string) => `, headers: { request: { set: { x-a: "${value}" } } }`;

test('destinations in another order move nothing; what is done for one and then for the other does', () => {
  const swapped =
    '  - route:\n    - { destination: { host: two }, weight: 50 }\n    - { destination: { host: one }, weight: 50 }\n';
  expect(compare(shared('', ''), swapped, [seen('/')]).moved).toEqual([]);
  const crossed = `  - route:\n    - { destination: { host: two }, weight: 50${set('1')} }\n    - { destination: { host: one }, weight: 50${set('2')} }\n`;
  expect(compare(shared(set('1'), set('2')), crossed, [seen('/')]).moved).toMatchObject([{ shift: 'treatment' }]);
});

test('a fault that every request gets, and a preflight request that is answered here, are another answer', () => {
  const abort = '    fault: { abort: { httpStatus: 503, percentage: { value: 100 } } }\n';
  expect(compare(toOne, toOne + abort, [seen('/')]).moved).toMatchObject([
    { shift: 'elsewhere', before: { words: 'one:80' }, after: { words: '503, a fault' } },
  ]);
  const cors = '    corsPolicy: { allowOrigins: [{ exact: "https://a.test" }], allowMethods: [GET] }\n';
  const preflight = {
    ...seen('/', ['Origin', 'https://a.test', 'Access-Control-Request-Method', 'GET']),
    method: 'OPTIONS',
  };
  expect(compare(toOne, toOne + cors, [preflight, seen('/')]).moved.map(({ shift }) => shift)).toEqual([
    'elsewhere',
    'treatment',
  ]);
});

const compareTexts = (before: string, after: string) => {
  const loaded = (text: string) => load(build([{ file: 'shop.yaml', text }]).table);
  const comparison = compareAnswers(loaded(before), loaded(after));
  comparison.feed(seen('/'));
  return comparison.result().moved;
};

test('another address of the same service is elsewhere, and said; a rule for it is another treatment', () => {
  const text = gateway + toOne;
  expect(compareTexts(text, text.replace('3001', '3009'))).toMatchObject([
    {
      shift: 'elsewhere',
      before: { words: 'one:80 at 127.0.0.1:3001' },
      after: { words: 'one:80 at 127.0.0.1:3009' },
    },
  ]);
  const rule = `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: one }
spec: { host: one, trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } }
`;
  expect(compareTexts(text, text + rule)).toMatchObject([{ shift: 'treatment' }]);
});

test('a port that is open on another address is still the same port', () => {
  const text = gateway + toOne;
  const bound = text.replace('hosts: [shop.test] }]', 'hosts: [shop.test], bind: 127.0.0.1 }]');
  expect(load(build([{ file: 'shop.yaml', text: bound }]).table).listeners.has(listener)).toBe(false);
  expect(compareTexts(text, bound)).toEqual([]);
});
