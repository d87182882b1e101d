import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { outline } from '#core/complete/outline.ts';
import { format } from '#core/edit/format.ts';

/*
 * Each of these took time with the square of the length once: what is a blink now would run into the time limit of a test many times over.
 */
test('the outline of thousands of documents', () => {
  const text = Array.from(
    { length: 10_000 },
    (_, n) => `apiVersion: v1\nkind: Service\nmetadata: { name: s${n} }\nspec: { ports: [{ name: http, port: 80 }] }\n`,
  ).join('---\n');
  const entries = outline(build([{ file: 'a.yaml', text }]), 'a.yaml');
  expect(entries).toHaveLength(10_000);
  expect(entries.at(-1)?.place.line).toBe(9_999 * 5 + 1);
});

test('formatting a long run of comments that stand with no line below', () => {
  const text = `a:\n    b: 1\n${'  # c\n'.repeat(150_000)}c: 1\n`;
  const result = format(text);
  expect(result.ok && result.text.slice(0, 24)).toBe('a:\n  b: 1\n  # c\n  # c\n  ');
});

test('thousands of suppressions in a row speak of the same line', () => {
  const text = `a:\n${'  # slipway: ignore a/b because it is so\n'.repeat(30_000)}  b: 1\n`;
  const { diagnostics } = build([{ file: 'a.yaml', text }]);
  expect(diagnostics.length).toBeGreaterThan(0);
});
