/**
 * Texts that are in every full match of an RE2 pattern, one behind the other, as far as that is plain to see. Careful rather than clever:
 * whoever looks for them first saves compiling and running the expression, so a shorter answer is never wrong.
 */
export const neededTexts = (pattern: string): readonly string[] => {
  // Flags may ignore case, and quoted runs would need a second grammar below.
  if (pattern.includes('\\Q') || /\(\?(?!:|P?<)/.test(pattern) || hasTopLevelBar(pattern)) return [];
  const runs: string[] = [];
  let run = '';
  const end = () => {
    if (run !== '') runs.push(run);
    run = '';
  };
  let i = 0;
  while (i < pattern.length) {
    const char = pattern.charAt(i);
    if (char === '(' || char === '[') {
      end();
      i = (char === '(' ? endOfGroup(pattern, i) : endOfClass(pattern, i)) + 1;
      continue;
    }
    const literal = literalAt(pattern, i);
    if (literal === undefined) {
      end();
      const length = lengthOfSpecial(pattern, i);
      if (length === 0) break;
      i += length;
      continue;
    }
    i += literal.length;
    const next = pattern.charAt(i);
    // The character before `*`, `?` or `{` may be missing from a match.
    if (next !== '*' && next !== '?' && next !== '{') run += literal.charAt(literal.length - 1);
    else end();
  }
  end();
  return runs;
};

/** Whether a text has all of them, in this order. */
export const hasTexts = (text: string, needed: readonly string[]): boolean => {
  let from = 0;
  for (const one of needed) {
    const at = text.indexOf(one, from);
    if (at === -1) return false;
    from = at + one.length;
  }
  return true;
};

/** A character that stands for itself, as it is written; undefined for anything else. */
export const literalAt = (pattern: string, i: number): string | undefined => {
  const char = pattern.charAt(i);
  if (char !== '\\') return /[\w/\-~%&=:;,!@# '"<>]/.test(char) ? char : undefined;
  const next = pattern.charAt(i + 1);
  return /[!-/:-@[-`{-~]/.test(next) ? char + next : undefined;
};

/** Of what is neither a literal, a group nor a class; 0 where it is not understood. */
const lengthOfSpecial = (pattern: string, i: number): number => {
  const char = pattern.charAt(i);
  if (char === '\\') return /[dwsDWSbBAz]/.test(pattern.charAt(i + 1)) ? 2 : 0;
  if (char === '{') return /^\{\d+(?:,\d*)?\}/.exec(pattern.slice(i, i + 12))?.[0].length ?? 0;
  return /[.^$*+?\x80-\uffff]/.test(char) ? 1 : 0;
};

/** Whether the pattern is an alternation as a whole: then nothing is common to all matches for sure. */
export const hasTopLevelBar = (pattern: string): boolean => {
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

const endOfGroup = (pattern: string, start: number): number => {
  let depth = 0;
  for (let i = start; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '\\') i++;
    else if (char === '[') i = endOfClass(pattern, i);
    else if (char === '(') depth++;
    else if (char === ')') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return pattern.length;
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
