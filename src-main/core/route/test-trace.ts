import type { Place } from '../text/diagnostic.ts';
import type { Candidate, Explanation } from './explanation.ts';
import { isService } from './named-service.ts';
import type { RouteTest } from './route-tests.ts';
import type { Origin, Route, VirtualHost } from './table.ts';
import { isPlace, sayOrigin } from './test-faults.ts';

/** Why a failing test fails, in a few lines: the rule that answers, and why those that were to answer do not. Plain JSON. */
export type TestTrace = readonly TraceLine[];

/**
 * `answers`: the rule that decides, or that none does. `expected`: a rule that would have met the expectation, and why it did not answer.
 * `near`: where nothing answers, a rule that nearly did, or what to do. `check`: a condition of the rule above it.
 */
export type TraceLine = {
  readonly is: 'answers' | 'expected' | 'near' | 'check';
  readonly message: string;
  readonly place?: Place;
  /** Of a condition. */
  readonly holds?: boolean;
};

/** So many rules that were to answer are told, and so many that came near. */
const most = 3;

/** The trace of a request whose test fails; `explanation` with all candidates and hints, as `explainTest` makes it. */
export const traceOf = (explanation: Explanation, test: RouteTest): TestTrace => {
  const { decision, connection, candidates, hints, nextSteps, hosts } = explanation;
  const lines: TraceLine[] = [];
  const chosen = candidates.find(({ verdict }) => verdict === 'chosen');
  const origin = connection?.origin ?? (decision.outcome === 'reject' ? decision.origin : decision.route.origin);
  if (origin) lines.push({ is: 'answers', ...ruleLine(origin, chosen?.action) }, ...checksOf(chosen, true));
  else {
    const host = hosts.find((one) => one.chosen);
    const where = host ? `no rule of the host "${host.domain}" takes it` : sayNowhere(explanation);
    lines.push({ is: 'answers', message: where });
  }
  const wanted = wantedRoutes(decision.virtualHost, test)
    .filter((route) => decision.outcome === 'reject' || route !== decision.route)
    .slice(0, most);
  for (const route of wanted) {
    const candidate = candidates.find((one) => one.route === route.id && one.origin === route.origin);
    const why = candidate?.verdict === 'not-reached' ? 'stands behind it and is not asked' : 'does not match';
    lines.push({ is: 'expected', ...ruleLine(route.origin, why) }, ...checksOf(candidate, false));
  }
  if (wanted.length === 0) {
    for (const { message, place, origin: near } of hints.slice(0, most)) {
      const at = place ?? near?.place;
      lines.push({ is: 'near', message, ...(at && { place: at }) });
    }
    if (hints.length === 0 && !origin) lines.push(...nearestOf(candidates));
    const [step] = nextSteps;
    if (lines.length === 1 && !origin && step !== undefined) lines.push({ is: 'near', message: step });
  }
  return lines;
};

/** Where nothing answers: the rules that failed by the fewest conditions. */
const nearestOf = (candidates: readonly Candidate[]): readonly TraceLine[] =>
  candidates
    .filter(({ verdict }) => verdict === 'failed')
    .map((one) => ({ one, misses: one.checks.filter(({ holds }) => !holds).length }))
    .sort((a, b) => a.misses - b.misses)
    .slice(0, most)
    .flatMap(({ one }) => [{ is: 'near', ...ruleLine(one.origin, undefined) } as const, ...checksOf(one, false)]);

const ruleLine = (origin: Origin, words: string | undefined): { readonly message: string; readonly place?: Place } => ({
  message: `${sayOrigin(origin)}${words === undefined ? '' : `: ${words}`}`,
  ...(origin.place.file !== '' && { place: origin.place }),
});

const sayNowhere = ({ decision, listener }: Explanation): string =>
  listener === undefined
    ? 'no listener takes it'
    : `no host of the listener ${listener.id} takes it (${decision.outcome === 'reject' ? decision.details : ''})`;

/** Of the rule that answers every condition; of another one those that fail. */
const checksOf = (candidate: Candidate | undefined, all: boolean): readonly TraceLine[] =>
  (candidate?.checks ?? [])
    .filter(({ holds }) => all || !holds)
    .map(({ holds, message, place }): TraceLine => ({ is: 'check', holds, message, ...(place && { place }) }));

/** The rules of the host that would have met what is expected of the rule: its name or place, its services, its redirect, its answer. */
const wantedRoutes = (host: VirtualHost | undefined, test: RouteTest): readonly Route[] => {
  const { expect, namespace } = test;
  const { route, destinations, location, redirect, status, body } = expect;
  return (host?.routes ?? []).filter(({ name, origin, via, action }) => {
    if (route !== undefined)
      return (name !== '' && name === route) || isPlace(origin, route) || (via !== undefined && isPlace(via, route));
    if (destinations !== undefined)
      return (
        action.do === 'forward' &&
        destinations.every((one) => action.destinations.some((each) => isService(each, one, namespace)))
      );
    if (location !== undefined || redirect !== undefined) return action.do === 'redirect';
    if (body !== undefined || status !== undefined)
      return action.do === 'respond' && action.status === (status ?? action.status);
    return false;
  });
};

/** The lines as text: `answers   VirtualService default/shop http[1]: forward to … (shop.yaml:12)`. */
export const printTrace = (trace: TestTrace): readonly string[] =>
  trace.map(({ is, message, place, holds }) => {
    const at = place === undefined ? '' : ` (${place.file}:${place.line})`;
    if (is === 'check') return `    ${holds ? '✓' : '✗'} ${message}${at}`;
    return `${words[is]} ${message}${at}`;
  });

const words = { answers: 'answers: ', expected: 'expected:', near: 'nearly:  ' } as const;
