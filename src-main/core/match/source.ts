import type { Condition } from '../route/table.ts';
import { loadIpRange } from './ip-range.ts';
import { type ConditionKind, quoted, type Subject } from './subject.ts';

/** Where a request comes from: the address of the connection's other end, which no header can change. */
export const source: ConditionKind<Extract<Condition, { on: 'source' }>> = {
  load: ({ match, without }) => {
    const ranges = match.ranges.map(loadIpRange);
    return (subject) => {
      const client = clientOf(subject);
      return ranges.some((holds) => holds(client)) !== without;
    };
  },
  explain: ({ match, without }) => `client ${say(match.ranges, !without)}`,
  report: ({ match, without }, subject, holds) =>
    `client ${quoted(clientOf(subject))} ${say(match.ranges, holds !== without)}`,
};

/** Whoever only asks what would happen is on this machine. */
const clientOf = ({ client }: Subject): string => client ?? '127.0.0.1';

const say = (ranges: readonly string[], inside: boolean): string =>
  `${inside ? 'is' : 'is not'} in ${ranges.map(quoted).join(', ')}`;
