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
