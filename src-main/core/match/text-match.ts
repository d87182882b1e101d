import type { TextMatch } from '../route/table.ts';
import { byteString } from './byte-string.ts';
import { hasTexts, neededTexts } from './needed-text.ts';
import { type CompiledRegex, compileRegex } from './regex.ts';
import { quoted } from './subject.ts';

/**
 * Whether a text is, starts with or fully matches what the match says (reference 4.2).
 * `ignoreCase` folds ASCII letters and leaves regular expressions alone. An expression is compiled when it is first needed,
 * and only for texts that have what every match of it has, so that loading and asking thousands of routes stays cheap; one that RE2
 * refuses never matches.
 */
export const loadText = (match: TextMatch, ignoreCase = false): ((text: string) => boolean) => {
  // Envoy compares bytes, and runs RE2 in its Latin-1 mode, which is the same thing.
  const value = byteString(match.value);
  switch (match.type) {
    case 'exact':
      return ignoreCase
        ? (text) => text.length === value.length && startsWithFolded(text, value)
        : (text) => text === value;
    case 'prefix':
      return ignoreCase ? (text) => startsWithFolded(text, value) : (text) => text.startsWith(value);
    case 'regex': {
      let needed: readonly string[] | undefined;
      let regex: CompiledRegex | undefined;
      return (text) => {
        needed ??= neededTexts(value);
        if (!hasTexts(text, needed)) return false;
        regex ??= compileRegex(value);
        return regex.ok && regex.matches(text);
      };
    }
  }
};

/** The predicate in words: `starts with "/status"`, or `does not start with "/status"` where it does not hold. */
export const sayText = (match: TextMatch, holds = true, ignoreCase = false): string => {
  const value = quoted(match.value);
  const folded = ignoreCase && match.type !== 'regex' ? ' (ignoring case)' : '';
  switch (match.type) {
    case 'exact':
      return `${holds ? 'is' : 'is not'} ${value}${folded}`;
    case 'prefix':
      return `${holds ? 'starts' : 'does not start'} with ${value}${folded}`;
    case 'regex':
      return `${holds ? 'matches' : 'does not match'} the regular expression ${value}`;
  }
};

/** ASCII letters in lower case, everything else untouched. */
export const foldCase = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const startsWithFolded = (text: string, start: string): boolean => {
  if (text.length < start.length) return false;
  for (let i = 0; i < start.length; i++) {
    if (foldCode(text.charCodeAt(i)) !== foldCode(start.charCodeAt(i))) return false;
  }
  return true;
};

const foldCode = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);
