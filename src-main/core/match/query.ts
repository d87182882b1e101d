import type { Condition } from '../route/table.ts';
import { type ConditionKind, quoted } from './subject.ts';
import { loadText, sayText } from './text-match.ts';

/**
 * `queryParams`: nothing is decoded (reference 4.5), unless the condition asks for it; names have case, and only the first occurrence of
 * a name counts.
 */
export const query: ConditionKind<Extract<Condition, { on: 'query' }>> = {
  load: ({ name, match, decoded }) => {
    const valueIn = decoded ? decodedQueryValue : queryValue;
    if (match.type === 'present') return (subject) => valueIn(subject.query, name) !== undefined;
    const matches = loadText(match);
    return (subject) => {
      const value = valueIn(subject.query, name);
      return value !== undefined && matches(value);
    };
  },
  explain: ({ name, match }) =>
    `query parameter ${quoted(name)} ${match.type === 'present' ? 'is present' : sayText(match)}`,
  report: ({ name, match, decoded }, subject, holds) => {
    const value = (decoded ? decodedQueryValue : queryValue)(subject.query, name);
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

/** The first value of a parameter with `%XX` and `+` read as the bytes they stand for; a text that is none is taken as it is. */
const decodedQueryValue = (text: string, name: string): string | undefined => {
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    if (decode(equals === -1 ? part : part.slice(0, equals)) === name)
      return equals === -1 ? '' : decode(part.slice(equals + 1));
  }
  return undefined;
};

/** To a text of bytes, as everything on the wire is. */
const decode = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
