import { hasTopLevelBar } from '../match/needed-text.ts';

/**
 * Text with which every full match of an RE2 pattern begins; empty when that is not plain to see.
 * Careful rather than clever: it only narrows down which routes are asked, so a shorter answer is never wrong.
 */
export const literalPrefix = (pattern: string): string => {
  // Quoted runs would need a second grammar below.
  if (pattern.includes('\\Q') || hasTopLevelBar(pattern)) return '';
  let literal = '';
  let i = pattern.startsWith('^') ? 1 : 0;
  while (i < pattern.length) {
    let char = pattern.charAt(i);
    let length = 1;
    if (char === '\\') {
      char = pattern.charAt(i + 1);
      length = 2;
      if (!/^[!-/:-@[-`{-~]$/.test(char)) break;
    } else if (!/^[\w/\-~%&=:;,!@# '"<>]$/.test(char)) break;
    const next = pattern.charAt(i + length);
    // The character before `*`, `?` or `{` may be missing from a match.
    if (next === '*' || next === '?' || next === '{') break;
    literal += char;
    i += length;
    if (next === '+') break;
  }
  return literal;
};
