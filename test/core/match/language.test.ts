import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Automaton, buildAutomaton } from '#core/match/language/automaton.ts';
import { beginningOf, someText } from '#core/match/language/expression.ts';
import { accepts, findText } from '#core/match/language/find-text.ts';
import { parseRegex } from '#core/match/language/parse-regex.ts';
import { compileRegex } from '#core/match/regex.ts';

const budget = () => ({ left: 1_000_000 });

const automatonOf = (pattern: string): Automaton => {
  const expression = parseRegex(pattern);
  const automaton = expression && buildAutomaton(expression, budget());
  if (!automaton) throw new Error(`"${pattern}" is not understood`);
  return automaton;
};

const one = (...list: readonly string[]) => fc.constantFrom(...list);
const atoms = one(
  'a',
  'B',
  '/',
  '-',
  '.',
  '\\.',
  '\\d',
  '\\W',
  '\\s',
  '[a-c]',
  '[^a-c]',
  '[]a]',
  '[a-]',
  '[\\d/]',
  '[[:alpha:]]',
  '[[:^digit:]]',
  '\\x41',
  '\\x{e9}',
  '\u00e9',
  '[\u00e0-\u00ef]',
  '\\Qa.b\\E',
  '{',
  'a{,2}',
  '^',
  '$',
  '\\A',
  '\\z',
  '(?i)',
  '(?s).',
  '(?i:aB)',
  '(?-i:a)',
  '()',
);
const pattern = fc.letrec<{ any: string; sequence: string; group: string }>((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, atoms, tie('sequence'), tie('group')),
  sequence: fc
    .array(fc.tuple(tie('any'), one('', '', '', '*', '+', '?', '{2}', '{1,3}', '{0,}', '*?')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) =>
      parts
        .map(([part, repeat]) =>
          part === '(?i)' ? part : part.length > 1 && repeat !== '' ? `(?:${part})${repeat}` : part + repeat,
        )
        .join(''),
    ),
  group: fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((parts) => `(${parts.join('|')})`),
})).sequence;
const text = fc.oneof(
  fc.string({
    unit: one('a', 'b', 'c', 'A', 'B', '/', '.', '-', '1', ' ', '\n', '{', '\u00e9', '\u00c9'),
    maxLength: 8,
  }),
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 3 }),
);

describe('languages of regular expressions', () => {
  test('are those of the engine that matches requests', () => {
    let understood = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 10, maxLength: 30 }), (written, texts) => {
        const regex = compileRegex(written);
        if (!regex.ok) return;
        const expression = parseRegex(written);
        const automaton = expression && buildAutomaton(expression, budget());
        if (!expression || !automaton) return;
        understood++;
        const { text: beginning } = beginningOf(expression);
        for (const one of texts) {
          const matches = regex.matches(one);
          expect(accepts(automaton, one, budget()), `${JSON.stringify(one)} in ${written}`).toBe(matches);
          if (matches) expect(one.startsWith(beginning)).toBe(true);
        }
        const some = someText(expression);
        if (some !== undefined) expect(regex.matches(some), `${JSON.stringify(some)} in ${written}`).toBe(true);
        // Random texts seldom match, so the automaton names one that must.
        const found = findText([{ automaton, inside: true }], budget());
        if (found.is === 'text')
          expect(regex.matches(found.text), `${JSON.stringify(found.text)} in ${written}`).toBe(true);
      }),
      { numRuns: 3_000, seed: 1 },
    );
    expect(understood).toBeGreaterThan(1_500);
  });

  test('are within one another where no text is in one alone', () => {
    let within = 0;
    fc.assert(
      fc.property(pattern, pattern, fc.array(text, { minLength: 10, maxLength: 30 }), (narrow, wide, texts) => {
        const [a, b] = [compileRegex(narrow), compileRegex(`(?:${wide})|(?:${narrow})`)];
        if (!a.ok || !b.ok || !parseRegex(narrow) || !parseRegex(wide)) return;
        const found = findText(
          [
            { automaton: automatonOf(narrow), inside: true },
            { automaton: automatonOf(wide), inside: false },
          ],
          budget(),
        );
        const whole = compileRegex(wide);
        if (!whole.ok || found.is === 'unknown') return;
        if (found.is === 'text') {
          expect(a.matches(found.text)).toBe(true);
          expect(whole.matches(found.text)).toBe(false);
          return;
        }
        within++;
        for (const one of texts)
          if (a.matches(one)) expect(whole.matches(one), `${JSON.stringify(one)} of ${narrow} in ${wide}`).toBe(true);
      }),
      { numRuns: 3_000, seed: 2 },
    );
    expect(within).toBeGreaterThan(50);
  });

  test.each([
    ['a\\b'],
    ['\\pL'],
    ['(?m)^a$'],
    ['(?i)\u00e9'],
    ['\\C'],
    ['a**'],
    ['(a'],
    ['a)'],
    ['[a'],
    ['(?=a)'],
    ['\\1'],
  ])('nothing is said of %s', (written) => expect(parseRegex(written)).toBeUndefined());

  test('a repetition that writes itself out a million times is not built', () => {
    const expression = parseRegex('((a{100}){100}){100}');
    expect(expression && buildAutomaton(expression, budget())).toBeUndefined();
  });

  test('a question that is too much work has no answer', () => {
    const automaton = automatonOf('(?:a|b)*a(?:a|b){12}');
    expect(
      findText(
        [
          { automaton, inside: true },
          { automaton: automatonOf('[ab]*b[ab]{12}'), inside: false },
        ],
        { left: 50 },
      ),
    ).toEqual({ is: 'unknown' });
  });
});
