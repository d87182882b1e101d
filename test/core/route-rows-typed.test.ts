import { expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { routeRows } from '#core/route/rows.ts';
import { filterValues, joinTyped, plainWords, splitTyped, suggestTerms } from '#core/route/rows-typed.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';

const { table } = build(sampleFiles);
const values = filterValues(routeRows(table), new Map());
const says = (typed: string) => suggestTerms(typed, values).map((one) => one.says);

it('a term with a name is taken out of what is typed once something stands behind it', () => {
  const host = { key: 'host', value: 'shop', not: false };
  expect(splitTyped('host:shop')).toEqual({ terms: [], text: 'host:shop' });
  expect(splitTyped('host:shop ')).toEqual({ terms: [host], text: '' });
  expect(splitTyped('pay host:shop -to:"a b" ca')).toEqual({
    terms: [host, { key: 'to', value: 'a b', not: true }],
    text: 'pay ca',
  });
  expect(splitTyped('file:"a b')).toEqual({ terms: [], text: 'file:"a b' });
  expect(splitTyped('host: x:y ')).toEqual({ terms: [], text: 'host: x:y ' });
});

it('what was taken apart can be put together again', () => {
  for (const filter of ['', 'a b ', 'host:shop ', '-file:"a b" status:new pa', 'host:shop to:']) {
    expect(joinTyped(splitTyped(filter))).toBe(filter);
  }
});

it('other views are given the words that they know', () => {
  expect(plainWords('host:shop -to:next status:new to:pay cat')).toBe('shop pay cat');
});

it('before anything is typed: what stands out, and every key', () => {
  expect(says('')).toEqual(['status:unbound', 'host:', 'to:', 'kind:', 'file:', 'port:', 'status:']);
  expect(suggestTerms('', values)[0]).toMatchObject({ text: 'status:unbound ', note: '2' });
});

it('values of this workspace, the most frequent first, by the part that is typed', () => {
  expect(says('to:')).toEqual(['to:httpbin.default', 'to:shop-next.default', 'to:shop-stable.default']);
  expect(says('host:SHOP')).toEqual(['host:shop.example.com']);
  expect(says('-file:http')).toEqual(['-file:httpbin.yaml']);
  expect(says('kind:x')).toEqual([]);
  expect(says('http://x')).toEqual([]);
});

it('a plain word may be the beginning of a key, or in any value; words before it stay', () => {
  expect(says('ho')[0]).toBe('host:');
  expect(suggestTerms('pay stable', values)).toContainEqual({
    text: 'pay to:shop-stable.default ',
    says: 'to:shop-stable.default',
    note: '1',
  });
});
