import type { Condition } from '../route/table.ts';
import { type ConditionKind, quoted } from './subject.ts';
import { loadText, sayText } from './text-match.ts';

/** `uri`: the normalised path without query; a prefix is a plain string prefix (reference 4.2). */
export const path: ConditionKind<Extract<Condition, { on: 'path' }>> = {
  load: ({ match, ignoreCase }) => {
    const matches = loadText(match, ignoreCase);
    return (subject) => matches(subject.path);
  },
  explain: ({ match, ignoreCase }) => `path ${sayText(match, true, ignoreCase)}`,
  report: ({ match, ignoreCase }, subject, holds) =>
    `path ${quoted(subject.path)} ${sayText(match, holds, ignoreCase)}`,
};
