import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { kinds } from '#core/resource/index.ts';
import { read } from '#core/schema/read.ts';
import {
  boolean,
  duration,
  type Field,
  integer,
  integerOf,
  intOrString,
  number,
  oneOf,
  type Schema,
  string,
} from '#core/schema/schema.ts';
import { parseText } from '#core/text/document.ts';
import type { Tree } from '#core/text/tree.ts';
import { parseInput } from '#core/visual/field-input.ts';
import { newValue } from '#core/visual/field-new-value.ts';
import { describeValue } from '#core/visual/field-summary.ts';

const treeOf = (text: string): Tree => {
  const { tree } = parseText(text);
  if (!tree) throw new Error(`no tree in ${text}`);
  return tree;
};

/** Every schema that something can be added for, once, with its path and key. */
const addable = (): readonly (readonly [path: string, schema: Schema, name: string, field: Field | undefined])[] => {
  const seen = new Set<Schema>();
  const below = (
    schema: Schema,
    path: string,
    name: string,
    field?: Field,
  ): readonly (readonly [string, Schema, string, Field | undefined])[] => {
    const own = [[path, schema, name, field] as const];
    if (schema.is === 'list') return [...own, ...below(schema.item, `${path}[]`, name)];
    if (schema.is === 'map') return [...own, ...below(schema.value, `${path}{}`, '')];
    if (schema.is !== 'object' || seen.has(schema)) return own;
    seen.add(schema);
    return [
      ...own,
      ...Object.entries(schema.fields).flatMap(([key, one]) => below(one.schema, `${path}.${key}`, key, one)),
    ];
  };
  return kinds.flatMap((kind) => (kind.is === 'acted' ? below(kind.schema, kind.kind, 'spec') : []));
};

test('what is added is valid for every field and item that any kind declares', () => {
  const all = addable();
  expect(all.length).toBeGreaterThan(500);
  const wrong = all.flatMap(([path, schema, name, field]) => {
    const value = newValue(schema, name, field);
    const tree = treeOf(stringify([value], { aliasDuplicateObjects: false }));
    const [item] = tree.is === 'list' ? tree.items : [];
    const problems = item ? read(item, schema, name, [0, 1]).problems.filter((one) => one.severity === 'error') : [];
    return problems.map(({ message }) => `${path} = ${JSON.stringify(value)}: ${message}`);
  });
  expect(wrong).toEqual([]);
});

describe('a new value', () => {
  test.each<[string, Schema, string, unknown]>([
    ['a duration', duration(), 'timeout', '5s'],
    ['a port', integer(1, 65535), 'number', 80],
    ['a whole number with a smallest', integer(3), 'attempts', 3],
    ['one of some numbers', integerOf(301, 302), 'redirectCode', 301],
    ['the first word', oneOf('SIMPLE', 'MUTUAL'), 'mode', 'SIMPLE'],
    ['a number or text', intOrString(), 'port', 80],
    ['a text by the pattern that it has to fit', string({ pattern: /^\// }), 'x', '/'],
  ])('%s', (_, schema, name, expected) => expect(newValue(schema, name)).toEqual(expected));
});

describe('what is typed', () => {
  test.each<[string, Schema, string, unknown]>([
    ['a number stays one', integer(), ' 08 ', 8],
    ['a fraction', number(), '0.5', 0.5],
    ['a boolean', boolean(), 'True', true],
    ['a duration stays text', duration(), ' 1.5s ', '1.5s'],
    ['digits in a text stay text', string(), '80', '80'],
    ['blanks in a text stay', string(), ' a ', ' a '],
    ['a port by number', intOrString(), '8080', 8080],
    ['a port by name', intOrString(), 'http', 'http'],
    ['a word', oneOf('SIMPLE'), 'SIMPLE', 'SIMPLE'],
    ['yes is a text', string(), 'yes', 'yes'],
  ])('%s', (_, schema, typed, value) => expect(parseInput(schema, typed, 'field')).toEqual({ ok: true, value }));

  test.each<[string, Schema, string, string]>([
    ['no number', integer(), 'many', '"field" must be a whole number, not "many"'],
    ['nothing', integer(), '', '"field" must be a whole number, not ""'],
    ['beyond its range', integer(0, 100), '101', '"field" must be from 0 to 100, not 101'],
    ['no unit', duration(), '5', '"field" must be a duration such as "1.5s", "500ms" or "1h30m", not "5"'],
    ['no such word', oneOf('SIMPLE', 'MUTUAL'), 'SIMPEL', '"SIMPEL" is not a value of "field"; did you mean "SIMPLE"?'],
  ])('%s is refused', (_, schema, typed, message) =>
    expect(parseInput(schema, typed, 'field')).toEqual({ ok: false, message }),
  );
});

test.each([
  ['prefix: /status', 'prefix "/status"'],
  ['uri: { prefix: /status }', 'uri prefix "/status"'],
  ['[a, b]', 'a, b'],
  ['- { host: a, port: 80 }\n- { host: b }', '2 items'],
  ['- { host: a, port: 80 }', 'host "a", port 80'],
  ['{}', 'empty'],
  [`a: ${'x'.repeat(99)}`, `a "${'x'.repeat(56)}…`],
])('%j in a few words: %s', (text, words) => expect(describeValue(treeOf(text))).toBe(words));
