import { expect, it } from 'vitest';
import { type JsonNode, layOutJson, readJson } from '../../src-renderer/state/json-text.ts';

const roomy = { values: 1_000_000, depth: 1_000_000 };

/** The tree in one line, as it would be written. */
const say = (node: JsonNode | undefined): string => {
  if (node === undefined) return 'none';
  if (node.is === 'leaf') return node.text;
  const inside = node.items.map(({ key, value }) => `${key === undefined ? '' : `${key}:`}${say(value)}`).join(',');
  return node.is === 'list' ? `[${inside}]` : `{${inside}}`;
};

it.each([
  '12345678901234567890.10',
  '{"b":1,"2":1,"1":1e400,"b":"x"}',
  '["a\\"],{",{"\\\\":[]},[[],{}],null,true,-0.0]',
  '{"text":"<script>alert(1)</script>\\u0000"}',
  '""',
])('%s stays as it is written', (text) => {
  expect(say(readJson(text, roomy))).toBe(text);
  expect(layOutJson(text).replace(/\n *|(?<=":) /g, '')).toBe(text);
});

it('is laid out as others do it', () => {
  for (const value of [{ a: [1, { b: [] }, 'x, {y}'], c: {}, d: null }, [[1], [2, [3]]], 'a', [], 7])
    expect(layOutJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

it('of any depth and length is laid out, and is no tree where that would be too much', () => {
  const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
  expect(() => JSON.parse(deep)).not.toThrow();
  expect(readJson(deep, { values: 1_000_000, depth: 60 })).toBeUndefined();
  expect(layOutJson(deep).split('\n')).toHaveLength(200_001);
  const long = `[${'{"a":"b"},'.repeat(300_000)}1]`;
  expect(readJson(long, { values: 1500, depth: 60 })).toBeUndefined();
  expect(layOutJson(long).length).toBeGreaterThan(long.length);
});
