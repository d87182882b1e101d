import type { Condition } from '../route/table.ts';
import { requestHeader } from './header-value.ts';
import { type ConditionKind, quoted } from './subject.ts';
import { loadText, sayText } from './text-match.ts';

/**
 * `headers` and `withoutHeaders` (reference 4.4): names in any case, values with case, repeated lines joined.
 * A negated comparison takes a missing header for the empty string; a negated presence means absence.
 */
export const header: ConditionKind<Extract<Condition, { on: 'header' }>> = {
  load: ({ name, match, without }) => {
    if (match.type === 'present') return (subject) => (requestHeader(subject, name) !== undefined) !== without;
    const matches = loadText(match);
    if (without) return (subject) => !matches(requestHeader(subject, name) ?? '');
    return (subject) => {
      const value = requestHeader(subject, name);
      return value !== undefined && matches(value);
    };
  },
  explain: ({ name, match, without }) => {
    if (match.type === 'present') return `header ${quoted(name)} is ${without ? 'absent' : 'present'}`;
    return `header ${quoted(name)} ${sayText(match, !without)}`;
  },
  report: ({ name, match, without }, subject, holds) => {
    const value = requestHeader(subject, name);
    if (match.type === 'present') return `header ${quoted(name)} is ${value === undefined ? 'absent' : 'present'}`;
    const words = sayText(match, holds !== without);
    if (value !== undefined) return `header ${name}: ${quoted(value)} ${words}`;
    return without
      ? `header ${quoted(name)} is absent, which counts as "", and ${words}`
      : `header ${quoted(name)} is absent, so it ${words}`;
  },
};
