import { describe, expect, it } from 'vitest';
import { compileRegex } from '#core/match/regex.ts';

const matches = (pattern: string, text: string): boolean => {
  const regex = compileRegex(pattern);
  if (!regex.ok) throw new Error(regex.reason);
  return regex.matches(text);
};

const replaced = (pattern: string, text: string, substitution: string): string => {
  const regex = compileRegex(pattern);
  if (!regex.ok) throw new Error(regex.reason);
  return regex.replaceAll(text, substitution);
};

describe('a regular expression', () => {
  it('matches the whole text only', () => {
    expect(matches('/status/\\d+', '/status/200')).toBe(true);
    expect(matches('/status/\\d+', '/status/200/x')).toBe(false);
    expect(matches('status', '/status')).toBe(false);
    expect(matches('a|ab', 'ab')).toBe(true);
    expect(matches('.*', '')).toBe(true);
    expect(matches('.*', 'a\nb')).toBe(false);
  });

  it.each([
    ['(?i)/STATUS', '/status', true],
    ['(?P<n>a)b', 'ab', true],
    ['\\Aab\\z', 'ab', true],
    ['[[:alpha:]]+', 'abc', true],
    ['\\pL+', 'é', true],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['(?s)a.b', 'a\nb', true],
    ['\\x{41}', 'A', true],
  ])('speaks RE2: %s against %s is %s', (pattern, text, result) => {
    expect(matches(pattern, text)).toBe(result);
  });

  it.each(['(?=a)b', '(?<=a)b', '(?<!a)b', '(a)\\1', 'a{1001}', '(', '*', '[', ''])('refuses %j', (pattern) => {
    const regex = compileRegex(pattern);
    expect(regex.ok).toBe(false);
    if (!regex.ok) expect(regex.reason).not.toBe('');
  });

  it('refuses patterns longer than 1024 bytes', () => {
    expect(compileRegex('a'.repeat(1024)).ok).toBe(true);
    expect(compileRegex('a'.repeat(1025)).ok).toBe(false);
    expect(compileRegex('é'.repeat(513)).ok).toBe(false);
  });

  it('answers patterns that would stall a backtracking engine', () => {
    const text = `${'a'.repeat(5000)}!`;
    for (const pattern of ['(a+)+', '(a|aa)*', '(a*)*b', '(.*a){20}']) expect(matches(pattern, text)).toBe(false);
  });
});

describe('a replacement', () => {
  it.each([
    ['/a/([^/]+)/(.*)', '/a/b/c', '/\\2/\\1', '/c/b'],
    ['a', 'banana', 'o', 'bonono'],
    ['(a)', 'banana', '[\\0\\1]', 'b[aa]n[aa]n[aa]'],
    ['x', 'banana', 'o', 'banana'],
    ['b*', 'abc', 'x', 'xaxcx'],
    ['a', 'a', '\\\\', '\\'],
    ['(a)|(b)', 'ab', '<\\1\\2>', '<a><b>'],
    ['/+', '//a///b', '/', '/a/b'],
    ['^/', '//a', '', '/a'],
    ['a', 'a$1', '$0', '$0$1'],
  ])('%s in %s by %s gives %s', (pattern, text, substitution, result) => {
    expect(replaced(pattern, text, substitution)).toBe(result);
  });

  it('knows substitutions that cannot be used', () => {
    const regex = compileRegex('(a)');
    if (!regex.ok) throw new Error(regex.reason);
    expect(regex.substitutionProblem('\\1\\0\\\\')).toBeUndefined();
    expect(regex.substitutionProblem('\\2')).toContain('group 2');
    expect(regex.substitutionProblem('\\')).toContain('backslash');
    expect(regex.substitutionProblem('\\x')).toContain('\\x');
  });
});
