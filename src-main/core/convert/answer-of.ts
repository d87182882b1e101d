import { applyHeaderOperations } from '../action/header-operations.ts';
import { decide } from '../route/decide.ts';
import type { Decision, Forward } from '../route/decision.ts';
import type { HeaderLines } from '../route/facts.ts';
import type { LoadedTable } from '../route/load.ts';
import { factsOf, type WrittenRequest } from '../route/request-facts.ts';
import type { Destination, ForwardAction, HeaderOperations, Origin } from '../route/table.ts';

/** What a table makes of a request, in words that can be compared, whatever API it was made from. */
export type Answer = {
  readonly said: string;
  /** The match that has won. */
  readonly origin?: Origin;
};

export const answerOf = (loaded: LoadedTable, request: WrittenRequest): Answer => {
  const asked = factsOf(loaded.table, request);
  // Whether nobody listens or nobody takes it: it leads nowhere.
  if (!('facts' in asked)) return { said: '404' };
  const { facts } = asked;
  const first = decide(loaded, facts, () => 0);
  const origin = 'route' in first ? { origin: first.route.origin } : {};
  if (!('route' in first) || first.route.action.do !== 'forward')
    return { said: sayDecision(first, facts.headers), ...origin };
  const { action } = first.route;
  const [only, ...more] = action.destinations;
  // A redirect that stands at the one destination is one of the rule.
  if (only?.instead && more.length === 0) return { said: sayDecision(first, facts.headers), ...origin };
  const shares = action.destinations.map((one) => {
    const decision = decide(
      loaded,
      facts,
      () => 0,
      () => one,
    );
    return `${share(one, action)}% ${sayDecision(decision, facts.headers)}`;
  });
  const policies = {
    fault: action.fault !== undefined,
    auth: action.auth !== undefined,
    session: action.session !== undefined,
  };
  return { said: `${shares.sort().join(' | ')} ${JSON.stringify(policies)}`, ...origin };
};

const share = (one: Destination, { totalWeight }: ForwardAction): number =>
  Math.round((one.weight * 1000) / totalWeight) / 10;

const sayDecision = (decision: Decision, headers: HeaderLines): string => {
  if (decision.outcome === 'reject')
    return decision.location ? `${decision.status} ${decision.location} server: x` : String(decision.status);
  if (decision.outcome === 'forward') return sayForward(decision, headers);
  const response = linesAfter(['server', 'x'], decision.responseHeaders);
  const cors = decision.cors ? ` cors ${JSON.stringify(decision.cors)}` : '';
  if (decision.outcome === 'redirect') return `${decision.status} ${decision.location} ${response}${cors}`;
  return `${decision.status} ${JSON.stringify(decision.body ?? '')} ${response}${cors}`;
};

const sayForward = (decision: Forward, headers: HeaderLines): string => {
  const { destination, upstreamPath, upstreamAuthority, timeoutMs, retry, cors, mirrors } = decision;
  const target = `${destination.host}:${destination.port}${destination.subset ? `/${destination.subset}` : ''}`;
  const copies = (mirrors ?? []).map(({ mirror }) => `${mirror.host}:${mirror.port} ${mirror.perMillion}`).sort();
  return JSON.stringify({
    target,
    path: upstreamPath,
    host: upstreamAuthority,
    request: linesAfter(headers, destination.requestHeaders),
    response: linesAfter(['server', 'x'], destination.responseHeaders),
    timeoutMs,
    retries: retry && [retry.retries, retry.perTryTimeoutMs, [...retry.on].sort(), retry.statusCodes],
    cors,
    copies,
  });
};

/** Lower case and sorted, because the order of lines with different names means nothing. */
const linesAfter = (lines: HeaderLines, operations: readonly HeaderOperations[]): string => {
  const after = applyHeaderOperations(lines, operations, (operator) => `<${JSON.stringify(operator)}>`);
  const pairs: string[] = [];
  for (let i = 0; i + 1 < after.length; i += 2) pairs.push(`${after[i]?.toLowerCase()}: ${after[i + 1]}`);
  return pairs.sort().join(', ');
};
