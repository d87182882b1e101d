import type { Condition } from '../route/table.ts';
import { header } from './header.ts';
import { path } from './path.ts';
import { pseudoHeader } from './pseudo-header.ts';
import { query } from './query.ts';
import { source } from './source.ts';
import type { ConditionKind, Subject, Test } from './subject.ts';

/** Every condition by `on`. The compiler insists that none is forgotten, and that each can be said (invariant 15). */
export const conditionKinds: { readonly [On in Condition['on']]: ConditionKind<Extract<Condition, { on: On }>> } = {
  path,
  method: pseudoHeader,
  authority: pseudoHeader,
  scheme: pseudoHeader,
  header,
  query,
  source,
};

/** The kind of one condition; the cast says what the registry's type has just proved, key by key. */
const kindOf = (condition: Condition): ConditionKind<Condition> =>
  conditionKinds[condition.on] as unknown as ConditionKind<Condition>;

/** A test for one condition. */
export const loadCondition = (condition: Condition): Test => kindOf(condition).load(condition);

/** One condition in words: `path starts with "/status"`. */
export const explainCondition = (condition: Condition): string => kindOf(condition).explain(condition);

/** What the request had: `path "/headers" does not start with "/status"`. */
export const reportCondition = (condition: Condition, subject: Subject, holds: boolean): string =>
  kindOf(condition).report(condition, subject, holds);
