import type { Condition } from '../route/table.ts';
import { type ConditionKind, quoted } from './subject.ts';
import { loadText, sayText } from './text-match.ts';

/** `queryParams`: nothing is decoded, names have case, and only the first occurrence of a name counts (reference 4.5). */
export const query: ConditionKind<Extract<Condition, { on: 'query' }>> = {
  load: ({ name, match }) => {
    if (match.type === 'present') return (subject) => queryValue(subject.query, name) !== undefined;
    const matches = loadText(match);
    return (subject) => {
      const value = queryValue(subject.query, name);
      return value !== undefined && matches(value);
    };
  },
  explain: ({ name, match }) =>
    `query parameter ${quoted(name)} ${match.type === 'present' ? 'is present' : sayText(match)}`,
  report: ({ name, match }, subject, holds) => {
    const value = queryValue(subject.query, name);
    if (match.type === 'present') return `query parameter ${quoted(name)} is ${holds ? 'present' : 'absent'}`;
    if (value === undefined) return `query parameter ${quoted(name)} is absent, so it ${sayText(match, false)}`;
    return `query parameter ${name}=${quoted(value)} ${sayText(match, holds)}`;
  },
};

/** The first value of a parameter; empty where it has no `=`. */
export const queryValue = (text: string, name: string): string | undefined => {
  // The text is split at `&` and `=` first, so no parameter has such a name.
  if (name.includes('=') || name.includes('&')) return undefined;
  let start = 0;
  while (start < text.length) {
    const and = text.indexOf('&', start);
    const end = and === -1 ? text.length : and;
    if (text.startsWith(name, start)) {
      const after = start + name.length;
      if (after === end) return '';
      if (after < end && text.charCodeAt(after) === 61) return text.slice(after + 1, end);
    }
    start = end + 1;
  }
  return undefined;
};
