import { describe, expect, it } from 'vitest';
import {
  addDestination,
  destinationsAt,
  followHost,
  removeDestination,
  scaledWeights,
  totalFor,
  writeWeights,
} from '../../../src-main/core/visual/destinations.ts';
import { ruleShapeOf } from '../../../src-main/core/visual/rules.ts';
import { changed, changedLines, documentOf, schemaAt } from './documents.ts';

const shapeOf = (group: string, kind: string, field: string) => {
  const shape = ruleShapeOf(schemaAt(group, kind, [field]))?.destinations;
  if (!shape) throw new Error('no destinations');
  return shape;
};
const istio = shapeOf('networking.istio.io', 'VirtualService', 'http');
const gatewayApi = shapeOf('gateway.networking.k8s.io', 'HTTPRoute', 'rules');
const canary = `spec:
  http:
  - route:
    - destination: { host: reviews, subset: v1 }
      weight: 90   # most
    - destination:
        host: reviews
        subset: v2
      weight: 10
      headers: { request: { set: { x-canary: "1" } } }
`;
const single = 'spec:\n  http:\n  - route:\n    - destination: { host: reviews, subset: v1 }\n';
const inIstio = ['spec', 'http', 0];
const inGatewayApi = ['spec', 'rules', 0];

describe('destinations', () => {
  it('weights are two numbers in two lines', () => {
    const all = destinationsAt(documentOf(canary), inIstio, istio);
    const text = changed(canary, writeWeights(all, [50, 50]));
    expect(changedLines(canary, text)).toEqual([
      '-      weight: 90   # most',
      '-      weight: 10',
      '+      weight: 50   # most',
      '+      weight: 50',
    ]);
    expect(writeWeights(all, [90, 10])).toEqual([]);
  });

  it('a single one needs no weight; the second one brings both, and moves nothing', () => {
    const [one] = destinationsAt(documentOf(single), inIstio, istio);
    expect(one).toMatchObject({ weight: 100, weightWritten: false, percent: 100 });
    const text = changed(single, addDestination(documentOf(single), inIstio, istio));
    expect(
      destinationsAt(documentOf(text), inIstio, istio).map(({ words, weight, weightWritten }) => [
        words,
        weight,
        weightWritten,
      ]),
    ).toEqual([
      ['reviews v1', 100, true],
      ['reviews v1', 0, true],
    ]);
  });

  it('one that is added takes place, not operations, of the last', () => {
    const text = changed(canary, addDestination(documentOf(canary), inIstio, istio));
    expect(text.startsWith(canary)).toBe(true);
    expect(text.slice(canary.length)).toBe(
      '    - destination:\n        host: reviews\n        subset: v2\n      weight: 0\n',
    );
  });

  it('port and subset of the host before go with it; a port comes where one is needed', () => {
    const one = (place: string) => `spec:\n  http:\n  - route:\n    - destination: ${place}\n`;
    const led = (place: string, ports: readonly number[], subsets: readonly string[] = []) => {
      const [first] = destinationsAt(documentOf(one(place)), inIstio, istio);
      return first && changed(one(place), followHost(first, { ports, subsets }));
    };
    const ported = '{ host: a, port: { number: 9080 } }';
    expect(led(ported, [])).toBe(one(ported));
    expect(led(ported, [80, 9080])).toBe(one(ported));
    expect(led(ported, [8000])).toBe(one('{ host: a }'));
    expect(led(ported, [8000, 80])).toBe(one('{ host: a, port: { number: 8000 } }'));
    expect(led('{ host: a }', [8000])).toBe(one('{ host: a }'));
    expect(led('{ host: a, subset: v1 }', [80], ['v2'])).toBe(one('{ host: a }'));
    expect(led('{ host: a, subset: v1 }', [80], ['v1'])).toBe(one('{ host: a, subset: v1 }'));
    const backend = 'spec:\n  rules:\n  - backendRefs:\n    - { name: a, port: 80 }\n';
    const [ref] = destinationsAt(documentOf(backend), inGatewayApi, gatewayApi);
    expect(ref && changed(backend, followHost(ref, { ports: [8000], subsets: [] }))).toContain('port: 8000');
  });

  it('one that goes leaves its share to the others', () => {
    const all = destinationsAt(documentOf(canary), inIstio, istio);
    const text = changed(canary, removeDestination(all, 1, istio));
    expect(destinationsAt(documentOf(text), inIstio, istio).map(({ weight }) => weight)).toEqual([100]);
  });

  const three =
    'spec:\n  http:\n  - route:\n    - { destination: { host: a }, weight: 50 }\n    - { destination: { host: b }, weight: 30 }\n    - { destination: { host: c }, weight: 20 }\n';
  const without = (index: number, locked: readonly number[]) => {
    const all = destinationsAt(documentOf(three), inIstio, istio);
    const text = changed(
      three,
      removeDestination(all, index, istio, (i) => locked.includes(i)),
    );
    return destinationsAt(documentOf(text), inIstio, istio).map(({ words, weight }) => `${words} ${weight}`);
  };

  it('a locked one gets nothing of what goes, unless nobody else is left', () => {
    expect(without(2, [])).toEqual(['a 63', 'b 37']);
    expect(without(2, [0])).toEqual(['a 50', 'b 50']);
    expect(without(0, [1])).toEqual(['b 30', 'c 70']);
    expect(without(1, [0, 2])).toEqual(['a 71', 'c 29']);
  });

  it('the last one keeps the line of its weight, as 100, and gets none where none is written', () => {
    const all = destinationsAt(documentOf(canary), inIstio, istio);
    const text = changed(canary, removeDestination(all, 1, istio));
    expect(text).toContain('weight: 100   # most');
    const bare = canary.replace('      weight: 90   # most\n', '');
    const left = changed(bare, removeDestination(destinationsAt(documentOf(bare), inIstio, istio), 1, istio));
    expect(left).not.toContain('weight');
  });

  it('relative weights stay when one goes, unless only zeros would be left', () => {
    const refs = (weights: readonly number[]) =>
      `spec:\n  rules:\n  - backendRefs:\n${weights.map((weight, i) => `    - { name: s${i}, port: 80, weight: ${weight} }\n`).join('')}`;
    const left = (weights: readonly number[], index: number) => {
      const text = refs(weights);
      const all = destinationsAt(documentOf(text), inGatewayApi, gatewayApi);
      const after = changed(text, removeDestination(all, index, gatewayApi));
      return destinationsAt(documentOf(after), inGatewayApi, gatewayApi).map(({ weight }) => weight);
    };
    expect(left([9, 1, 3], 1)).toEqual([9, 3]);
    expect(left([100, 0], 0)).toEqual([100]);
    expect(left([1, 0, 0], 0).reduce((sum, one) => sum + one, 0)).toBe(1);
  });

  it('weights of the Gateway API are relative: percentages, and the present total where it is fine enough', () => {
    const text =
      'spec:\n  rules:\n  - backendRefs:\n    - { name: a, port: 80 }\n    - { name: b, port: 80, weight: 3 }\n';
    const all = destinationsAt(documentOf(text), inGatewayApi, gatewayApi);
    expect(all.map(({ percent }) => percent)).toEqual([25, 75]);
    expect([totalFor(gatewayApi, all), scaledWeights(gatewayApi, all)]).toEqual([100, [25, 75]]);
    const wide = all.map((one, i) => ({ ...one, weight: [900, 100][i] ?? 0 }));
    expect([totalFor(gatewayApi, wide), scaledWeights(gatewayApi, wide)]).toEqual([1000, [900, 100]]);
  });
});
