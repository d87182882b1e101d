import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { format } from '#core/edit/format.ts';
import { plainOf } from '#core/edit/model.ts';
import { parseText } from '#core/text/document.ts';
import { findCases } from '../../check/golden-files.ts';
import { dice, model, written } from './random-yaml.ts';

const formatted = (text: string): string => {
  const result = format(text);
  return result.ok ? result.text : `refused: ${result.message}`;
};

test('indentation, blanks and empty lines become uniform; comments, quotes, order and block text stay', () => {
  const text = `#top
metadata:
    name:   shop   


    labels: {app: x,
             version: 'y'}
spec:
    hosts:
        -   "a.test"
        - b.test   # really
    # about http
    http:
        - name: one
          #inner
          match:
              -   uri:
                      prefix: /
          script: |
              keep
                this  
          long: some
              text
    <<: *shared

`;
  expect(formatted(`shared: &shared\n    x: 1\n---\n${text.replace('    <<: *shared\n', '')}`)).toBe(`shared: &shared
  x: 1
---
# top
metadata:
  name: shop

  labels: {app: x,
           version: 'y'}
spec:
  hosts:
    - "a.test"
    - b.test   # really
  # about http
  http:
    - name: one
      # inner
      match:
        - uri:
            prefix: /
      script: |
          keep
            this  
      long: some
          text
`);
});

test('dashes stay where the document has them, line ends too', () => {
  expect(formatted('a:\n- b:   1\n-   c\n')).toBe('a:\n- b: 1\n- c\n');
  expect(formatted('a:\n   - b\nc:\n- d\n')).toBe('a:\n  - b\nc:\n  - d\n');
  expect(formatted('a:\r\n    b: 1  \r\n')).toBe('a:\r\n  b: 1\r\n');
  expect(formatted('a: 1')).toBe('a: 1\n');
  expect(formatted('a: &x\n    b: 1\nc:\n    <<: *x\n    d: 2\n')).toBe('a: &x\n  b: 1\nc:\n  <<: *x\n  d: 2\n');
  expect(formatted('')).toBe('');
});

test('what is no YAML is left alone, with the place', () => {
  expect(format('a: 1\nb: [1\n')).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^line 2 is no YAML yet: /),
  });
});

const examples = resolve(import.meta.dirname, '..', '..', '..', 'resources', 'examples');
const files = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

describe('the examples of the documentation are formatted already', () => {
  test.each(files)('%s', (name) => {
    const text = readFileSync(join(examples, name), 'utf8');
    expect(formatted(text)).toBe(text);
  });
});

test('every document of the golden cases is formatted or refused with a reason, and twice is once', () => {
  let refused = 0;
  const texts = findCases().flatMap(({ file }) => file.sources.map(({ text }) => text));
  for (const text of texts) {
    const once = format(text);
    if (!once.ok) refused += parseText(text).tree && !text.includes('---') ? 1 : 0;
    else expect(formatted(once.text)).toBe(once.text);
  }
  expect(refused).toBeLessThan(20);
});

test('random documents say the same afterwards, with every comment, and twice is once', () => {
  let done = 0;
  fc.assert(
    fc.property(model, dice(), fc.boolean(), (value, rolls, windows) => {
      const body = `${written(value, 0, () => rolls.next().value as number, false).replace(/^\n/, '')}\n`;
      const text = windows ? body.replaceAll('\n', '\r\n') : body;
      const result = format(text);
      if (!result.ok) return;
      done += 1;
      const [before, after] = [parseText(text).tree, parseText(result.text).tree];
      expect(after && plainOf(after)).toEqual(before && plainOf(before));
      expect(result.text.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      expect(formatted(result.text)).toBe(result.text);
      expect(result.text).not.toMatch(/[ \t]+$/m);
      expect(result.text).not.toMatch(/^(?: {2})* (?! )\S/m);
    }),
    { numRuns: 2000 },
  );
  expect(done).toBeGreaterThan(1900);
});
