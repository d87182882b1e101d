import { expect, test } from 'vitest';
import type { Candidate } from '../../../src-main/core/edit/candidate.ts';
import { rankCandidates, sureScore } from '../../../src-main/core/edit/rank-candidates.ts';

const port = (label: string, number: number, more: Partial<Candidate> = {}): Candidate => ({
  id: `port ${number}`,
  kind: 'port',
  label,
  to: { address: String(number) },
  port: number,
  names: [],
  about: {},
  ...more,
});
const orders = { name: 'orders', namespace: 'shop', port: 8080 };
const labels = (ranked: ReturnType<typeof rankCandidates>) => ranked.map(({ candidate }) => candidate.label);

test('the same name comes first, then a like one, then the same port, then the rest', () => {
  const found = [port('other', 1), port('node', 8080), port('shop-orders-api', 2), port('OrdersService', 3)];
  const ranked = rankCandidates(found, orders);
  expect(labels(ranked)).toEqual(['OrdersService', 'shop-orders-api', 'node', 'other']);
  expect(ranked.map(({ reasons }) => reasons)).toEqual([
    [{ because: 'name', word: 'OrdersService' }],
    [{ because: 'name', word: 'shop-orders-api' }],
    [{ because: 'port', port: 8080 }],
    [],
  ]);
  expect(ranked.map(({ score }) => score >= sureScore)).toEqual([true, false, false, false]);
});

test('titles, folders and ports inside of containers count as well', () => {
  const byTitle = port('node', 1, { names: ['node', 'Orders service'] });
  const inside = port('db', 49_153, { kind: 'container', innerPort: 8080 });
  expect(rankCandidates([inside, byTitle], orders).map(({ reasons }) => reasons[0])).toEqual([
    { because: 'name', word: 'Orders service' },
    { because: 'port', port: 8080 },
  ]);
});

test('what was bound before is sure; what serves another service gives way', () => {
  const ranked = rankCandidates([port('a', 1), port('b', 2)], orders, { used: new Set(['port 2']) });
  expect(labels(ranked)).toEqual(['b', 'a']);
  expect(ranked[0]?.score).toBeGreaterThanOrEqual(sureScore);
  const taken = rankCandidates([port('orders', 1), port('orders', 2)], orders, { taken: new Set(['port 1']) });
  expect(taken.map(({ candidate }) => candidate.port)).toEqual([2, 1]);
  expect(taken[1]?.score).toBeLessThan(sureScore);
});

test('the name of a subset decides between two of the same service', () => {
  const found = [port('orders-v1', 1), port('orders-v2', 2)];
  expect(labels(rankCandidates(found, { ...orders, subset: 'v2' }))).toEqual(['orders-v2', 'orders-v1']);
});

test('the port that its Service names for the program says more than that of the Service', () => {
  const about = { process: 'node' };
  const found = [
    port('one', 8080, { about }),
    port('two', 3000, { about }),
    port('web', 49_153, { kind: 'container', innerPort: 3000 }),
  ];
  const ranked = rankCandidates(found, { ...orders, targetPort: 3000 });
  expect(labels(ranked)).toEqual(['two', 'web', 'one']);
  expect(ranked[0]?.reasons).toEqual([{ because: 'port', port: 3000 }]);
  expect(ranked.every(({ score }) => score < sureScore)).toBe(true);
});

test('of two that fit alike the one that speaks HTTP/2 comes first for a port of gRPC', () => {
  const [plain, grpc] = [port('a', 1, { about: { speaks: 'http' } }), port('b', 2, { about: { speaks: 'http2' } })];
  expect(labels(rankCandidates([plain, grpc], { ...orders, http2: true }))).toEqual(['b', 'a']);
  expect(labels(rankCandidates([plain, grpc], orders))).toEqual(['a', 'b']);
});
