import type { Condition, PathMatch } from '../route/table.ts';
import { byteString } from './byte-string.ts';
import { type ConditionKind, quoted, type Test } from './subject.ts';
import { loadText, sayText } from './text-match.ts';

/**
 * The normalised path without query. A prefix is a plain string prefix (reference 4.2), segments end at slashes (Gateway API,
 * PathPrefix).
 */
export const path: ConditionKind<Extract<Condition, { on: 'path' }>> = {
  load: ({ match, ignoreCase }) => {
    if (match.type === 'segments') return inSegments(match.value);
    const matches = loadText(match, ignoreCase);
    return (subject) => matches(subject.path);
  },
  explain: ({ match, ignoreCase }) => `path ${sayPath(match, true, ignoreCase)}`,
  report: ({ match, ignoreCase }, subject, holds) =>
    `path ${quoted(subject.path)} ${sayPath(match, holds, ignoreCase)}`,
};

const inSegments = (written: string): Test => {
  const value = byteString(written);
  const { length } = value;
  // CONNECT has no path, and matches nothing.
  return ({ path }) =>
    path !== '' && path.startsWith(value) && (path.length === length || path.charCodeAt(length) === slash);
};

const slash = 0x2f;

const sayPath = (match: PathMatch, holds: boolean, ignoreCase: boolean): string => {
  if (match.type !== 'segments') return sayText(match, holds, ignoreCase);
  return `${holds ? 'is' : 'is not'} ${quoted(match.value === '' ? '/' : match.value)} or below it`;
};
