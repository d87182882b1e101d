import type { Condition } from '../route/table.ts';
import { type ConditionKind, quoted } from './subject.ts';
import { loadText, sayText } from './text-match.ts';

/** `method`, `authority` and `scheme`: case-sensitive, the authority raw with its port (reference 4.3). */
export const pseudoHeader: ConditionKind<Extract<Condition, { on: 'method' | 'authority' | 'scheme' }>> = {
  load: ({ on, match }) => {
    const matches = loadText(match);
    switch (on) {
      case 'method':
        return (subject) => matches(subject.method);
      case 'authority':
        return (subject) => matches(subject.authority);
      case 'scheme':
        return (subject) => matches(subject.scheme);
    }
  },
  explain: ({ on, match }) => `${on} ${sayText(match)}`,
  report: ({ on, match }, subject, holds) => `${on} ${quoted(subject[on])} ${sayText(match, holds)}`,
};
