import { describe, expect, test } from 'vitest';
import { parseDuration } from '#core/schema/duration.ts';
import { declaredFields, fieldAt } from '#core/schema/fields.ts';
import { read } from '#core/schema/read.ts';
import {
  any,
  boolean,
  duration,
  integer,
  intOrString,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  required,
  string,
} from '#core/schema/schema.ts';
import { parseText } from '#core/text/document.ts';

const choice = object('Choice', { exact: optional(string(), 'Same.'), prefix: optional(string(), 'Begins.') }, [
  ['exact', 'prefix'],
]);
const schema = object('Thing', {
  name: required(string(), 'Its name.'),
  port: optional(integer(1, 65535), 'A port.'),
  share: optional(number(0, 1), 'A share.'),
  on: optional(boolean(), 'A switch.'),
  mode: optional(oneOf('SIMPLE', 'MUTUAL'), 'A mode.'),
  wait: optional(duration(), 'A time.'),
  target: optional(intOrString(), 'A port by number or name.'),
  match: optional(list(choice), 'Conditions.'),
  headers: optional(map(choice), 'Conditions by name.'),
  labels: optional(map(string()), 'Labels.'),
  free: optional(any(), 'Anything.'),
  later: optional(choice, 'Comes later.', { fidelity: 'planned', note: 'it is not there yet' }),
  stats: optional(string(), 'Statistics.', { fidelity: 'ignored', note: 'it only names statistics' }),
});

const readText = (text: string) => {
  const tree = parseText(text).tree;
  if (!tree) throw new Error('the test needs YAML');
  const { value, problems } = read(tree, schema, 'thing', [0, 0]);
  return {
    value,
    problems: problems.map(({ severity, code, range }) => `${severity} ${code} ${text.slice(...range)}`),
    messages: problems.map(({ message }) => message),
  };
};

describe('right values', () => {
  test('are read as plain data, durations as milliseconds', () => {
    const text = `name: "1"\nport: 80\nshare: 0.5\non: true\nmode: MUTUAL\nwait: 1m1.5s\ntarget: http\nmatch: [{ exact: a }, null]
headers: { x: { prefix: b }, y: }\nlabels: { __proto__: z }\nfree: { a: [1, null] }\n`;
    const { value, problems } = readText(text);
    expect(problems).toEqual([]);
    expect(value).toEqual({
      name: '1',
      port: 80,
      share: 0.5,
      on: true,
      mode: 'MUTUAL',
      wait: 61_500,
      target: 'http',
      match: [{ exact: 'a' }, {}],
      headers: { x: { prefix: 'b' }, y: {} },
      labels: Object.fromEntries([['__proto__', 'z']]),
      free: { a: [1, null] },
    });
  });

  test('a field that is null counts as absent', () => {
    expect(readText('name: a\nport: null\nmatch: ~\nlater:\n')).toMatchObject({ value: { name: 'a' }, problems: [] });
    expect(readText('name:\n').problems).toEqual(['error schema/required name']);
  });
});

describe('wrong values', () => {
  test.each([
    ['nam: a\nname: b', 'error schema/unknown-field nam'],
    ['name: 5', 'error schema/wrong-type 5'],
    ['name: true', 'error schema/wrong-type true'],
    ['name: [a]', 'error schema/wrong-type name'],
    ['name: a\nport: 0', 'error schema/range 0'],
    ['name: a\nport: 70000', 'error schema/range 70000'],
    ['name: a\nport: -1', 'error schema/range -1'],
    ['name: a\nport: 1.5', 'error schema/wrong-type 1.5'],
    ['name: a\nport: "80"', 'error schema/wrong-type "80"'],
    ['name: a\nport: .inf', 'error schema/wrong-type .inf'],
    ['name: a\nshare: 2', 'error schema/range 2'],
    ['name: a\non: "true"', 'error schema/wrong-type "true"'],
    ['name: a\nmode: simple', 'error schema/enum simple'],
    ['name: a\nwait: 5', 'error schema/duration 5'],
    ['name: a\nwait: 0s', 'error schema/duration 0s'],
    ['name: a\nwait: 1us', 'error schema/duration 1us'],
    ['name: a\nwait: 1.5ms', 'error schema/duration 1.5ms'],
    ['name: a\nwait: -1s', 'error schema/duration -1s'],
    ['name: a\nmatch: { exact: a }', 'error schema/wrong-type match'],
    ['name: a\nmatch: [a]', 'error schema/wrong-type a'],
    ['name: a\nheaders: [a]', 'error schema/wrong-type headers'],
    ['name: a\nlabels: { v: 1 }', 'error schema/wrong-type 1'],
    ['name: a\nmatch: [{ exact: a, prefix: b }]', 'error schema/exclusive prefix'],
    ['name: a\nlater: { exact: a }', 'information fidelity/planned later'],
    ['name: a\nstats: b', 'information fidelity/ignored stats'],
    ['name: yes', 'warning yaml/read-as-boolean yes'],
  ])('%j', (text, expected) => {
    expect(readText(text).problems).toEqual([expected]);
  });

  test('messages name the field and the remedy', () => {
    expect(readText('nmae: a\nname: b').messages).toEqual(['"nmae" is not a field of Thing; did you mean "name"?']);
    expect(readText('name: a\nmode: simple').messages).toEqual([
      '"simple" is not a value of "mode"; did you mean "SIMPLE"?',
    ]);
    expect(readText('name: a\nwait: 5').messages[0]).toContain('add a unit, as in "5s"');
    expect(readText('name: "yes"').messages).toEqual([]);
  });
});

test('durations follow Go', () => {
  expect(['1h30m', '1.5s', '.5s', '1.s', '100us', '-2m', '0'].map(parseDuration)).toEqual([
    5_400_000, 1500, 500, 1000, 0.1, -120_000, 0,
  ]);
  for (const wrong of ['', '5', 's', '1 s', '1d', '1s1', '--1s']) expect(parseDuration(wrong)).toBeUndefined();
});

test('fields are listed with their paths, and what lies in a planned field is planned', () => {
  const fields = new Map(declaredFields(schema).map((field) => [field.path, field.fidelity]));
  expect(fields.get('match[].exact')).toBe('exact');
  expect(fields.get('headers{}.prefix')).toBe('exact');
  expect(fields.get('later.exact')).toBe('planned');
  expect(fieldAt(schema, ['match', 0, 'exact'])?.doc).toBe('Same.');
  expect(fieldAt(schema, ['match', 0])).toBeUndefined();
  expect(fieldAt(schema, ['constructor'])).toBeUndefined();
});
