import { drawFault } from '../action/fault.ts';
import { pickDestination } from '../action/forward.ts';
import { drawMirrors } from '../action/mirror.ts';
import { redirectLocation } from '../action/redirect.ts';
import { headText } from '../match/byte-string.ts';
import type { Subject } from '../match/subject.ts';
import type { Dice } from '../world.ts';
import type { ChosenMirror, Decision, Forward, Redirect, Respond } from './decision.ts';
import type { Facts } from './facts.ts';
import { firstMatch, type LoadedRoute, type LoadedTable } from './load.ts';
import { locate, notFound } from './locate.ts';
import type {
  Cluster,
  Destination,
  ForwardAction,
  Listener,
  Mirror,
  RedirectAction,
  RespondAction,
  Route,
  Table,
  VirtualHost,
} from './table.ts';

/**
 * What happens to one request: pure, synchronous, first match wins (invariants 3 and 4). The dice is thrown where destinations
 * have weights, then for the delay, the abort and each mirror that is neither sure nor impossible. A destination without cluster is forwarded to nothing (the gateway answers 503 NC); one without endpoints is the
 * gateway's to find out (503 UH). `prefer` comes before the dice. Never throws, whatever the facts.
 */
export const decide = (loaded: LoadedTable, facts: Facts, dice: Dice, prefer?: Prefer): Decision => {
  const { reject, listener, subject, host } = locate(loaded, facts);
  if (reject !== undefined) return reject;
  // Without a rejection all three are there.
  const on = (listener as NonNullable<typeof listener>).listener;
  const request = subject as Subject;
  const { virtualHost, routes } = host as NonNullable<typeof host>;
  const found = firstMatch(routes(), request);
  if (found === undefined) return { ...notFound(on, request), virtualHost };
  return act(loaded.table, on, virtualHost, found, request, dice, dice, prefer);
};

/** The destination that comes before the dice, such as that to which a session of the client belongs; absent where there is none. */
export type Prefer = (action: ForwardAction) => Destination | undefined;

/** What a route makes of a request that it has won. `dice` chooses the destination, `chance` what happens to a share of requests. */
export const act = (
  table: Table,
  listener: Listener,
  virtualHost: VirtualHost,
  found: LoadedRoute,
  subject: Subject,
  dice: Dice,
  chance: Dice = dice,
  prefer?: Prefer,
): Decision => {
  const { route } = found;
  const { action } = route;
  switch (action.do) {
    case 'redirect':
    case 'respond':
      return answer(action, listener, virtualHost, route, subject);
    case 'forward': {
      const destination = prefer?.(action) ?? pickDestination(action, dice);
      if (destination === undefined) return { ...notFound(listener, subject), virtualHost };
      if (destination.instead) {
        const instead = answer(destination.instead, listener, virtualHost, route, subject);
        const cors = found.cors?.(subject.method, subject.headers);
        return cors ? { ...instead, cors } : instead;
      }
      const cluster = clusterOf(table, destination);
      const decision = forward(found, listener, virtualHost, subject, destination, cluster, action.timeoutMs);
      if (action.retry !== undefined) decision.retry = action.retry;
      if (action.fault ?? action.cors ?? action.mirrors) addPolicies(decision, action, found, table, subject, chance);
      return decision;
    }
  }
};

/** What the gateway says by itself. */
const answer = (
  action: RedirectAction | RespondAction,
  listener: Listener,
  virtualHost: VirtualHost,
  route: Route,
  subject: Subject,
): Redirect | Respond => {
  const { status, responseHeaders } = action;
  const chosen = { listener, virtualHost, route, path: subject.target, status, responseHeaders };
  if (action.do === 'redirect') {
    return { outcome: 'redirect', ...chosen, location: redirectLocation(action, route.matchedPath, subject) };
  }
  const { body, grpcStatus } = action;
  return { outcome: 'respond', ...chosen, ...(body && { body }), ...(grpcStatus !== undefined && { grpcStatus }) };
};

type Growing = { -readonly [K in keyof Forward]: Forward[K] };

const addPolicies = (
  decision: Growing,
  { fault, mirrors }: ForwardAction,
  { cors }: LoadedRoute,
  table: Table,
  subject: Subject,
  chance: Dice,
): void => {
  const drawn = fault && drawFault(fault, chance);
  if (drawn !== undefined) decision.fault = drawn;
  const outcome = cors?.(subject.method, subject.headers);
  if (outcome !== undefined) decision.cors = outcome;
  const chosen = mirrors ? drawMirrors(mirrors, chance) : [];
  if (chosen.length > 0) decision.mirrors = chosen.map((mirror) => withCluster(table, mirror));
};

const withCluster = (table: Table, mirror: Mirror): ChosenMirror => {
  const cluster = clusterOf(table, mirror);
  return cluster === undefined ? { mirror } : { mirror, cluster };
};

/** Absent where the table has no such cluster. */
export const clusterOf = (table: Table, destination: { readonly cluster: string }): Cluster | undefined =>
  Object.hasOwn(table.clusters, destination.cluster) ? table.clusters[destination.cluster] : undefined;

const forward = (
  { route, rewrite: common, rewrites }: LoadedRoute,
  listener: Listener,
  virtualHost: VirtualHost,
  subject: Subject,
  destination: Destination,
  cluster: Cluster | undefined,
  timeoutMs: number | undefined,
): Growing => {
  const path = subject.target;
  const rewrite = rewrites?.get(destination) ?? common;
  const decision: Growing = {
    outcome: 'forward',
    listener,
    virtualHost,
    route,
    path,
    destination,
    upstreamPath: path,
    upstreamAuthority: destination.authority === undefined ? subject.authority : headText(destination.authority),
  };
  if (cluster !== undefined) decision.cluster = cluster;
  if (timeoutMs !== undefined) decision.timeoutMs = timeoutMs;
  if (rewrite !== undefined) {
    decision.upstreamPath = rewrite(subject.path) + path.slice(subject.path.length);
    // Envoy leaves the original path even where the rewrite happened to change nothing.
    decision.originalPath = path;
  }
  return decision;
};
