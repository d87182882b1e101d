import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EditedDocument } from '#core/edit/find-node.ts';
import { plainOf } from '#core/edit/model.ts';
import { applyEdits } from '#core/edit/text-edit.ts';
import { type Edits, insertItem, moveItem, quoteScalar, removeAt, renameKey, setValue } from '#core/edit/yaml-edits.ts';
import { parseText } from '#core/text/document.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import { seed } from '../../edits/seed.ts';
import { dice, model, scalar, written } from './random-yaml.ts';

const documentOf = (text: string): EditedDocument => {
  const { tree } = parseText(text);
  if (!tree) throw new Error(`no tree in ${text}`);
  return { text, tree };
};

const edited = (text: string, edit: (document: EditedDocument) => Edits): string | undefined => {
  const edits = edit(documentOf(text));
  return edits && applyEdits(text, edits);
};

const routes = `# routes of the shop
spec:
  hosts: [shop.test]   # the only one
  http:
  # the newest first
  - name: v2   # canary
    route:
    - destination: { host: reviews, subset: v2 }
      weight: 10

  - name: v1
    route:
      - destination:
          host: 'reviews'
        # most of it
        weight: 80
`;

test('a map or list with comments among its parts is not replaced, because they would be lost', () => {
  const set = (text: string) => edited(text, (document) => setValue(document, ['spec'], [1]));
  expect(set('spec:\n  # why\n  a: 1\n')).toBeUndefined();
  expect(set('spec:\n  a: 1\n  # why\n  b: 2\n')).toBeUndefined();
  expect(set('spec: {\n  a: 1, # why\n  b: 2 }\n')).toBeUndefined();
  expect(set('spec:\n  a: "# no comment"\n  b#c: 2\n')).toBe('spec:\n- 1\n');
});

