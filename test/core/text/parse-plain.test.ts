import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseFully } from '#core/text/document.ts';
import { parsePlain } from '#core/text/parse-plain.ts';
import { splitDocuments } from '#core/text/split-documents.ts';

const examples = join(import.meta.dirname, '../../../resources/examples');
const texts = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(examples, name), 'utf8'));

const everyday = `# all that the short way knows
apiVersion: networking.istio.io/v1
kind: VirtualService   # a comment
metadata: { name: shop, labels: {a: b, c: }, x: [1, -2, 3.5, "q", 'r'] }
spec:
  hosts: ["*.shop.test", a-b.test, '#no']
  gateways:
  - main
  - other/one # two

  http:
  - name: a b c
    match:
    - uri:
        prefix: /a?b=c:d#e
      headers: { x-a: { exact: "b: c, [d] #" } }
    -   uri: {prefix: /}
    route:
      - destination:
          host: web
          port:
            number: 80
        weight: 007
    timeout: 1.5s
    empty:
    yes: true
    none: null
  -
    name: below
    list:
    - - nested
      - deep
    - x: 1
`;

/** A small generator of numbers, so that the same documents are tried each time. */
const dice = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state += 0x6d2b79f5;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const next = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((next ^ (next >>> 14)) >>> 0) / 2 ** 32;
  };
};

const agree = (text: string): 'taken' | 'left' => {
  const plain = parsePlain(text);
  if (!plain) return 'left';
  const full = parseFully(text);
  expect({ text, tree: plain, problems: [] }).toEqual(full);
  return 'taken';
};

test('the examples and everyday documents are taken, and read as the library reads them', () => {
  for (const text of [everyday, ...texts]) {
    // Texts over several lines are left to the library.
    for (const { text: one } of splitDocuments(text))
      expect(agree(one), one).toBe(/: [|>]$/m.test(one) ? 'left' : 'taken');
  }
});

test.each([
  'a: &x 1',
  'a: *x',
  'a: !t b',
  'a: |\n  b',
  'a: >-\n  b',
  'a: "b\\n"',
  'a: "b\n  c"',
  'a: b\n  c',
  'a:\tb',
  '- a',
  'a',
  '{a: b}',
  'a: b: c',
  'a: b:',
  '"a": b',
  '<<: {a: b}',
  'a: 1\na: 2',
  'a: [b',
  'a: {b: c}}',
  'a: [b: c]',
  'a: [b,]',
  'a: [,]',
  'a: {b}',
  'a: - b',
  'a: 0x10',
  'a: 1e3',
  'a: .5',
  'a: +1',
  'a: ~',
  'a: "b"c',
  "a: 'it''s'",
  'a:\n- b\n  c: d',
  '  a: 1\nb: 2',
  'a:\n  b: 1\n c: 2',
  'a:\n-\n- b',
  'a: [b] c',
  '? a\n: b',
  'a: %b',
  'a: @b',
  'a: `b`',
  'a: {b: "c"d}',
  'a: [a #b]',
  'a: {b:c}',
  '',
])('%j is left to the library', (text) => {
  expect(parsePlain(text)).toBeUndefined();
});

test('thousands of mutilated documents are read as the library reads them, or left to it', () => {
  const next = dice(7);
  const pick = (list: string) => list.charAt(Math.floor(next() * list.length));
  const count = { taken: 0, left: 0 };
  const base = everyday.split('\n');
  for (let round = 0; round < 4000; round++) {
    const from = Math.floor(next() * base.length);
    let text = base.slice(next() < 0.5 ? 0 : from, from + 1 + Math.floor(next() * 12)).join('\n');
    for (let edits = Math.floor(next() * 4); edits > 0; edits--) {
      const at = Math.floor(next() * (text.length + 1));
      const drop = Math.floor(next() * 3);
      text = text.slice(0, at) + (next() < 0.7 ? pick(' \n:-#[]{},"\'&*!|>%@`?~ab1.0x\\') : '') + text.slice(at + drop);
    }
    count[agree(round % 8 === 0 ? text.replaceAll('\n', '\r\n') : text)]++;
  }
  // Both ways must have been walked for the comparison to mean something.
  expect(count.taken).toBeGreaterThan(500);
  expect(count.left).toBeGreaterThan(500);
});
