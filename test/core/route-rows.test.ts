import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { type RouteRow, routeRows, rowsInTurn } from '#core/route/rows.ts';
import { createReader, filterRows, readFilter, sayTerm } from '#core/route/rows-filter.ts';
import { hiddenRows } from '#core/route/rows-hidden.ts';
import { groupRows, sortRows } from '#core/route/rows-order.ts';
import { sayAddress, sayBeside, sayMatch, sayTarget } from '#core/route/rows-words.ts';

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.test"] }
---
`;
const rule = (path: string, to = 'shop') =>
  `  - match: [{ uri: { prefix: ${path} } }]\n    route: [{ destination: { host: ${to}, port: { number: 80 } } }]\n`;
const site = (...rules: readonly string[]) =>
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: site }
spec:
  hosts: [shop.test]
  gateways: [gate]
  http:
${rules.join('')}---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: shop }
spec: { address: 127.0.0.1:3000 }
`;

const built = (text: string) => build([{ file: 'all.yaml', text }]);
const tableOf = (...rules: readonly string[]) => built(gateway + site(...rules)).table;
const matchesOf = (rows: readonly RouteRow[]) => rows.map((row) => [sayMatch(row).join(), row.change]);
const routesOf = (rows: readonly RouteRow[]) => rows.filter(({ does }) => does.is === 'route');

describe('the rows of all routes', () => {
  it('stand in the order of the gateway, with where their traffic goes', () => {
    const rows = routeRows(tableOf(rule('/a'), rule('/b', 'nowhere')));
    expect(rows.map(({ order }) => order)).toEqual(rows.map((_, index) => index + 1));
    const [a, b] = routesOf(rows);
    expect(a && [a.host, sayMatch(a), a.targets.map(sayTarget)]).toEqual([
      'shop.test',
      ['path starts with "/a"'],
      ['shop.default.svc.cluster.local:80'],
    ]);
    expect(a?.targets.map((target) => sayAddress(target, a))).toEqual(['127.0.0.1:3000']);
    expect(b?.targets.map((target) => sayAddress(target, b))).toEqual(['not declared (503 NC)']);
    expect(a?.origin).toMatchObject({ kind: 'VirtualService', path: 'spec.http[0].match[0]' });
  });

  it('come one by one where somebody has other work in between', () => {
    const table = tableOf(rule('/a'), rule('/b', 'nowhere'));
    expect([...rowsInTurn(table)]).toEqual(routeRows(table));
    expect([...rowsInTurn(built(gateway).table)]).toEqual(routeRows(built(gateway).table));
  });

  it('tell of listeners behind which nothing is', () => {
    const rows = routeRows(built(gateway).table);
    expect(rows.map(({ does, listener }) => [does.is, listener.port])).toEqual([['nothing', 80]]);
    expect(rows.map((row) => sayBeside(row)[0])).toEqual([expect.stringMatching(/404|nothing is served/)]);
  });

  it('say nothing of change while the same runs, wherever its text has moved', () => {
    const table = tableOf(rule('/a'), rule('/b'));
    const moved = built(`# one more line\n${gateway}${site(rule('/a'), rule('/b'))}`).table;
    expect(routeRows(moved, table).filter(({ change }) => change)).toEqual([]);
    expect(routeRows(table).filter(({ change }) => change)).toEqual([]);
  });

  it('know a rule again when one more comes before it', () => {
    const rows = routesOf(routeRows(tableOf(rule('/new'), rule('/a'), rule('/b')), tableOf(rule('/a'), rule('/b'))));
    expect(matchesOf(rows)).toEqual([
      ['path starts with "/new"', 'new'],
      ['path starts with "/a"', undefined],
      ['path starts with "/b"', undefined],
    ]);
  });

  it('tell moved, changed and removed apart', () => {
    const before = tableOf(rule('/a'), rule('/b'), rule('/c'));
    const moved = routesOf(routeRows(tableOf(rule('/c'), rule('/a'), rule('/b')), before));
    expect(moved.map(({ change }) => change)).toEqual(['moved', undefined, undefined]);
    const changed = routesOf(routeRows(tableOf(rule('/a'), rule('/b', 'other'), rule('/c')), before));
    expect(changed.map(({ change }) => change)).toEqual([undefined, 'changed', undefined]);
    const removed = routesOf(routeRows(tableOf(rule('/a'), rule('/c')), before));
    expect(matchesOf(removed)).toEqual([
      ['path starts with "/a"', undefined],
      ['path starts with "/b"', 'removed'],
      ['path starts with "/c"', undefined],
    ]);
  });

  it('are counted under the names of what runs and means the same, never under those of a neighbour', () => {
    const running = tableOf(rule('/a'), rule('/b'), rule('/c'));
    const runs = (...rules: readonly string[]) =>
      routesOf(routeRows(tableOf(...rules), running)).map((row) => [sayMatch(row)[0]?.at(-2), row.runs?.route]);
    const id = (index: number) => `http[${index}].match[0]`;
    const [a, b, c] = [0, 1, 2].map((index) => expect.stringContaining(id(index)));
    expect(runs(rule('/a'), rule('/b'), rule('/c'))).toEqual([
      ['a', a],
      ['b', b],
      ['c', c],
    ]);
    expect(runs(rule('/c'), rule('/a'), rule('/b', 'other'))).toEqual([
      ['c', c],
      ['a', a],
      ['b', undefined],
    ]);
    expect(runs(rule('/new'), rule('/a'), rule('/b'))).toEqual([
      ['w', undefined],
      ['a', a],
      ['b', b],
      ['c', c],
    ]);
    const [gone] = routesOf(routeRows(built(gateway).table, running));
    expect(gone).toMatchObject({ change: 'removed', runs: { route: a, virtualHost: gone?.virtualHost?.name } });
    expect(routesOf(routeRows(running)).flatMap((row) => row.runs ?? [])).toEqual([]);
  });

  it('keep a host that only runs, as removed', () => {
    const gone = routeRows(built(gateway).table, tableOf(rule('/a'))).filter(({ change }) => change === 'removed');
    expect(gone.map(({ host }) => host)).toEqual(['shop.test']);
  });

  it('have ids of their own', () => {
    const rows = routeRows(tableOf(rule('/a'), rule('/b')), tableOf(rule('/c'), rule('/a')));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });
});

