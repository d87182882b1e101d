import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { createWorkshop } from '#core/route/cover/compare.ts';
import { findHidden, type Listed } from '#core/route/cover/find-hidden.ts';
import { createUniverses } from '#core/route/cover/universe.ts';
import type { Condition } from '#core/route/table.ts';
import { exact, onPath, prefix, regex } from '../small-table.ts';

const fatesOf = (all: readonly (readonly Condition[])[], more: readonly Partial<Listed>[] = [], work = 100_000) =>
  findHidden(
    all.map((conditions, number) => ({ conditions, owner: `${number}`, ...more[number] })),
    createUniverses('BASE', ['*']),
    createWorkshop(work),
    new Map(),
  ).map((fate) => (fate?.is === 'hidden' ? fate.by : fate?.is));

const header = (name: string, value: string): Condition => ({
  on: 'header',
  name,
  match: exact(value),
  without: false,
});

describe('which earlier route hides a later one', () => {
  test('the first that does', () => {
    expect(
      fatesOf([[onPath(exact('/a'))], [onPath(prefix('/'))], [onPath(prefix('/a'))], [onPath(exact('/a'))]]),
    ).toEqual([undefined, undefined, 1, 0]);
  });

  test('two together are not one', () => {
    expect(
      fatesOf([[onPath(regex('/[a-m].*'))], [onPath(regex('/[n-z].*'))], [onPath(regex('/[a-z]+'))]])[2],
    ).toBeUndefined();
  });

  test('none of its own entry, and none that is for other gateways or ports', () => {
    const all = [[onPath(prefix('/a'))], [onPath(prefix('/a/b'))]];
    expect(fatesOf(all, [{ owner: 'x' }, { owner: 'x' }])[1]).toBeUndefined();
    expect(fatesOf(all, [{ only: 'port 80' }])[1]).toBeUndefined();
    expect(fatesOf(all, [{}, { only: 'port 80' }])[1]).toBe(0);
    expect(fatesOf(all, [{ only: 'port 80' }, { only: 'port 80' }])[1]).toBe(0);
  });

  test('by the raw authority and the header of the same name', () => {
    const authority: Condition = { on: 'authority', match: prefix('shop.test') };
    expect(fatesOf([[authority], [header('host', 'shop.test:80')], [header('host', 'mill.test')]])).toEqual([
      undefined,
      0,
      undefined,
    ]);
  });

  test('where both have a pattern that is not understood, only the same one', () => {
    const odd = regex('/a\\b.*');
    expect(fatesOf([[onPath(odd)], [onPath(odd), header('x', '1')], [onPath(regex('/a\\b'))]])).toEqual([
      undefined,
      0,
      undefined,
    ]);
  });

  test.each([
    ['NONE', '/a/../b', undefined],
    ['BASE', '/a/../b', 'impossible'],
    ['BASE', '/a//b', undefined],
    ['MERGE_SLASHES', '/a//b', 'impossible'],
    ['BASE', '/caf\u00e9', 'impossible'],
    ['NONE', '/caf\u00e9', undefined],
    ['BASE', '/caf%C3%A9', undefined],
    ['BASE', '/a?b=c', 'impossible'],
    ['BASE', 'a', 'impossible'],
  ] as const)('with %s the path %s', (mode, value, fate) => {
    const listed = [{ conditions: [onPath(exact(value))], owner: '' }];
    const [found] = findHidden(listed, createUniverses(mode, ['*']), createWorkshop(10_000), new Map());
    expect(found?.is).toBe(fate);
  });

  test('without work left nothing is said of patterns, and literals are compared all the same', () => {
    const all = [
      [onPath(regex('/(?:a|b)+'))],
      [onPath(regex('/(?:a|b)+b'))],
      [onPath(prefix('/c'))],
      [onPath(prefix('/c/d'))],
    ];
    expect(fatesOf(all)).toEqual([undefined, 0, undefined, 2]);
    expect(fatesOf(all, [], 1)).toEqual([undefined, undefined, undefined, 2]);
  });

  test('the work for thousands of routes grows with their number, not with their pairs', () => {
    const pairsFor = (count: number, make: (number: number) => readonly Condition[]): number => {
      const shop = createWorkshop(1_000_000);
      const before = shop.pairs.left;
      const listed = Array.from({ length: count }, (_, number) => ({ conditions: make(number), owner: `${number}` }));
      findHidden(listed, createUniverses('BASE', ['*']), shop, new Map());
      return before - shop.pairs.left;
    };
    for (const make of [
      (number: number) => [onPath(prefix(`/p${number}/items`))],
      (number: number) => [onPath(prefix('/p')), header('x-tenant', `t${number}`)],
      (number: number) => [onPath(regex(`/p${number}/[0-9]+(/.*)?`))],
      (number: number) => [onPath(prefix(`/Shop${number}/`), true)],
    ]) {
      expect(pairsFor(2_000, make)).toBeLessThan(10_000);
    }
  });
});

describe('hidden routes in documents', () => {
  const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
`;
  const delegating = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /a } }]
    directResponse: { status: 200 }
  - match: [{ uri: { prefix: /a/b } }]
    delegate: { name: part }
`;
  const delegate = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: part }
spec:
  http:
  - match: [{ uri: { exact: /a/b/c } }]
    directResponse: { status: 200 }
`;
  const found = (...texts: readonly string[]) =>
    build([{ file: 'shop.yaml', text: texts.join('---\n') }]).diagnostics.filter(({ code }) =>
      code.startsWith('route/'),
    );

  test("a delegate's entry is named in its own document, with the root's entry that hides it", () => {
    const [one, ...others] = found(gateway, delegating, delegate);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ severity: 'warning', code: 'route/unreachable', place: { line: 23 } });
    expect(one?.istio).toBeUndefined();
    expect(one?.message).toContain('"VirtualService default/root http[0].match[0]" (shop.yaml:13)');
    expect(one?.related?.[0]?.place.line).toBe(13);
  });

  test('a VirtualService whose Gateway is not there is judged as it is written', () => {
    const written = delegating.replace('delegate: { name: part }', 'directResponse: { status: 404 }');
    expect(found(written)).toMatchObject([{ code: 'route/unreachable', istio: 'IST0130', place: { line: 10 } }]);
  });
});
