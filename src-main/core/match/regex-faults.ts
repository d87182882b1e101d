/** Why RE2 refuses a pattern, as a lower-case clause that names the construct, and what to write in its place. */
export type RegexFault = { readonly reason: string; readonly remedy: string };

/**
 * What the library says about a pattern that it refuses, in words for people: most such patterns were written for JavaScript, Perl or
 * PCRE (RE2's syntax page lists what it leaves out, and why: matching takes linear time).
 */
export const regexFault = (said: string): RegexFault => {
  const [, what = said, code = ''] = /^(.*?): `(.*)`$/s.exec(said) ?? [];
  return faultOf(what, code) ?? { reason: said || 'it cannot be parsed', remedy: 'correct the pattern' };
};

const faultOf = (what: string, code: string): RegexFault | undefined => {
  const group = /^\(\?(?:<[=!]|[=!>#])/.exec(code)?.[0];
  if (group) return groups[group];
  if (what.startsWith('invalid escape')) return escapeFault(code);
  if (what.startsWith('invalid nested repetition')) return repetitionFault(code);
  switch (what) {
    case 'missing closing )':
      return { reason: 'a "(" is not closed', remedy: 'add ")", or write "\\(" for the character' };
    case 'unexpected )':
      return { reason: 'a ")" has no "("', remedy: 'remove it, or write "\\)" for the character' };
    case 'missing closing ]':
      return { reason: 'a "[" is not closed', remedy: 'add "]", or write "\\[" for the character' };
    case 'missing argument to repetition operator':
      return {
        reason: `"${code}" has nothing to repeat`,
        remedy: `write ".${code}" for any characters, or "\\${code}" for the character`,
      };
    case 'invalid repeat count':
      return {
        reason: `"${code}" is no count that RE2 takes`,
        remedy: 'repeat 1000 times at most, the lower count first',
      };
    case 'invalid character class range':
      return code.startsWith('\\')
        ? {
            reason: `RE2 knows no class "${code}"`,
            remedy: 'use one such as "\\pL" for letters, or list the characters',
          }
        : {
            reason: `the range "${code}" runs backwards`,
            remedy: 'write the lower character first, or "-" at the end',
          };
    case 'trailing backslash at end of expression':
      return { reason: 'it ends with a backslash', remedy: 'write "\\\\" for the character' };
    default:
      return undefined;
  }
};

const lookBehind = 'write what stands before as a part of the pattern';

/** By how a group begins. */
const groups: Readonly<Record<string, RegexFault>> = {
  '(?!': {
    reason: 'RE2 has no look-ahead "(?!"',
    remedy: 'put a rule in front of this one that takes what should be left out',
  },
  '(?=': { reason: 'RE2 has no look-ahead "(?="', remedy: 'write what follows as a part of the pattern' },
  '(?<!': { reason: 'RE2 has no look-behind "(?<!"', remedy: lookBehind },
  '(?<=': { reason: 'RE2 has no look-behind "(?<="', remedy: lookBehind },
  '(?>': { reason: 'RE2 has no atomic groups "(?>"', remedy: 'use a plain group "(?:"' },
  '(?#': { reason: 'RE2 has no comments "(?#"', remedy: 'remove it' },
};

const escapeFault = (code: string): RegexFault => {
  if (/^\\[1-9k]/.test(code)) {
    return { reason: `RE2 has no back references "${code}"`, remedy: 'write out what may stand there' };
  }
  if (code === '\\u') return { reason: 'RE2 knows no "\\u"', remedy: 'name a character by its number as "\\x{00e9}"' };
  if (code === '\\c') return { reason: 'RE2 knows no "\\c"', remedy: 'name a character by its number as "\\x09"' };
  if (code === '\\Z') return { reason: 'RE2 knows no "\\Z"', remedy: 'use "\\z", or leave it out' };
  return { reason: `RE2 knows no escape "${code}"`, remedy: 'write the character without a backslash' };
};

const repetitionFault = (code: string): RegexFault =>
  /[*+?}]\+$/.test(code)
    ? { reason: `RE2 has no possessive quantifiers "${code}"`, remedy: 'leave the last "+" out' }
    : { reason: `"${code}" repeats a repetition`, remedy: 'keep one of the two' };
