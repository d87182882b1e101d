import type { OperatorValue } from '#core/action/operators.ts';
import { headText } from '#core/match/byte-string.ts';
import type { Forward } from '#core/route/decision.ts';
import type { Route } from '#core/route/table.ts';
import { operateOn } from './header-operations.ts';

/**
 * The lines that go to the service (reference 8.2): what the router adds, then the route's header operations, then what a rewrite
 * leaves behind. `lines` are taken over. Without Host, which is the decision's `upstreamAuthority`.
 */
export function forwardHeaders(
  lines: string[],
  decision: Forward,
  timeoutMs: number | undefined,
  evaluate: () => OperatorValue,
): string[] {
  lines.push('x-envoy-decorator-operation', operationOf(decision));
  if (timeoutMs !== undefined) lines.push('x-envoy-expected-rq-timeout-ms', String(timeoutMs));
  lines.push('x-envoy-attempt-count', '1');
  const result = operateOn(lines, decision.destination.requestHeaders, evaluate);
  if (decision.originalPath !== undefined) result.push('x-envoy-original-path', decision.originalPath);
  return result;
}

/** `host:port` of the only destination, or the name of the VirtualService and the listener's port, then the path condition. */
function operationOf({ route, destination, listener }: Forward): string {
  const known = operations.get(route);
  if (known !== undefined) return known;
  const several = route.action.do === 'forward' && route.action.destinations.length > 1;
  const who = several
    ? `${(route.via ?? route.origin).name}:${listener.port}`
    : `${destination.host}:${destination.port}`;
  const result = headText(who + pathPattern(route));
  operations.set(route, result);
  return result;
}

/** Nothing but a memory of a pure function of the route. */
const operations = new WeakMap<Route, string>();

function pathPattern(route: Route): string {
  const condition = route.conditions.find((c) => c.on === 'path');
  if (condition?.on !== 'path') return '/*';
  return condition.match.type === 'prefix' || condition.match.type === 'segments'
    ? `${condition.match.value}*`
    : condition.match.value;
}
