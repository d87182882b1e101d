import { loadCondition } from '#core/match/index.ts';
import type { Listener, Route, SampleName, Table, VirtualHost } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/** What each bundled sample answers with 200, the most telling first. */
const samplePaths: Readonly<Record<SampleName, readonly string[]>> = {
  httpbin: ['/get', '/headers', '/status/200', '/delay/1', '/ip', '/anything', '/uuid', '/html', '/json', '/'],
  details: ['/details/0', '/health', '/'],
  echo: [],
};
/** A proposal comes from the beginning of a host; looking through thousands of routes would be felt. */
const mostRoutes = 100;

type Door = { readonly listener: Listener; readonly tls: boolean; readonly host: VirtualHost };
type Proposal = { readonly door: Door; readonly path: string; readonly worth: number };

/**
 * A URL that the table answers, so that a panel has something to show at once: one that a bundled sample answers with 200 where there is any,
 * else the path of the first route that takes a plain GET.
 */
export const proposeUrl = (
  table: Table | undefined,
  listeners: readonly ListenerState[],
  via: 'gateway' | 'mesh' = 'gateway',
): string => {
  if (table === undefined) return 'http://localhost/';
  let best: Proposal | undefined;
  for (const door of doorsOf(table, via)) {
    for (const route of door.host.routes.slice(0, mostRoutes)) {
      const { path, worth } = pathFor(route, table);
      if (best === undefined || worth > best.worth) best = { door, path, worth };
    }
    if (best?.worth === sure) break;
  }
  return best === undefined ? 'http://localhost/' : urlOf(best, listeners);
};

/** Browsers do not get to egress gateways; a workload asks for hosts by name, those of VirtualServices where there are any. */
const doorsOf = (table: Table, via: 'gateway' | 'mesh'): readonly Door[] => {
  if (via === 'gateway')
    return doorsThrough(
      table,
      table.listeners.filter(({ proxy }) => proxy === undefined),
    );
  const doors = doorsThrough(table, table.mesh?.listeners ?? []).filter(({ host }) => host.domain !== '*');
  const isRouted = ({ host }: Door) => host.routes[0]?.origin.kind === 'VirtualService';
  // What somebody has written comes before the bundled samples.
  return doors.some(isRouted) ? doors.filter(isRouted) : doors;
};

const doorsThrough = (table: Table, listeners: readonly Listener[]): readonly Door[] =>
  listeners.flatMap((listener) =>
    listener.chains.flatMap(({ routeConfig, tls }) =>
      (table.routeConfigs[routeConfig ?? '']?.virtualHosts ?? [])
        .filter(({ routes }) => routes.length > 0)
        .map((host) => ({ listener, tls: tls !== undefined, host })),
    ),
  );

/** Who sends a request: as chosen where the table has a mesh; where nobody chose, a workload if there is no gateway for browsers. */
export const senderOf = (table: Table | undefined, chosen: 'gateway' | 'mesh' | undefined): 'gateway' | 'mesh' => {
  if (table?.mesh === undefined || chosen === 'gateway') return 'gateway';
  return chosen === 'mesh' || table.listeners.every(({ proxy }) => proxy !== undefined) ? 'mesh' : 'gateway';
};

const sure = 3;

/** A path that leads to this route, and how likely its answer is a good one, from 0 to `sure`. */
const pathFor = (route: Route, table: Table): { readonly path: string; readonly worth: number } => {
  const path = route.conditions.find((one) => one.on === 'path');
  const plain = path === undefined || path.match.type === 'regex' ? '/' : path.match.value || '/';
  // A header or a query that a proposal does not have.
  if (route.conditions.some((one) => one.on !== 'path' && !('without' in one && one.without))) {
    return { path: plain, worth: 0 };
  }
  const { action } = route;
  if (action.do !== 'forward') return { path: plain, worth: 1 };
  const endpoints = action.destinations.map(({ cluster }) => table.clusters[cluster]?.endpoints[0]);
  if (endpoints.some((one) => one === undefined)) return { path: plain, worth: 1 };
  const [first] = endpoints;
  if (first?.at === 'sample') {
    const answered = samplePaths[first.sample].flatMap((one) => beforeRewrite(one, route) ?? []);
    // The echo answers whatever it is asked.
    const good = (first.sample === 'echo' ? [plain] : answered).find((one) => leadsTo(one, route));
    if (good !== undefined) return { path: good, worth: sure };
  }
  return { path: plain, worth: 2 };
};

/** The path to ask for so that the service gets `wanted`; undefined where that cannot be told. */
const beforeRewrite = (wanted: string, { action, conditions, matchedPath }: Route): string | undefined => {
  const rewrite = action.do === 'forward' ? action.rewrite : undefined;
  if (rewrite === undefined) return wanted;
  const match = conditions.find((one) => one.on === 'path')?.match ?? { type: 'prefix', value: '/' };
  if (rewrite.kind === 'regex' || match.type === 'regex') return undefined;
  if (matchedPath.kind === 'whole' || rewrite.kind === 'path')
    return rewrite.value === wanted ? match.value : undefined;
  return wanted.startsWith(rewrite.value) ? match.value + wanted.slice(rewrite.value.length) : undefined;
};

const leadsTo = (path: string, { conditions }: Route): boolean => {
  const condition = conditions.find((one) => one.on === 'path');
  const subject = { method: 'GET', scheme: 'http', authority: '', path, query: '', target: path, headers: [] } as const;
  return condition === undefined || loadCondition(condition)(subject);
};

const urlOf = ({ door: { listener, tls, host }, path }: Proposal, listeners: readonly ListenerState[]): string => {
  const scheme = tls ? 'https' : 'http';
  const port = listener.declaredPorts[0] ?? listener.port;
  if (host.domain === '*') {
    const bound = listeners.find((one) => one.port === port)?.bound ?? port;
    return `${scheme}://localhost:${bound}${path}`;
  }
  const name = host.domain.startsWith('*') ? `www.${host.domain.replace(/^\*\.?/, '')}` : host.domain;
  return `${scheme}://${name}${port === (tls ? 443 : 80) ? '' : `:${port}`}${path}`;
};
