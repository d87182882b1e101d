import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { complete } from '#core/complete/complete.ts';
import { rename } from '#core/complete/rename.ts';
import { applyEdits } from '#core/edit/text-edit.ts';

const routes = `apiVersion: v1
kind: Service
metadata: { name: oven }
spec: { ports: [{ port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: bakery }
spec:
  hosts: [bakery.local]
  http: [{ route: [{ destination: { host: oven } }] }]
`;
const tests = `apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: bakery }
spec:
  tests:
  - request: { hosts: [bakery.local] }
    expect: { destinations: [{ host: oven }], mirrors: [{ host: oven }] }
`;
const world = (text = tests) =>
  build([
    { file: 'routes.yaml', text: routes },
    { file: 'tests.yaml', text },
  ]);
/** What is offered at the bar. */
const offered = (text: string) => {
  const offset = text.indexOf('|');
  const clean = text.replace('|', '');
  return complete(world(), 'tests.yaml', clean, offset)?.items.map(({ label }) => label);
};

test('services and hosts of the workspace are offered where a test names them', () => {
  expect(offered(tests.replace('[{ host: oven }], mirrors', '[{ host: | }], mirrors'))).toContain('oven');
  expect(offered(tests.replace('hosts: [bakery.local]', 'hosts: [bak|]'))).toContain('bakery.local');
  expect(offered(tests.replace('    expect:', '    |\n    expect:'))).toEqual(
    expect.arrayContaining(['simulate', 'branch', 'name']),
  );
});

test('a service that gets another name has it in its tests, too', () => {
  const at = routes.indexOf('oven');
  const renamed = rename(world(), 'routes.yaml', at, 'stove');
  const edits = 'edits' in renamed ? renamed.edits.find(({ file }) => file === 'tests.yaml') : undefined;
  expect(applyEdits(tests, edits?.edits ?? [])).toBe(tests.replaceAll('oven', 'stove'));
});
