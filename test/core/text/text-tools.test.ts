import { expect, test } from 'vitest';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { nearest } from '#core/text/nearest.ts';
import { indexLines, locator, positionAt } from '#core/text/position.ts';
import { printDiagnostic } from '#core/text/print-diagnostic.ts';

test('lines end with \\n, \\r\\n and \\r; columns count from 1', () => {
  const lines = indexLines('ab\r\nc\rd\n');
  expect(lines).toEqual([0, 4, 6, 8]);
  expect([0, 1, 4, 5, 6, 8, 99].map((offset) => positionAt(lines, offset).line)).toEqual([1, 1, 2, 2, 3, 4, 4]);
  expect(positionAt(lines, 5)).toEqual({ line: 2, column: 2 });
});

test('the nearest word, swaps of neighbours included, and none where none is near', () => {
  const words = ['prefix', 'exact', 'regex'];
  expect(nearest('perfix', words)).toBe('prefix');
  expect(nearest('EXACT', words)).toBe('exact');
  expect(nearest('uri', words)).toBeUndefined();
});

test('a text that is no YAML yet still says its kind and name', () => {
  const text =
    'apiVersion: v1\nkind: VirtualService # half\nmetadata:\n  # who\n  name: "shop"\n  namespace: prod\nspec: [\n';
  expect(guessIdentity(text)).toEqual({ kind: 'VirtualService', name: 'shop', namespace: 'prod' });
  expect(guessIdentity('kind: Gateway\nmetadata: { namespace: a, name: b }\n x')).toEqual({
    kind: 'Gateway',
    name: 'b',
    namespace: 'a',
  });
  expect(guessIdentity('spec:\n  name: no\n')).toEqual({});
});

test('a diagnostic is printed with its line, and carets that stay in line behind tabs', () => {
  const text = 'a: 1\nb:\t"x" # tab\n';
  const locate = locator({ file: 'f.yaml', text });
  const printed = printDiagnostic(
    {
      severity: 'error',
      code: 'area/wrong',
      message: 'this is wrong',
      place: locate([8, 11]),
      related: [{ message: 'the first one', place: locate([0, 1]) }],
    },
    text,
  );
  expect(printed.split('\n')).toEqual([
    'f.yaml:2:4: error area/wrong: this is wrong',
    '  2 | b:  "x" # tab',
    '    |     ^^^',
    '  f.yaml:1:1: the first one',
  ]);
});

test('a very long line is cut around the place', () => {
  const text = `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`;
  const place = locator({ file: 'f.yaml', text })([5000, 5004]);
  const lines = printDiagnostic({ severity: 'warning', code: 'a/b', message: 'm', place }, text).split('\n');
  const [, shown = '', carets = ''] = lines;
  expect(shown.length).toBeLessThan(140);
  expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
});

test('a printed diagnostic has no control characters of the file in it', () => {
  const text = 'a: \u001b]0;title\u0007\u009b2J x\n';
  const place = { file: 'e\u001bvil.yaml', range: [3, 9], line: 1, column: 4 } as const;
  const printed = printDiagnostic({ severity: 'error', code: 'a/b', message: '"\u001b[2J" is bad', place }, text);
  expect(printed.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  expect(printed).toContain('a: \ufffd]0;title\ufffd\ufffd2J x');
});
