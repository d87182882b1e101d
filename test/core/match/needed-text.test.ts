import { expect, it } from 'vitest';
import { hasTexts, neededTexts } from '#core/match/needed-text.ts';
import { compileRegex } from '#core/match/regex.ts';
import { seededDice } from '../small-table.ts';

it.each([
  ['/api/v[0-9]+/r17/[a-z]+', ['/api/v', '/r17/']],
  ['/a.*', ['/a']],
  ['/colou?r', ['/colo', 'r']],
  ['/xa+b/', ['/xa', 'b/']],
  ['(/x|/y)/items', ['/items']],
  ['/v\\.1/\\d+/end', ['/v.1/', '/end']],
  ['/x\\x41bcdef', ['/x']],
  ['/ab{2,3}cd', ['/a', 'cd']],
  ['(?i)/abc', []],
  ['/a|/b', []],
  ['\\Q/a*\\E', []],
  ['[/]abc]d', ['abc']],
  ['[]/]abc', ['abc']],
  ['/é/long', ['/', '/long']],
])('%s needs %j', (pattern, texts) => expect(neededTexts(pattern)).toEqual(texts));

it('texts are looked for one behind the other', () => {
  expect(hasTexts('/a/b/a', ['/a', '/b'])).toBe(true);
  expect(hasTexts('/b/a', ['/a', '/b'])).toBe(false);
  expect(hasTexts('/aa', ['/a', '/a'])).toBe(false);
  expect(hasTexts('', [])).toBe(true);
});

it('whatever an expression matches has the texts that it needs', () => {
  const dice = seededDice(20261121);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T;
  const parts = [
    'a',
    'b',
    '/',
    'ab',
    '.',
    '\\.',
    '\\d',
    '\\w',
    '[ab]',
    '[^a]',
    '(a|b)',
    '(?:ab)',
    '(?i:a)',
    '1',
    '\\/',
    '^',
    '$',
    'a|b',
    '\\x61',
    '[[:alpha:]]',
    '{',
    '\\pL',
  ];
  const counts = ['', '', '', '', '*', '+', '?', '{2}', '{0,1}', '{1,}', '*?', '+?'];
  const letters = ['a', 'b', '/', '.', '1', 'A', 'c', '{'];
  let matched = 0;
  for (let round = 0; round < 4_000; round++) {
    const pattern = Array.from({ length: 1 + Math.floor(dice() * 5) }, () => pick(parts) + pick(counts)).join('');
    const regex = compileRegex(pattern);
    if (!regex.ok) continue;
    const needed = neededTexts(pattern);
    for (let time = 0; time < 40; time++) {
      const text = Array.from({ length: Math.floor(dice() * 6) }, () => pick(letters)).join('');
      if (!regex.matches(text)) continue;
      matched += 1;
      expect(hasTexts(text, needed), `${pattern} and ${text}`).toBe(true);
    }
  }
  expect(matched).toBeGreaterThan(2_000);
});
