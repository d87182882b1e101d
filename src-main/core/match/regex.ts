import { RE2JS } from 're2js';
import { utf8Length } from '../text/words.ts';
import { type RegexFault, regexFault } from './regex-faults.ts';

/** A regular expression in RE2's meaning, or why RE2 refuses it. Never a JavaScript RegExp: syntax and running time differ. */
export type CompiledRegex =
  | {
      readonly ok: true;
      /** Whether the whole text matches (implicit `^…$`), in linear time. */
      readonly matches: (text: string) => boolean;
      /**
       * The text with every match replaced. `\0` to `\9` in the substitution are groups (a group without a match is empty), `\\` is a
       * backslash; anything else after a backslash stays as written. An empty match right after a match is not replaced, as in RE2.
       */
      readonly replaceAll: (text: string, substitution: string) => string;
      /** Why a substitution cannot be used with this pattern; absent when it can. */
      readonly substitutionProblem: (substitution: string) => string | undefined;
    }
  | ({ readonly ok: false } & RegexFault);

/** Istio's own limit on the length of a pattern, in bytes (reference 4.2). */
export const longestRegex = 1024;

/** Compiles a pattern with RE2's rules. Never throws; the reason is a lower-case phrase that fits after "because". */
export const compileRegex = (pattern: string): CompiledRegex => {
  if (pattern === '') return { ok: false, reason: 'the pattern is empty', remedy: 'write one' };
  if (utf8Length(pattern) > longestRegex) {
    return { ok: false, reason: `the pattern is longer than ${longestRegex} bytes`, remedy: 'shorten it' };
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    return { ok: false, ...regexFault(reasonOf(error)) };
  }
  const groups = compiled.groupCount();
  return {
    ok: true,
    matches: (text) => compiled.testExact(text),
    replaceAll: (text, substitution) => replaceAll(compiled, text, parseSubstitution(substitution, groups).parts),
    substitutionProblem: (substitution) => parseSubstitution(substitution, groups).problem,
  };
};

const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return (
    text.replace(/^error parsing regexp:\s*/i, '').replace(/^(RE2JS\w+|\w*Error|\w*Exception):\s*/, '') ||
    'it cannot be parsed'
  );
};

type SubstitutionPart = string | number;

/** Literal text and group numbers in turn (RE2's rewrite string). */
const parseSubstitution = (
  substitution: string,
  groups: number,
): { readonly parts: readonly SubstitutionPart[]; readonly problem?: string } => {
  const parts: SubstitutionPart[] = [];
  let problem: string | undefined;
  let literal = '';
  for (let i = 0; i < substitution.length; i++) {
    const char = substitution.charAt(i);
    if (char !== '\\') {
      literal += char;
      continue;
    }
    const next = substitution.charAt(i + 1);
    i++;
    if (next >= '0' && next <= '9') {
      parts.push(literal, Number(next));
      literal = '';
      if (Number(next) > groups) problem ??= `"\\${next}" asks for group ${next}, but the pattern has ${groups}`;
    } else if (next === '\\') {
      literal += '\\';
    } else {
      literal += `\\${next}`;
      problem ??= next === '' ? 'it ends with a backslash' : `"\\${next}" is neither a group nor an escaped backslash`;
    }
  }
  parts.push(literal);
  return problem === undefined ? { parts } : { parts, problem };
};

const replaceAll = (compiled: RE2JS, text: string, parts: readonly SubstitutionPart[]): string => {
  const matcher = compiled.matcher(text);
  const groups = matcher.groupCount();
  let result = '';
  let done = 0;
  let lastEnd = -1;
  while (matcher.find()) {
    const start = matcher.start();
    const end = matcher.end();
    // RE2 skips an empty match that touches the end of the match before it; the matcher reports it.
    if (start === end && start === lastEnd) continue;
    result += text.slice(done, start);
    for (const part of parts) {
      if (typeof part === 'string') result += part;
      else if (part <= groups) result += matcher.group(part) ?? '';
    }
    done = end;
    lastEnd = end;
  }
  return result + text.slice(done);
};
