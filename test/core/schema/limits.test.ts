import { expect, test } from 'vitest';
import { read } from '#core/schema/read.ts';
import { integerOf, list, map, object, optional, string, wholeDuration } from '#core/schema/schema.ts';
import { parseText } from '#core/text/document.ts';

const item = object('Item', { name: optional(string(), 'Its name.'), port: optional(string(), 'Its port.') });
const schema = object('Thing', {
  words: optional(list(string({ longest: 5 }), { fewest: 1, most: 3, unique: true }), 'Words.'),
  items: optional(list(item, { unique: ['name', 'port'] }), 'Items.'),
  wait: optional(wholeDuration(), 'A time.'),
  few: optional(map(string({ longest: 3 }), { most: 2 }), 'Names and words.'),
  word: optional(string({ filled: true }), 'A word.'),
  code: optional(integerOf(301, 302, 308), 'A status.'),
});

const problemsOf = (yaml: string) => {
  const { tree } = parseText(yaml);
  if (!tree) throw new Error('the test needs YAML');
  const { problems } = read(tree, schema, 'spec', [0, 0]);
  return problems.map(({ code, message, range }) => [code, message, yaml.slice(...range)]);
};

test.each([
  ['words: [a, b]', []],
  ['words: []', [['schema/too-few', '"words" needs an item at least; add what is missing', 'words']]],
  ['words: [a, b, c, d]', [['schema/too-many', '"words" may have 3 items at most, not 4; remove some', 'd']]],
  ['words: [a, a]', [['schema/duplicate-item', '"words" has "a" twice; remove one', 'a']]],
  ['words: [abcdef]', [['schema/too-long', '"words[0]" may have 5 characters at most, not 6; shorten it', 'abcdef']]],
  ['items: [{ name: a, port: b }, { name: a, port: c }, { name: a }]', []],
  ['items: [{}, {}]', []],
  [
    'items: [{ name: a }, { name: a }]',
    [['schema/duplicate-item', 'two items of "items" have the same "name" and "port"; change or remove one', 'name']],
  ],
  ['few: { a: x, b: y }', []],
  [
    'few: { a: x, b: y, third: z }',
    [['schema/too-many', '"few" may have 2 entries at most, not 3; remove some', 'third']],
  ],
  ['few: { a: long }', [['schema/too-long', '"a" may have 3 characters at most, not 4; shorten it', 'long']]],
  // Characters are counted, not UTF-16 units.
  ['few: { a: 🥐🥐🥐 }', []],
  ['word: ""', [['schema/empty', '"word" is empty; write its value', '""']]],
  ['code: 302', []],
  ['code: 307', [['schema/enum', '307 is not a value of "code"; use 301, 302 or 308', '307']]],
  ['wait: 1h30m', []],
  ['wait: 0s', []],
])('%s', (yaml, expected) => {
  expect(problemsOf(yaml).map((p) => p.slice(0, 3))).toEqual(
    expected.map(([code, message, text]) => [code, message, expect.stringContaining(String(text))]),
  );
});

test.each(['1.5s', '1d', '123456s', '1s1s1s1s1s'])('%s is no duration of the Gateway API', (text) => {
  expect(problemsOf(`wait: ${text}`).map(([code]) => code)).toEqual(['schema/duration']);
});
