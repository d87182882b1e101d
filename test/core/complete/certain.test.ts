import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { fixesOf } from '#core/complete/fix/fixes-of.ts';
import { isCertain } from '#core/complete/fix/is-certain.ts';

const gateway = (name: string) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name} }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test] }] }
---
`;
const routes = (entries: string, named = 'main') => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [${named}]
  http:
${entries}`;
const one = '  - route: [{ destination: { host: httpbin } }]\n';

/** The fixes that a single key applies, and those of them that nobody has to look at. */
const offered = (text: string) => {
  const built = build([{ file: 'a.yaml', text }]);
  const found = built.diagnostics.flatMap((diagnostic) =>
    fixesOf(built, diagnostic).map((fix) => ({ fix, certain: isCertain(built, diagnostic, fix) })),
  );
  return {
    preferred: found.filter(({ fix }) => fix.preferred).map(({ fix }) => fix.title),
    certain: found.filter(({ certain }) => certain).map(({ fix }) => fix.title),
  };
};

test('letters that changed places are a slip; another letter or number is another name', () => {
  const slip = offered(gateway('main') + routes(one, 'mian'));
  expect(slip).toEqual({ preferred: ['Replace with "main"'], certain: ['Replace with "main"'] });
  const other = offered(gateway('main-v2') + routes(one, 'main-v1'));
  expect(other).toEqual({ preferred: ['Replace with "main-v2"'], certain: [] });
  expect(offered(gateway('main12') + routes(one, 'main21')).certain).toEqual([]);
});

test('no route is moved unseen: what hides it may be there for maintenance', () => {
  const text = routes(
    `  - redirect: { uri: /down }\n  - match: [{ uri: { exact: /shop } }]\n    route: [{ destination: { host: httpbin } }]\n`,
  );
  const { preferred, certain } = offered(gateway('main') + text);
  expect(preferred).toEqual(['Move it in front of the one that hides it']);
  expect(certain).toEqual([]);
});

test('weights do not become percents unseen, and by no single key where a destination would be out of use', () => {
  const weights = (a: number, b: number) =>
    gateway('main') +
    routes(`  - route:
    - { destination: { host: httpbin }, weight: ${a} }
    - { destination: { host: details }, weight: ${b} }
`);
  expect(offered(weights(1, 999))).toEqual({ preferred: [], certain: [] });
  expect(offered(weights(30, 90))).toEqual({ preferred: ['Make the weights 25, 75'], certain: [] });
});

test('a retired version is replaced without a question', () => {
  const text = gateway('main').replace('istio.io/v1', 'istio.io/v1alpha1') + routes(one);
  expect(offered(text).certain).toContain('Use "networking.istio.io/v1"');
});

test('the only rule of a resource is not removed, since nothing would be left to serve', () => {
  const second = routes(one).replace('name: shop', 'name: again');
  const built = build([{ file: 'a.yaml', text: `${gateway('main')}${routes(one)}---\n${second}` }]);
  const hidden = built.diagnostics.filter(({ code }) => code === 'route/unreachable');
  expect(hidden).toHaveLength(1);
  expect(hidden.flatMap((diagnostic) => fixesOf(built, diagnostic).map(({ title }) => title))).toEqual([
    'Ignore route/unreachable here',
  ]);
});
