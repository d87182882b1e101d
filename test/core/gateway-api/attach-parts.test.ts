import { describe, expect, test } from 'vitest';
import { commonHosts, hostsOverlap } from '#core/snapshot/gateway-api/hostnames.ts';
import { allows, createLabelsOf, isSelected } from '#core/snapshot/gateway-api/selectors.ts';
import { fromBase64 } from '#core/text/base64.ts';

describe('hosts in common', () => {
  test.each([
    ['*', [], ['*']],
    ['*', ['a.b'], ['a.b']],
    ['*', ['*.b'], ['*.b']],
    ['a.b', [], ['a.b']],
    ['a.b', ['a.b'], ['a.b']],
    ['a.b', ['*.b'], ['a.b']],
    ['*.b', ['a.b', 'x.y.b'], ['a.b', 'x.y.b']],
    ['*.b', ['*.b'], ['*.b']],
    ['*.b', ['*.a.b'], ['*.a.b']],
    ['*.a.b', ['*.b'], ['*.a.b']],
    ['a.b', ['*.a.b', 'c.b'], []],
    ['*.b', ['b'], []],
    ['*.b', ['a.b', 'A.b', 'c.d'], ['a.b']],
  ])('of listener %s and route %j are %j', (listener, route, common) => {
    expect(commonHosts(listener, route)).toEqual(common);
  });

  test.each([
    ['*', 'a.b', true],
    ['*.b', 'x.y.b', true],
    ['x.b', '*.b', true],
    ['*.b', '*.a.b', true],
    ['*.b', 'b', false],
    ['a.b', 'c.b', false],
  ])('%s and %s overlap: %s', (a, b, overlap) => expect(hostsOverlap(a, b)).toBe(overlap));
});

describe('selectors', () => {
  const labels = { team: 'bakery', 'kubernetes.io/metadata.name': 'kitchen' };
  test.each([
    [undefined, false],
    [{}, true],
    [{ matchLabels: { team: 'bakery' } }, true],
    [{ matchLabels: { team: 'garden' } }, false],
    [{ matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'bakery'] }] }, true],
    [{ matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['bakery'] }] }, false],
    [{ matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }, true],
    [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }, false],
    [{ matchExpressions: [{ key: 'team', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] }, false],
    [{ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, false],
    [{ matchLabels: { team: 'bakery' }, matchExpressions: [{ key: 'zone', operator: 'Exists' }] }, false],
  ] as const)('%j selects: %s', (selector, selected) => expect(isSelected(selector, labels)).toBe(selected));

  test('know every namespace by its name, declared or not', () => {
    const labelsOf = createLabelsOf([]);
    const selector = { matchLabels: { 'kubernetes.io/metadata.name': 'kitchen' } };
    expect(allows({ from: 'Selector', selector }, 'Same', 'infra', 'kitchen', labelsOf)).toBe(true);
    expect(allows({ from: 'Selector', selector }, 'Same', 'infra', 'garden', labelsOf)).toBe(false);
    expect(allows(undefined, 'Same', 'infra', 'infra', labelsOf)).toBe(true);
    expect(allows(undefined, 'None', 'infra', 'infra', labelsOf)).toBe(false);
    expect(allows({ from: 'All' }, 'None', 'infra', 'garden', labelsOf)).toBe(true);
  });
});

test.each([
  ['aGVsbG8=', 'hello'],
  ['aGVsbG8', 'hello'],
  ['aGVs\nbG8h\n', 'hello!'],
  ['', ''],
  ['/+8=', '\u00ff\u00ef'],
  ['a', undefined],
  ['a b*', undefined],
])('base64 %j is %j', (written, text) => expect(fromBase64(written)).toBe(text));
