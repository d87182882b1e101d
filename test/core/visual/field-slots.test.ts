import { describe, expect, test } from 'vitest';
import { any, list, map, object, optional, required, string } from '#core/schema/schema.ts';
import { parseText } from '#core/text/document.ts';
import type { Path } from '#core/text/tree.ts';
import { fieldSlots, foreignAt } from '#core/visual/field-slots.ts';

const documentOf = (text: string) => {
  const { tree } = parseText(text);
  if (!tree) throw new Error(`no tree in ${text}`);
  return { text, tree };
};

const rule = object(
  'Rule',
  {
    name: optional(string(), 'Its name.'),
    hosts: optional(list(string()), 'Where it counts.'),
    redirect: optional(object('Redirect', { uri: optional(string(), 'Where to.') }), 'Another place.'),
    route: optional(string(), 'A service.'),
    rewrite: optional(map(string()), 'Another path.'),
    extra: optional(any(), 'Anything.'),
    port: required(string(), 'A port.'),
  },
  [
    ['redirect', 'route'],
    ['redirect', 'rewrite'],
  ],
);

test('fields come as they are written, what may be added as it is declared with the required first', () => {
  const slots = fieldSlots(documentOf('spec:\n  route: a\n  colour: red\n  name: b\n'), ['spec'], rule);
  expect(slots.present.map(({ name, path }) => [name, path])).toEqual([
    ['route', ['spec', 'route']],
    ['name', ['spec', 'name']],
  ]);
  expect(slots.absent.map(({ name, required, excludedBy }) => [name, required, excludedBy])).toEqual([
    ['port', true, []],
    ['hosts', false, []],
    ['redirect', false, ['route']],
    ['rewrite', false, []],
    ['extra', false, []],
  ]);
  expect(slots.unknown.map(({ name, tree }) => [name, tree.is])).toEqual([['colour', 'scalar']]);
});

test.each(['spec:\n', 'spec: 1\n', 'other: 1\n'])('in %j every field is absent', (text) => {
  const slots = fieldSlots(documentOf(text), ['spec'], rule);
  expect([slots.present, slots.unknown, slots.absent.length]).toEqual([[], [], 7]);
});

describe('a value is not for a form', () => {
  const text = `base: &base
  name: shared
  hosts: [a]
lone: &lone
  name: x
uses:
  <<: *base
  route: b
list: [*base, plain]
tagged: !!str 5
quoted: "*base"
rule:
  extra: { a: 1 }
  hosts: a
  route: [a]
`;
  test.each<[Path, string | undefined]>([
    [['base', 'name'], 'anchor'],
    [['base', 'hosts', 0], 'anchor'],
    [['lone', 'name'], undefined],
    [['uses', 'name'], 'merge-key'],
    [['uses', 'route'], undefined],
    [['list', 0], 'alias'],
    [['list', 0, 'name'], 'alias'],
    [['list', 1], undefined],
    [['tagged'], 'tag'],
    [['quoted'], undefined],
  ])('%j: %s', (path, why) => expect(foreignAt(documentOf(text), path, string())?.why).toBe(why));

  test('or because of its shape', () => {
    const { present } = fieldSlots(documentOf(text), ['rule'], rule);
    expect(present.map(({ name, foreign }) => [name, foreign?.why])).toEqual([
      ['extra', 'free-form'],
      ['hosts', 'shape'],
      ['route', 'shape'],
    ]);
    expect(present[1]?.foreign?.message).toBe('this is a single value where a list belongs; mend it in the text');
  });
});
