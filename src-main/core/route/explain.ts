import { act } from './decide.ts';
import type { Decision } from './decision.ts';
import { explainDestinations, sayBytes } from './explain-destinations.ts';
import { explainEffects } from './explain-effects.ts';
import { sayHosts } from './explain-hosts.ts';
import { type Dialled, explainListener } from './explain-listener.ts';
import { type TriedRoutes, tryRoutes, unreached } from './explain-routes.ts';
import type { ExplainedConnection, Explanation } from './explanation.ts';
import type { Facts } from './facts.ts';
import { listenersThatAnswer } from './hint-listeners.ts';
import { hintsFor, nearest } from './hints.ts';
import { firstMatch, type LoadedTable } from './load.ts';
import { behindAlias } from './localhost-alias.ts';
import { locate, notFound, refused } from './locate.ts';
import { isMeshListener } from './mesh-listeners.ts';
import { nextSteps } from './next-steps.ts';
import { type BoundPort, factsOf, splitUrl, type WrittenRequest } from './request-facts.ts';
import type { Destination, FilterChain, ForwardAction, TcpRoute } from './table.ts';

/** Of several destinations one that gets requests is worth more words than an error in place of another. */
const forwarded = ({ destinations }: ForwardAction): Destination | undefined =>
  destinations.find(({ instead }) => !instead);

/** Nothing that happens to a share of requests happens, only what happens to all of them. */
const onlyCertain = (): number => 0.9999999;

export type ExplainOptions = {
  /** Every route is told, however many there are; absent: of thousands the winner and those that came near. */
  readonly all?: boolean;
  /** The port that was dialled and where it is open, as far as that is known. */
  readonly dialled?: Dialled;
  /** Where several destinations have weights, the one that `decision` holds; absent: the first that gets requests. */
  readonly branch?: (destination: Destination) => boolean;
  /** Without hosts, candidates, hints and next steps, which take the longest: for whoever asks a thousand requests. */
  readonly brief?: boolean;
};

/**
 * Why a request is answered as it is: by the very closures that `decide` uses, asked one by one. Where destinations have weights,
 * `decision` holds the first and `destinations` all of them; of faults and mirrors it holds those that every request gets. The `Facts` are what the listener knows, as for `decide`.
 */
export const explain = (loaded: LoadedTable, asked: Facts, options: ExplainOptions = {}): Explanation => {
  const facts = behindAlias(loaded, asked);
  const { all = false, dialled, branch, brief = false } = options;
  const located = locate(loaded, facts);
  const { reject, listener, chain, subject, host } = located;
  const request = {
    method: facts.method,
    scheme: facts.tls ? 'https' : 'http',
    authority: facts.authority ?? '',
    path: subject?.target ?? facts.target,
    ...(facts.authority !== asked.authority && { askedAs: asked.authority ?? '' }),
  };
  let decision: Decision;
  let tried: TriedRoutes = { candidates: [], unlisted: { failed: 0, notReached: 0 }, near: [], behind: [] };
  if (reject !== undefined || listener === undefined || subject === undefined || host === undefined) {
    decision = reject ?? refused('no_listener', '-');
    // A redirect to https stands before the routes, so all of them are out of reach.
    if (host !== undefined) tried = { ...tried, ...unreached(host, all) };
  } else {
    if (brief) {
      const winner = firstMatch(host.routes(), subject);
      if (winner) tried = { ...tried, found: winner };
    } else tried = tryRoutes(host, subject, all);
    decision =
      tried.found === undefined
        ? { ...notFound(listener.listener, subject), virtualHost: host.virtualHost }
        : act(
            loaded.table,
            listener.listener,
            host.virtualHost,
            tried.found,
            subject,
            () => 0,
            onlyCertain,
            (action) => (branch && action.destinations.find(branch)) ?? forwarded(action),
          );
  }
  const route = decision.outcome === 'reject' ? undefined : decision.route;
  const fromMesh = listener !== undefined && isMeshListener(listener.listener);
  const tcp = chain?.chain.tcp;
  const explainedListener = explainListener(located, facts, dialled);
  const { found, near, behind } = tried;
  const said: Omit<Explanation, 'nextSteps'> = {
    decision,
    request,
    ...(explainedListener && { listener: explainedListener }),
    hosts:
      !brief && chain?.hosts && subject
        ? sayHosts(loaded.table, chain.chain.routeConfig, subject, host, request.askedAs)
        : [],
    candidates: tried.candidates,
    unlisted: tried.unlisted,
    effects: explainEffects(decision, subject),
    destinations: tcp
      ? explainDestinations(loaded.table, tcp.destinations, fromMesh, undefined)
      : explainDestinations(
          loaded.table,
          route?.action.do === 'forward' ? route.action.destinations : [],
          fromMesh,
          route?.matchedPath,
        ),
    ...(chain && tcp && { connection: connectionOf(chain.chain, tcp) }),
    hints: brief
      ? []
      : hintsFor({
          loaded,
          facts,
          decision,
          near,
          behind,
          ...(subject && { subject }),
          ...(chain && { chain }),
          ...(host && { host }),
          ...(found && { found }),
        }),
  };
  if (brief) return { ...said, nextSteps: [] };
  const bytes = tcp ? said.destinations.map(sayBytes) : [];
  return { ...said, nextSteps: [...bytes, ...nextSteps(loaded.table, facts, said)] };
};

