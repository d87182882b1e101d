import { requestHeader } from '../match/header-value.ts';
import { sayExpected } from './explain-condition.ts';
import { caseOnly } from './hint-case.ts';
import type { FindNear } from './hint-near.ts';
import type { TextMatch } from './table.ts';

/** A header that is missing, empty, other, or there where it must not be. */
export const nearHeader: FindNear<'header'> = (condition, subject) => {
  const { name, match, without } = condition;
  const value = requestHeader(subject, name);
  const asked = sayExpected(condition);
  if (without) {
    if (value === undefined) return undefined;
    return {
      kind: 'header-unwanted',
      words: `header "${name}" is "${value}", and the rule is for requests where it ${asked}`,
      ask: 'leave the header out',
      distance: 2,
      request: { headers: [{ name }] },
    };
  }
  const good = exampleOf(match);
  const offer = (otherwise: string) =>
    good === undefined
      ? { remedy: otherwise }
      : { ask: `send "${name}: ${good}"`, request: { headers: [{ name, value: good }] } };
  if (value === undefined) {
    const alike = alikeName(subject.headers, name);
    return {
      kind: 'header-missing',
      words: `header "${name}" is missing, and the rule wants that it ${asked}${alike === undefined ? '' : ` (there is "${alike}")`}`,
      distance: 2,
      ...offer('send it'),
    };
  }
  if (match.type === 'present') return undefined;
  if (value === '') {
    return {
      kind: 'header-empty',
      words: `header "${name}" is there, but empty, and the rule wants that it ${asked}`,
      distance: 1.5,
      ...offer('give it a value'),
    };
  }
  const folded = caseOnly(match, value);
  if (folded) {
    return {
      kind: 'case',
      words: `header ${name}: "${value}" differs from "${match.value}" only in case, and case counts in values`,
      distance: 1,
      ...(folded.corrected === undefined
        ? {
            write: 'begin the expression with "(?i)"',
            match: { type: 'regex', value: `(?i)${match.value}` } as const,
          }
        : { ask: `send "${folded.corrected}"`, request: { headers: [{ name, value: folded.corrected }] } }),
    };
  }
  return {
    kind: 'header-value',
    words: `header ${name}: "${value}" is not what the rule asks for: it ${asked}`,
    distance: 2,
    ...offer('send another value'),
  };
};

const exampleOf = (match: TextMatch | { readonly type: 'present' }): string | undefined => {
  if (match.type === 'present') return '1';
  return match.type === 'regex' || match.value === '' ? undefined : match.value;
};

/** A name with other joints: `x_env` and `xenv` for `x-env`. */
const alikeName = (lines: readonly string[], name: string): string | undefined => {
  const bare = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  return lines.find((line, i) => i % 2 === 0 && bare(line) === bare(name));
};