describe('hidden rows', () => {
  it('are those of the findings, and not the entry behind', () => {
    const text = gateway + site(rule('/a'), rule('/a/b'), rule('/c'));
    const { table, diagnostics } = built(text);
    const rows = routesOf(routeRows(table));
    const hidden = hiddenRows(rows, diagnostics, () => text);
    expect(rows.map(({ id }) => hidden.has(id))).toEqual([false, true, false]);
    expect([...hidden.values()][0]).toContain('never reached');
  });
});

describe('a filter', () => {
  const rows = routeRows(tableOf(rule('/a'), rule('/b', 'nowhere')), tableOf(rule('/a')));
  const reader = createReader(new Map());
  const found = (filter: string) =>
    filterRows(routesOf(rows), readFilter(filter), reader).map((row) => sayMatch(row)[0]);

  it('takes words, keys and their opposite', () => {
    expect(found('/b')).toEqual(['path starts with "/b"']);
    expect(found('host:shop to:nowhere')).toEqual(['path starts with "/b"']);
    expect(found('-to:nowhere')).toEqual(['path starts with "/a"']);
    expect(found('status:unbound')).toEqual(['path starts with "/b"']);
    expect(found('status:new kind:virtual port:80 file:all.yaml')).toEqual(['path starts with "/b"']);
    expect(found('kind:httproute')).toEqual([]);
    expect(found('"starts with" /a')).toEqual(['path starts with "/a"']);
  });

  it('asks for nothing while a key has no value, and is said as it is written', () => {
    expect(readFilter('status: host:')).toEqual([]);
    expect(readFilter('-host:"a b" x:y')).toEqual([
      { key: 'host', value: 'a b', not: true },
      { key: 'word', value: 'x:y', not: false },
    ]);
    expect(readFilter('-host:"a b" x:y').map(sayTerm).join(' ')).toBe('-host:"a b" x:y');
  });
});

describe('order and groups', () => {
  const rows = routesOf(routeRows(tableOf(rule('/b'), rule('/a', 'nowhere'), rule('/c'))));
  it('sort by any figure, up and down; what is equal keeps the order of the gateway', () => {
    const by = (key: Parameters<typeof sortRows>[1], down?: boolean) =>
      sortRows(rows, key, down).map((row) => sayMatch(row)[0]?.at(-2));
    expect(by('order')).toEqual(['b', 'a', 'c']);
    expect(by('order', true)).toEqual(['c', 'a', 'b']);
    expect(by('match')).toEqual(['a', 'b', 'c']);
    expect(by('destination', true)).toEqual(['b', 'c', 'a']);
    expect(by(({ order }) => (order % 2 === 0 ? '' : -order))).toEqual(['c', 'b', 'a']);
  });

  it('group in the order in which groups come first', () => {
    const groups = groupRows(rows, 'destination');
    expect(groups.map(({ name, rows: of }) => [name, of.length])).toEqual([
      ['shop.default.svc.cluster.local:80', 2],
      ['nowhere.default.svc.cluster.local:80', 1],
    ]);
    expect(groupRows(rows, 'resource').map(({ name }) => name)).toEqual(['VirtualService default/site']);
  });
});
