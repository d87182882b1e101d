import { explainInstead } from '../action/forward.ts';
import { explainAction } from '../action/index.ts';
import { explainCondition, reportCondition } from '../match/index.ts';
import type { Subject } from '../match/subject.ts';
import { isIpAddress } from '../resource/names.ts';
import { hostOf } from './authority.ts';
import { act, clusterOf } from './decide.ts';
import type { Decision } from './decision.ts';
import { explainPolicy } from './explain-policy.ts';
import type { Candidate, Check, ExplainedConnection, ExplainedDestination, Explanation } from './explanation.ts';
import type { Facts } from './facts.ts';
import type { LoadedRoute, LoadedTable, LoadedVirtualHost } from './load.ts';
import { locate, notFound, refused } from './locate.ts';
import { isMeshListener, sayAsked } from './mesh-listeners.ts';
import { nearestNames } from './nearest-names.ts';
import { loadNetworkPolicies, sayDenied } from './network-policy.ts';
import { nextSteps, placeOf } from './next-steps.ts';
import { type BoundPort, factsOf, splitUrl, type WrittenRequest } from './request-facts.ts';
import { sayEndpoint } from './say-endpoint.ts';
import type {
  Cluster,
  Destination,
  FilterChain,
  ForwardAction,
  Route,
  Table,
  TcpDestination,
  TcpRoute,
} from './table.ts';

/** Of several destinations one that gets requests is worth more words than an error in place of another. */
const forwarded = ({ destinations }: ForwardAction): Destination | undefined =>
  destinations.find(({ instead }) => !instead);

/** Nothing that happens to a share of requests happens, only what happens to all of them. */
const onlyCertain = (): number => 0.9999999;

/** A host list longer than this is shortened to what fits and what is spelt alike. */
const mostHosts = 25;

/**
 * Why a request is answered as it is: by the very closures that `decide` uses, asked one by one. Where destinations have weights,
 * `decision` holds the first and `destinations` all of them; of faults and mirrors it holds those that every request gets. The `Facts` are what the listener knows, as for `decide`.
 */
export const explain = (loaded: LoadedTable, facts: Facts): Explanation => {
  const { reject, listener, chain, subject, host } = locate(loaded, facts);
  const hosts = chain?.hosts && subject ? sayHosts(loaded.table, chain.chain.routeConfig, subject, host) : [];
  const request = {
    method: facts.method,
    scheme: facts.tls ? 'https' : 'http',
    authority: facts.authority ?? '',
    path: subject?.target ?? facts.target,
  };
  let decision: Decision;
  let candidates: readonly Candidate[] = [];
  if (reject !== undefined || listener === undefined || subject === undefined || host === undefined) {
    decision = reject ?? refused('no_listener', '-');
    // A redirect to https stands before the routes, so all of them are out of reach.
    if (host !== undefined) candidates = [...host.routes().list.map(notReached), ...omitted(host)];
  } else {
    const { found, tried } = tryRoutes(host, subject);
    candidates = [...tried, ...omitted(host)];
    decision =
      found === undefined
        ? { ...notFound(listener.listener, subject), virtualHost: host.virtualHost }
        : act(loaded.table, listener.listener, host.virtualHost, found, subject, () => 0, onlyCertain, forwarded);
  }
  const fromMesh = listener !== undefined && isMeshListener(listener.listener);
  const explained = (all: readonly (TcpDestination | Destination)[], matched?: Route['matchedPath']) =>
    destinationsOf(loaded.table, all, fromMesh, matched);
  const route = decision.outcome === 'reject' ? undefined : decision.route;
  const tcp = chain?.chain.tcp;
  const destinations = tcp
    ? explained(tcp.destinations)
    : explained(route?.action.do === 'forward' ? route.action.destinations : [], route?.matchedPath);
  const said = { decision, request, hosts, candidates, destinations };
  const steps = nextSteps(loaded.table, facts, said);
  const bytes = tcp ? destinations.map(sayBytes) : [];
  const connection = chain && tcp ? { connection: connectionOf(chain.chain, tcp) } : {};
  return { ...said, ...connection, nextSteps: [...bytes, ...steps] };
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
): Explanation => {
  const found = factsOf(loaded.table, request, bound);
  if ('facts' in found) {
    const explained = explain(loaded, found.facts);
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
    destinations: [],
    nextSteps: [found.reason],
  };
};

/** How the request reads, as far as its URL can be read. */
const partsOf = ({ url, headers }: WrittenRequest): { scheme: string; authority: string; path: string } => {
  const parts = splitUrl(url);
  if ('reason' in parts) return { scheme: '', authority: '', path: url };
  const host = headers.find(([name]) => name.toLowerCase() === 'host');
  return { scheme: parts.tls ? 'https' : 'http', authority: host?.[1] ?? parts.authority, path: parts.target };
};

const tryRoutes = (
  host: LoadedVirtualHost,
  subject: Subject,
): { readonly found?: LoadedRoute; readonly tried: readonly Candidate[] } => {
  let found: LoadedRoute | undefined;
  const tried = host.routes().list.map((loaded) => {
    if (found !== undefined) return notReached(loaded);
    const { route, tests } = loaded;
    const checks: Check[] = route.conditions.map((condition, i) => {
      const holds = tests[i]?.(subject) ?? false;
      return { holds, message: reportCondition(condition, subject, holds), condition: explainCondition(condition) };
    });
    const chosen = checks.every((check) => check.holds);
    if (chosen) found = loaded;
    return { ...candidate(loaded), verdict: chosen ? 'chosen' : 'failed', checks } satisfies Candidate;
  });
  return found === undefined ? { tried } : { found, tried };
};

