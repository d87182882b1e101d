import { requestHeader } from '../match/header-value.ts';
import { queryValue } from '../match/query.ts';
import { quoted, type Subject } from '../match/subject.ts';
import { sayText } from '../match/text-match.ts';
import type { ConditionField } from './explanation.ts';
import type { Condition } from './table.ts';

/** Which part of a rule a condition is. */
export const conditionField = (condition: Condition): ConditionField => {
  switch (condition.on) {
    case 'header':
      return `${condition.without ? 'without' : 'header'} ${condition.name}`;
    case 'query':
      return `query ${condition.name}`;
    default:
      return condition.on;
  }
};

/** What a condition asks for, without naming of what: `starts with "/status"`, `is present`. */
export const sayExpected = (condition: Condition): string => {
  switch (condition.on) {
    case 'path': {
      const { match, ignoreCase } = condition;
      return match.type === 'segments'
        ? `is ${quoted(match.value === '' ? '/' : match.value)} or below it`
        : sayText(match, true, ignoreCase);
    }
    case 'source':
      return `${condition.without ? 'in none of' : 'in one of'} ${condition.match.ranges.join(', ')}`;
    case 'header':
      if (condition.match.type === 'present') return condition.without ? 'is absent' : 'is present';
      return sayText(condition.match, !condition.without);
    case 'query':
      return condition.match.type === 'present' ? 'is present' : sayText(condition.match);
    default:
      return sayText(condition.match);
  }
};

/** What the request has there: `"/headers"`, or `absent`. */
export const sayActual = (condition: Condition, subject: Subject): string => {
  switch (condition.on) {
    case 'header':
      return sayValue(requestHeader(subject, condition.name));
    case 'query':
      return sayValue(queryValue(subject.query, condition.name));
    case 'source':
      return subject.client ?? 'not known before somebody connects';
    default:
      return quoted(subject[condition.on]);
  }
};

const sayValue = (value: string | undefined): string => (value === undefined ? 'absent' : quoted(value));
