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

/** Whether the pattern is an alternation as a whole: then no beginning is common for sure. */
const hasTopLevelBar = (pattern: string): boolean => {
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '\\') i++;
    else if (char === '[') i = endOfClass(pattern, i);
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth <= 0) return true;
  }
  return false;
};

/** Index of the `]` that closes the class opened at `start`, where a first `]` and `[:name:]` belong to the class. */
const endOfClass = (pattern: string, start: number): number => {
  let i = start + 1;
  if (pattern.charAt(i) === '^') i++;
  if (pattern.charAt(i) === ']') i++;
  for (; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '\\') i++;
    else if (char === '[' && pattern.charAt(i + 1) === ':') {
      const end = pattern.indexOf(':]', i + 2);
      if (end !== -1) i = end + 1;
    } else if (char === ']') return i;
  }
  return pattern.length;
};
