import { explainAction } from '../action/index.ts';
import { explainCondition, reportCondition } from '../match/index.ts';
import type { Subject } from '../match/subject.ts';
import { conditionField, sayActual, sayExpected } from './explain-condition.ts';
import type { Candidate, Check, Explanation } from './explanation.ts';
import { firstMatch, type LoadedRoute, type LoadedVirtualHost } from './load.ts';
import { rankMisses } from './nearest-routes.ts';

/** Hosts with more routes than this are told by their winner and the routes that came near. */
const mostTold = 60;
/** Of routes behind the winner, the first few are enough where there are many. */
const mostBehind = 10;

export type TriedRoutes = Pick<Explanation, 'candidates' | 'unlisted'> & {
  readonly found?: LoadedRoute;
  /** Routes before the winner, the nearest first; not all of very many. */
  readonly near: readonly LoadedRoute[];
  /** Routes behind the winner. */
  readonly behind: readonly LoadedRoute[];
};

/** Which route takes a request, by the very tests that `decide` asks, and what is to be said of the others. `all`: of each of them. */
export const tryRoutes = (host: LoadedVirtualHost, subject: Subject, all: boolean): TriedRoutes => {
  const routes = host.routes();
  const { list } = routes;
  const found = firstMatch(routes, subject);
  const end = found === undefined ? list.length : list.indexOf(found);
  const few = all || list.length <= mostTold;
  const order = rankMisses(list, end, subject, few ? end : mostTold - mostBehind);
  const told = few ? undefined : new Set(order);
  const candidates: Candidate[] = [];
  for (let i = 0; i < end; i++) {
    const loaded = list[i] as LoadedRoute;
    if (told === undefined || told.has(loaded)) candidates.push(tried(loaded, i + 1, subject, 'failed'));
  }
  if (found) candidates.push(tried(found, end + 1, subject, 'chosen'));
  const behind = list.slice(end + 1);
  const shown = few ? behind : behind.slice(0, mostBehind);
  candidates.push(...shown.map((loaded, i) => notReached(loaded, end + 2 + i)));
  return {
    candidates: [...candidates, ...leftOut(host)],
    unlisted: { failed: end - order.length, notReached: behind.length - shown.length },
    ...(found && { found }),
    near: order,
    behind,
  };
};

/** Where something stands before all routes: none of them is reached. */
export const unreached = (host: LoadedVirtualHost, all: boolean): Pick<TriedRoutes, 'candidates' | 'unlisted'> => {
  const { list } = host.routes();
  const shown = all ? list : list.slice(0, mostTold);
  return {
    candidates: [...shown.map((loaded, i) => notReached(loaded, i + 1)), ...leftOut(host)],
    unlisted: { failed: 0, notReached: list.length - shown.length },
  };
};

const tried = (loaded: LoadedRoute, number: number, subject: Subject, verdict: 'chosen' | 'failed'): Candidate => {
  const checks = loaded.route.conditions.map((condition, i): Check => {
    const holds = loaded.tests[i]?.(subject) ?? false;
    return {
      holds,
      message: reportCondition(condition, subject, holds),
      condition: explainCondition(condition),
      field: conditionField(condition),
      expected: sayExpected(condition),
      actual: sayActual(condition, subject),
    };
  });
  return { ...candidate(loaded, number), verdict, checks };
};

const candidate = ({ route }: LoadedRoute, number: number) => ({
  route: route.id,
  origin: route.origin,
  ...(route.via && { via: route.via }),
  number,
  action: explainAction(route.action, route.matchedPath),
});

const notReached = (loaded: LoadedRoute, number: number): Candidate => ({
  ...candidate(loaded, number),
  verdict: 'not-reached',
  checks: [],
});

/** What translation left out is a candidate too: its reason is the check that failed. */
const leftOut = ({ virtualHost }: LoadedVirtualHost): readonly Candidate[] =>
  virtualHost.omitted.map(({ origin, reason, message }) => ({
    route: `${origin.kind} ${origin.namespace}/${origin.name} ${origin.path}`,
    origin,
    number: 0,
    verdict: 'omitted',
    checks: [{ holds: false, message, condition: reason }],
    action: '',
  }));
