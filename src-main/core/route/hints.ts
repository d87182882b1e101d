import type { Subject } from '../match/subject.ts';
import type { Decision } from './decision.ts';
import type { Facts } from './facts.ts';
import type { Hint } from './hint.ts';
import { hiddenRoutes } from './hint-hidden.ts';
import { nearHosts } from './hint-hosts.ts';
import { nearServerNames, otherListeners, otherServerName } from './hint-listeners.ts';
import { nearRoutes } from './hint-routes.ts';
import type { LoadedChain, LoadedRoute, LoadedTable, LoadedVirtualHost } from './load.ts';

/** How far the request got, and the routes that were asked. */
export type HintContext = {
  readonly loaded: LoadedTable;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly subject?: Subject;
  readonly chain?: LoadedChain;
  readonly host?: LoadedVirtualHost;
  readonly found?: LoadedRoute;
  /** Routes that did not match, the nearest first. */
  readonly near: readonly LoadedRoute[];
  /** Those behind the winner. */
  readonly behind: readonly LoadedRoute[];
};

/** Less is nearer. */
export type Ranked = Hint & { readonly distance: number };

type Look = (context: HintContext) => readonly Ranked[];

const whereNobodyAnswers: readonly Look[] = [
  nearRoutes,
  nearHosts,
  otherServerName,
  nearServerNames,
  otherListeners,
  leftOutRoutes,
];
const whereSomebodyAnswers: readonly Look[] = [hiddenRoutes];

const most = 5;

/** What nearly gave a good answer, the nearest first, at most five. Where the request is answered well only a rule that is hidden is told. */
export const hintsFor = (context: HintContext): readonly Hint[] => {
  const { decision } = context;
  if (decision.outcome === 'reject') return decision.location === undefined ? rank(whereNobodyAnswers, context) : [];
  return rank(whereSomebodyAnswers, context);
};

const rank = (looks: readonly Look[], context: HintContext): readonly Hint[] =>
  nearest(looks.flatMap((look) => look(context)));

/** The nearest five, without their distances; of the same words once. */
export const nearest = (all: readonly Ranked[]): readonly Hint[] => {
  const said = new Set<string>();
  return [...all]
    .sort((a, b) => a.distance - b.distance)
    .filter(({ message, origin }) => {
      const key = `${message} ${origin?.place.file}:${origin?.place.line}`;
      return !said.has(key) && said.add(key);
    })
    .slice(0, most)
    .map(({ distance: _, ...hint }) => hint);
};

/** Rules of this very host that translation left out, with its reason. */
function leftOutRoutes({ host }: HintContext): readonly Ranked[] {
  return (host?.virtualHost.omitted ?? []).slice(0, 2).map(({ origin, message }) => ({
    kind: 'left-out',
    message: `a rule of this host is left out: ${message}`,
    origin,
    distance: 4,
  }));
}
