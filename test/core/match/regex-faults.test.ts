import { expect, test } from 'vitest';
import { compileRegex } from '#core/match/regex.ts';

const faultOf = (pattern: string): string => {
  const compiled = compileRegex(pattern);
  return compiled.ok ? 'none' : `${compiled.reason}; ${compiled.remedy}`;
};

test.each([
  ['/(?!admin).*', 'look-ahead "(?!"', 'a rule in front of this one'],
  ['/a(?=b)', 'look-ahead "(?="', 'what follows'],
  ['(?<=x)y', 'look-behind "(?<="', 'what stands before'],
  ['(?<!x)y', 'look-behind "(?<!"', 'what stands before'],
  ['(?>a)', 'atomic groups "(?>"', '"(?:"'],
  ['(?#c)a', 'comments "(?#"', 'remove'],
  ['(a)\\1', 'back references "\\1"', 'write out'],
  ['(?<n>a)\\k<n>', 'back references "\\k"', 'write out'],
  ['\\u00e9', 'no "\\u"', '\\x{00e9}'],
  ['a\\Z', 'no "\\Z"', '\\z'],
  ['\\cA', 'no "\\c"', '\\x09'],
  ['a\\-b\\_', 'none', ''],
  ['\\e', 'no escape "\\e"', 'without a backslash'],
  ['a++', 'possessive quantifiers "++"', 'the last "+"'],
  ['a**', '"**" repeats', 'one of the two'],
  ['*', '"*" has nothing to repeat', '".*"'],
  ['a{1001}', '"{1001}"', '1000 times'],
  ['[z-a]', '"z-a" runs backwards', 'lower character first'],
  ['\\p{Foo}', 'no class "\\p{Foo}"', '"\\pL"'],
  ['(a', 'a "(" is not closed', '"\\("'],
  ['a)', 'a ")" has no "("', '"\\)"'],
  ['[a', 'a "[" is not closed', '"\\["'],
  ['a\\', 'ends with a backslash', '"\\\\"'],
])('%s', (pattern, reason, remedy) => {
  expect(faultOf(pattern)).toContain(reason);
  expect(faultOf(pattern)).toContain(remedy);
});

test('what nobody has thought of is repeated as the library says it', () => {
  expect(faultOf('(?')).toMatch(/^\S.*; correct the pattern$/);
});