const connectionOf = ({ protocol, tls, sni }: FilterChain, { origin }: TcpRoute): ExplainedConnection => ({
  protocol,
  ...(tls && { tls: tls.mode }),
  ...(sni && { sni }),
  origin,
});

/**
 * The same for a request as people write it. Where no listener would see it, `decision` is a rejection with status 0, details
 * `no_listener` or `invalid_url`, and `nextSteps` says why.
 */
export const explainRequest = (
  loaded: LoadedTable,
  request: WrittenRequest,
  bound: readonly BoundPort[] = [],
  options: Omit<ExplainOptions, 'dialled'> = {},
): Explanation => {
  const found = factsOf(loaded.table, request, bound);
  if ('facts' in found) {
    const { facts } = found;
    const url = splitUrl(request.url);
    const open = bound.find(({ listener }) => listener === facts.listener)?.bound;
    const dialled = 'reason' in url ? {} : { dialled: { port: url.port, ...(open !== undefined && { bound: open }) } };
    const explained = explain(loaded, facts, { ...options, ...dialled });
    const scheme = /^(tcp|tls):/i.exec(request.url.trim())?.[1]?.toLowerCase();
    if (scheme === undefined) return explained;
    if (explained.connection) return { ...explained, request: { ...explained.request, scheme, path: '' } };
    if (explained.decision.outcome === 'reject' && explained.decision.status === 0) return explained;
    const reads = `this port reads HTTP; above is what becomes of ${request.method} /`;
    return { ...explained, nextSteps: [reads, ...explained.nextSteps] };
  }
  return {
    decision: refused(found.details, '-'),
    request: { method: request.method, ...partsOf(request) },
    hosts: [],
    candidates: [],
    unlisted: { failed: 0, notReached: 0 },
    effects: [],
    destinations: [],
    hints:
      found.details === 'no_listener' && request.from !== 'mesh' && options.brief !== true
        ? elsewhere(loaded, request)
        : [],
    nextSteps: [found.reason],
  };
};

/** Ports that would answer, where the one that was asked is not open. */
const elsewhere = (loaded: LoadedTable, request: WrittenRequest): Explanation['hints'] => {
  const { authority, path, scheme } = partsOf(request);
  const headers = request.headers.flatMap(([name, value]) => (name.toLowerCase() === 'host' ? [] : [name, value]));
  const facts: Facts = {
    listener: '',
    tls: scheme === 'https',
    method: request.method,
    target: path,
    authority,
    headers: ['Host', authority, ...headers],
  };
  return nearest(listenersThatAnswer(loaded, facts));
};

/** How the request reads, as far as its URL can be read. */
const partsOf = ({ url, headers }: WrittenRequest): { scheme: string; authority: string; path: string } => {
  const parts = splitUrl(url);
  if ('reason' in parts) return { scheme: '', authority: '', path: url };
  const host = headers.find(([name]) => name.toLowerCase() === 'host');
  return { scheme: parts.tls ? 'https' : 'http', authority: host?.[1] ?? parts.authority, path: parts.target };
};