describe('a value is set', () => {
  test.each<[string, Path, Parameters<typeof setValue>[2], string, string]>([
    ['a scalar', ['spec', 'http', 1, 'route', 0, 'weight'], 90, '        weight: 80', '        weight: 90'],
    ['in its quotes', ['spec', 'http', 1, 'route', 0, 'destination', 'host'], 'ratings', "'reviews'", "'ratings'"],
    ['between braces', ['spec', 'http', 0, 'route', 0, 'destination', 'subset'], 'v3', 'subset: v2', 'subset: v3'],
    [
      'a new key between braces',
      ['spec', 'http', 0, 'route', 0, 'destination', 'port'],
      { number: 80 },
      'subset: v2 }',
      'subset: v2, port: { number: 80 } }',
    ],
    [
      'a new key',
      ['spec', 'http', 1, 'timeout'],
      '5s',
      '        weight: 80\n',
      '        weight: 80\n    timeout: 5s\n',
    ],
    [
      'a new list',
      ['spec', 'gateways'],
      ['main'],
      '        weight: 80\n',
      '        weight: 80\n  gateways:\n  - main\n',
    ],
    [
      'a map for a scalar',
      ['spec', 'http', 0, 'name'],
      { a: [1, 'yes'] },
      '- name: v2   # canary\n',
      '- name:   # canary\n      a:\n      - 1\n      - "yes"\n',
    ],
  ])('%s', (_, path, value, from, to) => {
    expect(edited(routes, (document) => setValue(document, path, value))).toBe(routes.replace(from, to));
  });

  test('behind the key that it is to follow', () => {
    expect(edited(routes, (document) => setValue(document, ['spec', 'gateways'], ['main'], { after: 'hosts' }))).toBe(
      routes.replace('# the only one\n', '# the only one\n  gateways:\n  - main\n'),
    );
  });

  test('where a key has no value yet, and at the end of a text without a line end', () => {
    expect(edited('a:\nb: 1', (document) => setValue(document, ['a'], 'x'))).toBe('a: x\nb: 1');
    expect(edited('a:\nb: 1', (document) => setValue(document, ['c'], { d: 1 }))).toBe('a:\nb: 1\nc:\n  d: 1');
  });

  test('with the line ends of the text', () => {
    expect(edited('a:\r\n  b: 1\r\n', (document) => setValue(document, ['a', 'c'], [1, 2]))).toBe(
      'a:\r\n  b: 1\r\n  c:\r\n  - 1\r\n  - 2\r\n',
    );
  });

  test('not where an alias names it, nor against its tag', () => {
    const text = 'a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 2\nf: !!str 1\n';
    for (const path of [['a', 'b'], ['a'], ['f']])
      expect(edited(text, (document) => setValue(document, path, 9))).toBeUndefined();
    expect(edited(text, (document) => setValue(document, ['d', 'e'], 3))).toBe(text.replace('e: 2', 'e: 3'));
    expect(edited(text, (document) => setValue(document, ['f'], '2'))).toBe(text.replace('!!str 1', '!!str "2"'));
  });

  test('behind an anchor that nothing names', () => {
    const set = (text: string, path: Path, value: number | object) =>
      edited(text, (document) => setValue(document, path, value as never));
    expect(set('a: &x\n  b: 1\n', ['a', 'b'], 2)).toBe('a: &x\n  b: 2\n');
    expect(set('a: &x 1 # why\n', ['a'], 2)).toBe('a: &x 2 # why\n');
    expect(set('a: &x 1\n', ['a'], { b: 2 })).toBe('a: &x\n  b: 2\n');
    expect(set('- &x a: 1\n', [0, 'a'], 2)).toBe('- &x a: 2\n');
  });

  test('instead of an alias, which is written out where a part of it becomes another', () => {
    const text = 'a: &x\n  b: 1\n  c: [1]\nd: *x # why\ne:\n- *x\n';
    const set = (path: Path, value: number) => edited(text, (document) => setValue(document, path, value));
    expect(set(['d'], 9)).toBe(text.replace('d: *x', 'd: 9'));
    expect(set(['d', 'b'], 9)).toBe(text.replace('d: *x # why', 'd: # why\n  b: 9\n  c:\n  - 1'));
    expect(set(['e', 0, 'b'], 9)).toBe(text.replace('- *x', '- b: 9\n  c:\n  - 1'));
    expect(edited(text, (document) => removeAt(document, ['d', 'b']))).toBe(
      text.replace('d: *x # why', 'd: # why\n  c:\n  - 1'),
    );
    expect(edited(text, (document) => insertItem(document, ['d', 'c'], 0, 0))).toBe(
      text.replace('d: *x # why', 'd: # why\n  b: 1\n  c:\n  - 0\n  - 1'),
    );
  });

  test('before what a merge key brings in, by a key of its own', () => {
    const text = 'a: &x\n  b: 1\n  c: { d: 1, e: 2 }\nf:\n  <<: *x\n  g: 2\n';
    expect(edited(text, (document) => setValue(document, ['f', 'b'], 9))).toBe(`${text}  b: 9\n`);
    expect(edited(text, (document) => setValue(document, ['f', 'c', 'd'], 9))).toBe(
      `${text}  c:\n    d: 9\n    e: 2\n`,
    );
    expect(edited(text, (document) => removeAt(document, ['f', 'b']))).toBeUndefined();
  });

  test('part by part where it is a map or list, so that comments and order stay', () => {
    const text =
      'a:\n  # the host\n  host: x # h\n  # the port\n  port: 1\n  list:\n  - 1 # one\n  # second\n  - 2\n  - 3\n';
    const set = (path: Path, value: never) => edited(text, (document) => setValue(document, path, value));
    expect(set(['a'], { port: 2, host: 'x', list: [1, 2, 3] } as never)).toBe(text.replace('port: 1', 'port: 2'));
    expect(set(['a'], { port: 1, list: [1, 2, 3] } as never)).toBe(text.replace('  # the host\n  host: x # h\n', ''));
    expect(set(['a', 'list'], [1, 2, 4, 3] as never)).toBe(text.replace('  - 2\n', '  - 2\n  - 4\n'));
    expect(set(['a', 'list'], [2, 3, 1] as never)).toBe(
      text.replace('  - 1 # one\n', '').replace('  - 3\n', '  - 3\n  - 1 # one\n'),
    );
    expect(set(['a', 'list'], [3] as never)).toBe(text.replace('  - 1 # one\n  # second\n  - 2\n', ''));
  });
});

describe('something is removed', () => {
  test.each<[string, Path, string, string]>([
    [
      'an item with its comments',
      ['spec', 'http', 0],
      '  # the newest first\n  - name: v2   # canary\n    route:\n    - destination: { host: reviews, subset: v2 }\n      weight: 10\n',
      '',
    ],
    [
      'an entry with the comment above',
      ['spec', 'http', 1, 'route', 0, 'weight'],
      '        # most of it\n        weight: 80\n',
      '',
    ],
    ['the first entry of an item', ['spec', 'http', 1, 'name'], '- name: v1\n    route:', '- route:'],
    [
      'an entry between braces',
      ['spec', 'http', 0, 'route', 0, 'destination', 'host'],
      '{ host: reviews, subset',
      '{ subset',
    ],
    ['all that would be empty', ['spec', 'hosts', 0], '  hosts: [shop.test]   # the only one\n', ''],
  ])('%s', (_, path, from, to) => {
    expect(edited(routes, (document) => removeAt(document, path))).toBe(routes.replace(from, to));
  });
});

