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
      remedy: `leave the header out`,
      distance: 2,
      request: { header: { name } },
    };
  }
  const good = exampleOf(match);
  const request = good === undefined ? {} : { request: { header: { name, value: good } } };
  if (value === undefined) {
    const alike = alikeName(subject.headers, name);
    return {
      kind: 'header-missing',
      words: `header "${name}" is missing, and the rule wants that it ${asked}${alike === undefined ? '' : ` (there is "${alike}")`}`,
      remedy: good === undefined ? 'send it' : `send "${name}: ${good}"`,
      distance: 2,
      ...request,
    };
  }
  if (match.type === 'present') return undefined;
  if (value === '') {
    return {
      kind: 'header-empty',
      words: `header "${name}" is there, but empty, and the rule wants that it ${asked}`,
      remedy: good === undefined ? 'give it a value' : `send "${name}: ${good}"`,
      distance: 1.5,
      ...request,
    };
  }
  const folded = caseOnly(match, value);
  if (folded) {
    return {
      kind: 'case',
      words: `header ${name}: "${value}" differs from "${match.value}" only in case, and case counts in values`,
      remedy: folded.corrected === undefined ? 'begin the expression with "(?i)"' : `send "${folded.corrected}"`,
      distance: 1,
      ...(folded.corrected !== undefined && { request: { header: { name, value: folded.corrected } } }),
    };
  }
  return {
    kind: 'header-value',
    words: `header ${name}: "${value}" is not what the rule asks for: it ${asked}`,
    remedy: good === undefined ? 'send another value' : `send "${name}: ${good}"`,
    distance: 2,
    ...request,
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
