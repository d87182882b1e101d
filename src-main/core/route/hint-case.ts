import { compileRegex } from '../match/regex.ts';
import { foldCase } from '../match/text-match.ts';
import { type FindNear, withPath } from './hint-near.ts';
import type { PathMatch } from './table.ts';

/** Whether a text differs from what is asked for only in case, and the text as it is asked for where that is certain. */
export const caseOnly = (match: PathMatch, text: string): { readonly corrected?: string } | undefined => {
  const { type, value } = match;
  if (type === 'regex') {
    // Without capitals on either side case makes no difference, and compiling costs.
    if (!/[A-Z]/.test(text) && !/[A-Z]/.test(value)) return undefined;
    const folded = compileRegex(`(?i)${value}`);
    return folded.ok && folded.matches(text) ? {} : undefined;
  }
  const a = foldCase(text);
  const b = foldCase(value);
  if (type === 'exact') return a === b ? { corrected: value } : undefined;
  if (!a.startsWith(b)) return undefined;
  if (type === 'segments' && a.length > b.length && a.charAt(b.length) !== '/') return undefined;
  return { corrected: value + text.slice(value.length) };
};

export const nearCaseOfPath: FindNear<'path'> = ({ match, ignoreCase }, subject) => {
  const found = ignoreCase ? undefined : caseOnly(match, subject.path);
  if (!found) return undefined;
  const { corrected } = found;
  return {
    kind: 'case',
    words: `path "${subject.path}" differs from "${match.value}" only in case, and case counts`,
    distance: 1,
    ...(corrected === undefined
      ? { write: 'begin the expression with "(?i)"', match: { type: 'regex', value: `(?i)${match.value}` } as const }
      : { ask: `ask for "${corrected}"`, request: { target: withPath(subject, corrected) } }),
  };
};