describe('something between brackets is removed', () => {
  const text = 'a: {\n  # one\n  b: 1, # first\n  # two\n  c: 2,\n  # three\n  d: 3 # last\n}\n';
  test.each<[string, string, Path, string]>([
    ['with its own comments alone', text, ['a', 'b'], text.replace('  # one\n  b: 1, # first\n', '')],
    ['among others', text, ['a', 'c'], text.replace('  # two\n  c: 2,\n', '')],
    ['last', text, ['a', 'd'], text.replace('c: 2,\n  # three\n  d: 3 # last\n', 'c: 2\n')],
    ['before the bracket', 'a: [1, # one\n  # two\n  2]\n', ['a', 1], 'a: [1 # one\n  ]\n'],
    ['behind the bracket', 'a: { b: 1, # one\n  c: 2 }\n', ['a', 'b'], 'a: { c: 2 }\n'],
    ['beside a merge key', 'x: &x {a: 1}\ny: { <<: *x, b: 2 }\n', ['y', 'b'], 'x: &x {a: 1}\ny: { <<: *x }\n'],
    ['before a merge key', 'x: &x {a: 1}\ny: { b: 2, <<: *x }\n', ['y', 'b'], 'x: &x {a: 1}\ny: { <<: *x }\n'],
    ['with commas and marks in quotes', 'a: ["x, # y", \'z\', 1]\n', ['a', 1], 'a: ["x, # y", 1]\n'],
  ])('%s', (_, before, path, after) => {
    expect(edited(before, (document) => removeAt(document, path))).toBe(after);
  });
});

test('an item with an anchor that nothing names is removed', () => {
  expect(edited('a:\n- &x 1\n- 2\n', (document) => removeAt(document, ['a', 0]))).toBe('a:\n- 2\n');
});

test('comments further in go along where they would become text', () => {
  expect(edited('a: >-\n   b\nc:\n   d: e\n     # why\nf: 1\n', (document) => removeAt(document, ['c', 'd']))).toBe(
    'a: >-\n   b\nf: 1\n',
  );
});

test('comments between a key and its value stay above another value', () => {
  const set = (value: Parameters<typeof setValue>[2]) =>
    edited('a: # one\n# two\n  b\nc: 1\n', (document) => setValue(document, ['a'], value));
  expect(set('x')).toBe('a: # one\n# two\n  x\nc: 1\n');
  expect(set({})).toBe('a: # one\n# two\n  {}\nc: 1\n');
  expect(set({ d: [1] })).toBe('a: # one\n# two\n  d:\n  - 1\nc: 1\n');
  const empty = 'a:\n  # one\n  {}\n';
  expect(edited(empty, (document) => setValue(document, ['a', 'b'], 1))).toBe('a:\n  # one\n  b: 1\n');
});

describe('items', () => {
  test('move with their comments', () => {
    expect(edited(routes, (document) => moveItem(document, ['spec', 'http'], 1, 0))).toBe(`# routes of the shop
spec:
  hosts: [shop.test]   # the only one
  http:
  - name: v1
    route:
      - destination:
          host: 'reviews'
        # most of it
        weight: 80
  # the newest first
  - name: v2   # canary
    route:
    - destination: { host: reviews, subset: v2 }
      weight: 10

`);
    expect(edited('a: [1, 2, 3]\n', (document) => moveItem(document, ['a'], 0, 2))).toBe('a: [2, 3, 1]\n');
    expect(edited('- 1\n- 2', (document) => moveItem(document, [], 0, 1))).toBe('- 2\n- 1');
    expect(edited('- 1\n- 2', (document) => moveItem(document, [], 1, 0))).toBe('- 2\n- 1');
  });

  test('come in where they are asked for', () => {
    expect(edited('a:\n- 1\n# two\n- 2\n', (document) => insertItem(document, ['a'], 1, { b: 1, c: 2 }))).toBe(
      'a:\n- 1\n- b: 1\n  c: 2\n# two\n- 2\n',
    );
    expect(edited('a: [1]\n', (document) => insertItem(document, ['a'], 5, 2))).toBe('a: [1, 2]\n');
    expect(edited('a: []\n', (document) => insertItem(document, ['a'], 0, 2))).toBe('a:\n- 2\n');
    expect(edited('b: 1\n', (document) => insertItem(document, ['a'], 0, 2))).toBe('b: 1\na:\n- 2\n');
  });
});