const candidate = ({ route }: LoadedRoute) => ({
  route: route.id,
  origin: route.origin,
  action: explainAction(route.action, route.matchedPath),
});

const notReached = (loaded: LoadedRoute): Candidate => ({ ...candidate(loaded), verdict: 'not-reached', checks: [] });

/** What translation left out is a candidate too: its reason is the check that failed. */
const omitted = ({ virtualHost }: LoadedVirtualHost): readonly Candidate[] =>
  virtualHost.omitted.map(({ origin, reason, message }) => ({
    route: `${origin.kind} ${origin.namespace}/${origin.name} ${origin.path}`,
    origin,
    verdict: 'omitted',
    checks: [{ holds: false, message, condition: reason }],
    action: '',
  }));

const sayHosts = (
  table: Table,
  routeConfig: string | undefined,
  subject: Subject,
  host: LoadedVirtualHost | undefined,
): Explanation['hosts'] => {
  const name = hostOf(subject.authority);
  const all = routeConfig === undefined ? [] : (table.routeConfigs[routeConfig]?.virtualHosts ?? []);
  // Of further domains only the one that is asked for is worth a word.
  const alias = all.find(({ aliases }) => aliases?.includes(name));
  const domains = [...new Set([...(alias ? [name] : []), ...all.map((virtualHost) => virtualHost.domain)])];
  const chosen = alias !== undefined && host?.virtualHost === alias ? name : host?.virtualHost.domain;
  const fits = domains.filter((domain) => fitsDomain(domain, name)).sort((a, b) => rank(b) - rank(a));
  const others = domains.filter((domain) => !fits.includes(domain));
  const shown = others.length > mostHosts ? nearestNames(name, others, mostHosts) : others;
  return [
    ...fits.map((domain) => ({ domain, chosen: domain === chosen, message: sayFit(domain, name, chosen) })),
    ...shown.map((domain) => ({ domain, chosen: false, message: sayMisfit(domain, name) })),
  ];
};

const fitsDomain = (domain: string, name: string): boolean =>
  domain === '*' ||
  (domain.startsWith('*') ? name.length >= domain.length && name.endsWith(domain.slice(1)) : domain === name);

/** Exact names, then long suffixes, then `*`. */
const rank = (domain: string): number => (domain.startsWith('*') ? domain.length : Number.POSITIVE_INFINITY);

const sayFit = (domain: string, name: string, chosen: string | undefined): string => {
  if (domain !== chosen) return `"${domain}" fits "${name}" too, but "${chosen ?? ''}" is nearer`;
  if (domain === '*') return `"*" takes every host that no other name fits`;
  return domain.startsWith('*') ? `"${name}" ends with "${domain.slice(1)}"` : `"${name}" is this host`;
};

const sayMisfit = (domain: string, name: string): string => {
  if (!domain.startsWith('*')) return `"${name}" is not "${domain}"`;
  const suffix = domain.slice(1);
  return `"${name}" does not end with "${suffix}"${name.endsWith(suffix) || `.${name}` === suffix ? ' after at least one character' : ''}`;
};

/** Where the connections of a chain go that nobody reads HTTP from. */
const sayBytes = ({ host, port, subset, addresses }: ExplainedDestination): string =>
  `these connections go on as they are to ${host}${port === 0 ? '' : `:${port}`}${subset === undefined ? '' : ` subset "${subset}"`}${addresses.length === 0 ? '' : ` (${addresses.join(', ')})`}`;

const destinationsOf = (
  table: Table,
  all: readonly (TcpDestination | Destination)[],
  fromMesh: boolean,
  matched: Route['matchedPath'] | undefined,
): readonly ExplainedDestination[] =>
  all.map((destination) => {
    const { host, port, subset, weight, cluster: name, hash } = destination;
    const cluster = clusterOf(table, destination);
    const denied = deniedOf(table, cluster);
    const instead = matched && 'instead' in destination ? explainInstead(destination, matched) : undefined;
    return {
      host,
      port,
      ...(subset !== undefined && { subset }),
      weight,
      cluster: name,
      known: cluster !== undefined,
      addresses: addressesOf(cluster, fromMesh),
      ...(instead !== undefined && { instead }),
      ...(denied.length > 0 && { denied }),
      ...(cluster?.rule && { rule: placeOf(cluster.rule) }),
      ...(cluster?.policy && { policy: explainPolicy(cluster.policy, hash) }),
    };
  });

const deniedOf = (table: Table, cluster: Cluster | undefined): readonly string[] => {
  const judge = loadNetworkPolicies(table.networkPolicy, 'egress');
  if (judge === undefined || cluster === undefined) return [];
  const [, namespace, kind] = cluster.host.split('.');
  return cluster.endpoints.flatMap((endpoint) => {
    if (endpoint.at !== 'address') return [];
    const { address, port, labels } = endpoint;
    if (!isIpAddress(address)) return [];
    const pod = kind === 'svc' && namespace !== undefined ? { pod: { namespace, labels } } : {};
    const denied = judge({ address, port, protocol: cluster.protocol === 'udp' ? 'UDP' : 'TCP', ...pod });
    return denied ? [sayDenied(denied, 'to', sayEndpoint(endpoint))] : [];
  });
};

const addressesOf = (cluster: Cluster | undefined, fromMesh: boolean): readonly string[] => {
  if (cluster === undefined) return [];
  const asked = cluster.endpoints.length === 0 ? sayAsked(cluster, fromMesh) : undefined;
  return asked === undefined ? cluster.endpoints.map(sayEndpoint) : [asked];
};
