import { describe, expect, test } from 'vitest';
import { toPlain } from '#core/schema/read.ts';
import { rangeAt, treeAt } from '#core/text/cursor.ts';
import { parseDocuments, parseText } from '#core/text/document.ts';

const parse = (text: string) => parseDocuments({ file: 'a.yaml', text });
const plain = (text: string) => parse(text).value.map(({ parsed }) => (parsed.tree ? toPlain(parsed.tree) : undefined));
const problemOf = (text: string) => {
  const { problems } = parseText(text);
  return problems.map(({ code, range }) => `${code} ${text.slice(...range)}`);
};

describe('documents of a file', () => {
  test('are cut at markers, and those without content are left out', () => {
    const text = '%YAML 1.2\n---\na: 1\n---\n# nothing\n--- # said here\nb: 2\n...\n---\n\n---\nc: "---"\n';
    expect(plain(text)).toEqual([{ a: 1 }, { b: 2 }, { c: '---' }]);
    expect(parse('').value).toEqual([]);
    expect(plain('\ufeffa: 1\r\n---\r\nb: 2\r\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test('know their places: an error in one leaves the others whole', () => {
    const text = 'a: 1\n---\nb: [1\n---\nc: 3\n';
    const { value, diagnostics } = parse(text);
    expect(value.map(({ parsed }) => parsed.tree !== undefined)).toEqual([true, false, true]);
    expect(diagnostics).toMatchObject([{ code: 'yaml/unclosed-bracket', place: { line: 3, column: 4 } }]);
  });

  test('are taken over where their text is the same, wherever they have moved', () => {
    const first = parse('a: 1\n---\nb: 2\n').value;
    const second = parseDocuments({ file: 'a.yaml', text: 'new: 0\n---\nb: 2\n' }, first).value;
    expect(second[1]?.parsed).toBe(first[1]?.parsed);
    expect(second[1]?.start).not.toBe(first[1]?.start);
  });
});

describe('values', () => {
  test('aliases and merge keys are resolved, explicit keys win', () => {
    const text = 'x: &a { k: 1, l: 2 }\ny: { <<: *a, k: 3 }\nz: [*a]\nm: { <<: [*a, { n: 4 }] }\n';
    expect(plain(text)).toEqual([
      { x: { k: 1, l: 2 }, y: { k: 3, l: 2 }, z: [{ k: 1, l: 2 }], m: { k: 1, l: 2, n: 4 } },
    ]);
  });

  test('an alias is placed where it is written, what it holds where that is written', () => {
    const text = 'x: &a { k: 1 }\ny: *a\n';
    const tree = parseText(text).tree;
    expect(tree && text.slice(...rangeAt(tree, ['y']))).toBe('*a');
    expect(tree && text.slice(...rangeAt(tree, ['y', 'k']))).toBe('1');
  });

  test('keys keep their spelling, "__proto__" is a key like any other', () => {
    const tree = parseText('80: a\ntrue: b\n__proto__: c\n').tree;
    expect(tree?.is === 'map' && tree.entries.map(({ key }) => key)).toEqual(['80', 'true', '__proto__']);
    expect(tree && treeAt(tree, ['__proto__'])).toMatchObject({ value: 'c' });
  });
});

describe('what is no YAML is one diagnostic at the place a person would look', () => {
  test.each([
    ['a: b\n\tc: d\n', 'yaml/tab \t'],
    ['spec:\n  http:\n\t- route:\n', 'yaml/tab \t'],
    ['a:\n  b: 1\n c: 2\n', 'yaml/indentation c:'],
    ['  a: 1\nb: 2\n', 'yaml/indentation b:'],
    ['a: "b\nc: d\n', 'yaml/unclosed-quote "'],
    ["a: 'x\n", "yaml/unclosed-quote '"],
    ['a: [1, 2\nb: 3\n', 'yaml/unclosed-bracket ['],
    ['a: {\n', 'yaml/unclosed-bracket {'],
    ['a: {b: 1 c: 2}\n', 'yaml/missing-comma 1 c: 2'],
    ['a: b: c\n', 'yaml/nested-key b:'],
    ['a: b\nfoo\nc: d\n', 'yaml/missing-colon foo'],
    ['a: `x`\n', 'yaml/quote-needed `x`'],
    ['a: "\\q"\n', 'yaml/escape \\q"'],
    ['a: {{ .Values.x }}\n', 'yaml/template {{ .Values.x }}'],
    ['a: {{ .Values.x }}/y\nb: 1\n', 'yaml/template {{ .Values.x }}'],
    ['a: *x\n', 'yaml/unknown-alias *x'],
    ['a: &a [*a]\n', 'yaml/alias-cycle *a'],
    ['a: 1\nb: 2\na: 3\n', 'yaml/duplicate-key a'],
    ['? [x]\n: y\n', 'yaml/complex-key [x]'],
  ])('%j', (text, expected) => {
    expect(problemOf(text)).toEqual([expected]);
  });

  test('a duplicate key names the first one', () => {
    expect(parseText('a: 1\nb: 2\na: 3\n').problems).toMatchObject([{ range: [10, 11], related: [{ range: [0, 1] }] }]);
  });

  test('every beginning of a document is taken without a throw', () => {
    const text = `apiVersion: v1\nmetadata: { name: "a", labels: {b: 'c'} }\nspec:\n  - &x a: |\n      t\n    b: *x\n  - <<: *x\n`;
    for (let end = 0; end <= text.length; end++) {
      const { tree, problems } = parseText(text.slice(0, end));
      expect(tree !== undefined || problems.length > 0 || text.slice(0, end).trim() === '').toBe(true);
    }
  });
});

describe('hostile text', () => {
  test.each([
    ['brackets', '['.repeat(5_000_000)],
    ['maps in maps', '{a: '.repeat(1_000_000)],
    ['lists in lists', '- '.repeat(2_000_000)],
    ['deep indentation', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('%s are too deep, and the stack stands', (_, text) => {
    expect(parseText(text).problems.map(({ code }) => code)).toEqual(['yaml/too-deep']);
  });

  test('an alias bomb is refused by one diagnostic', () => {
    const bomb = [...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[i]}`)}]`);
    const { tree, problems } = parseText(['a: &a [1,1,1,1,1,1,1,1,1,1]', ...bomb].join('\n'));
    expect(tree).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['yaml/alias-bomb']);
  });

  test('a quote that is never closed in 3 MB', () => {
    expect(problemOf(`"${'x\n'.repeat(1_500_000)}`)).toEqual(['yaml/unclosed-quote "']);
  });

  test('5 MB of plain documents', () => {
    const one = `a:\n${'  - name: value\n    other: [1, 2, 3]\n'.repeat(100)}`;
    const text = Array(1400).fill(one).join('---\n');
    expect(text.length).toBeGreaterThan(5_000_000);
    const { value, diagnostics } = parse(text);
    expect([value.length, diagnostics.length]).toEqual([1400, 0]);
  });
});