test('keys are renamed and scalars quoted where they stand', () => {
  expect(edited('"a" : 1 # c\n', (document) => renameKey(document, ['a'], 'b'))).toBe('"b" : 1 # c\n');
  expect(edited('a: 010\n', (document) => quoteScalar(document, ['a']))).toBe('a: "010"\n');
  expect(edited('a: true # c\n', (document) => quoteScalar(document, ['a']))).toBe('a: "true" # c\n');
});

describe('random edits of random documents', () => {
  const pathsOf = (tree: Tree, path: Path = []): Path[] => [
    path,
    ...(tree.is === 'map' ? tree.entries.flatMap(({ key, value }) => pathsOf(value, [...path, key])) : []),
    ...(tree.is === 'list' ? tree.items.flatMap((item, index) => pathsOf(item, [...path, index])) : []),
  ];
  const commentsOf = (text: string): string[] => text.match(/# (?:n|above )\d+/g) ?? [];

  test('say what was meant, keep every comment that is not removed, and are always possible', () => {
    let asked = 0;
    let done = 0;
    fc.assert(
      fc.property(
        model,
        dice(),
        fc.nat(),
        fc.constantFrom('set', 'add', 'insert', 'move', 'rename'),
        scalar,
        fc.boolean(),
        (value, rolls, pick, what, next, windows) => {
          if (typeof value !== 'object' || Array.isArray(value)) return;
          const roll = () => rolls.next().value as number;
          const body = `${written({ ...value, z: 1 }, 0, roll, false).replace(/^\n/, '')}\n`;
          const text = windows ? body.replaceAll('\n', '\r\n') : body;
          const { tree, problems } = parseText(text);
          if (!tree || problems.some(({ severity }) => severity === 'error'))
            throw new Error(`the generator wrote no YAML: ${text}`);
          const document = { text, tree };
          const paths = pathsOf(tree).slice(1);
          const path = paths[pick % paths.length] ?? [];
          const at = path.reduce<Tree | undefined>(
            (one, step) =>
              one?.is === 'map'
                ? one.entries.find(({ key }) => key === step)?.value
                : one?.is === 'list'
                  ? one.items[Number(step)]
                  : undefined,
            tree,
          );
          const edits =
            what === 'set' && at?.is === 'scalar'
              ? setValue(document, path, next)
              : what === 'add' && at?.is === 'map'
                ? setValue(document, [...path, 'added'], { deep: [next] })
                : what === 'insert' && at?.is === 'list'
                  ? insertItem(document, path, pick % 3, { item: next })
                  : what === 'move' && at?.is === 'list' && at.items.length > 1
                    ? moveItem(document, path, 0, at.items.length - 1)
                    : what === 'rename' && typeof path.at(-1) === 'string'
                      ? renameKey(document, path, 'renamed')
                      : 'none';
          if (edits === 'none') return;
          asked += 1;
          if (!edits) return;
          done += 1;
          const result = applyEdits(text, edits);
          expect([...commentsOf(result)].sort()).toEqual([...commentsOf(text)].sort());
          if (windows) expect(result.replaceAll('\r\n', '')).not.toContain('\n');
          const kept = new Set(result.split(/\r?\n/));
          const lost = text.split(/\r?\n/).filter((line) => !kept.has(line));
          expect(lost.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 3000, seed },
    );
    expect(done).toBe(asked);
    expect(asked).toBeGreaterThan(500);
  });

  test('removals keep all comments but those of what goes', () => {
    fc.assert(
      fc.property(model, dice(), fc.nat(), (value, rolls, pick) => {
        if (typeof value !== 'object' || Array.isArray(value)) return;
        const text = `${written({ ...value, z: 1 }, 0, () => rolls.next().value as number, false).replace(/^\n/, '')}\n`;
        const document = documentOf(text);
        const paths = pathsOf(document.tree).slice(1);
        const path = paths[pick % paths.length] ?? [];
        const edits = removeAt(document, path);
        if (!edits) return;
        const result = documentOf(applyEdits(text, edits));
        if (path[0] !== 'z') expect(plainOf(result.tree)).toHaveProperty('z');
        const removed = edits.map(({ range }) => text.slice(...range)).join('');
        expect([...commentsOf(result.text), ...commentsOf(removed)].sort()).toEqual([...commentsOf(text)].sort());
      }),
      { numRuns: 2000, seed },
    );
  });
});
