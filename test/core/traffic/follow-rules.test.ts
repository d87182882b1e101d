import { expect, test } from 'vitest';
import { build } from '../../../src-main/core/build.ts';
import { followRules, keyOfRule } from '../../../src-main/core/traffic/follow-rules.ts';

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["*"]
`;

const rule = (path: string, to = 'shop'): string => `  - match:
    - uri: { prefix: ${path} }
    route:
    - destination: { host: ${to}, port: { number: 80 } }
`;

const tableOf = (rules: readonly string[], host = 'shop.test') =>
  build([
    { file: 'gateway.yaml', text: gateway },
    {
      file: 'shop.yaml',
      text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [${host}]
  gateways: [main]
  http:
${rules.join('')}`,
    },
  ]).table;

const before = tableOf([rule('/a'), rule('/b'), rule('/c')]);
const routes = before.routeConfigs['http.80']?.virtualHosts.find(({ domain }) => domain === 'shop.test')?.routes ?? [];
const keys = routes.map(({ id }) => keyOfRule('shop.test:80', id));
const becomes = (after: ReturnType<typeof tableOf>) => {
  const followed = followRules(before, after);
  return keys
    .map((key) => followed[key])
    .map((now) => (now && 'origin' in now ? `${now.is} ${now.origin.path}` : now?.is));
};

test('rules that moved are found by what they mean', () => {
  expect(routes).toHaveLength(3);
  expect(becomes(tableOf([rule('/new'), rule('/b'), rule('/c'), rule('/a')]))).toEqual([
    'same spec.http[3].match[0]',
    'same spec.http[1].match[0]',
    'same spec.http[2].match[0]',
  ]);
});

test('a rule that was changed is known by its place, and one that is gone is gone', () => {
  expect(becomes(tableOf([rule('/a'), rule('/b', 'other'), rule('/c')]))[1]).toBe('changed spec.http[1].match[0]');
  expect(becomes(tableOf([rule('/a'), rule('/b')]))).toEqual([
    'same spec.http[0].match[0]',
    'same spec.http[1].match[0]',
    'deleted',
  ]);
});

test('where the host is another one by now, the same entry of the resource counts as changed', () => {
  expect(becomes(tableOf([rule('/a')], 'other.test'))).toEqual(['changed spec.http[0].match[0]', 'deleted', 'deleted']);
});
