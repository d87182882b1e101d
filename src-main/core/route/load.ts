import { type LoadedCors, loadCors } from '../action/cors.ts';
import { loadRewrite } from '../action/rewrite.ts';
import { loadCondition } from '../match/index.ts';
import type { Subject, Test } from '../match/subject.ts';
import { type HostIndex, indexHosts } from './host-index.ts';
import { type JudgeConnection, loadNetworkPolicies } from './network-policy.ts';
import { indexFrom, indexPaths, lowestMatch, type PathIndex } from './path-index.ts';
import type { Destination, FilterChain, Listener, Route, RouteConfig, Table, VirtualHost } from './table.ts';

/** A table with everything that answers requests quickly: closures, expressions, indexes. Functions live only here (invariant 2). */
export type LoadedTable = {
  readonly table: Table;
  /** By `Listener.id`. */
  readonly listeners: ReadonlyMap<string, LoadedListener>;
  /** Whether a client may connect, by the NetworkPolicies; absent: everybody may. */
  readonly mayEnter?: JudgeConnection;
};

export type LoadedListener = {
  readonly listener: Listener;
  /** For connections without TLS. */
  readonly plain?: LoadedChain;
  /** By SNI; chains without `sni` are under `*`. */
  readonly tls: HostIndex<LoadedChain>;
};

export type LoadedChain = {
  readonly chain: FilterChain;
  /** Absent for chains that do not speak HTTP. */
  readonly hosts?: HostIndex<LoadedVirtualHost>;
};

export type LoadedVirtualHost = {
  readonly virtualHost: VirtualHost;
  /** Loaded when the first request asks, then kept. */
  readonly routes: () => LoadedRoutes;
};

export type LoadedRoutes = {
  readonly list: readonly LoadedRoute[];
  /** Absent for short lists. */
  readonly index?: PathIndex;
};

export type LoadedRoute = {
  readonly route: Route;
  /** In the order of `route.conditions`. */
  readonly tests: readonly Test[];
  readonly rewrite?: (path: string) => string;
  /** Of destinations that have one of their own. */
  readonly rewrites?: ReadonlyMap<Destination, (path: string) => string>;
  readonly cors?: LoadedCors;
};

/**
 * A table ready to decide with. Routes of a virtual host are loaded when it is first asked for, so that a table of 10,000 routes is there
 * at once; with `indexed: false` every list is scanned from its beginning (the same answers, slower).
 */
export const load = (table: Table, options: { readonly indexed?: boolean } = {}): LoadedTable => {
  const indexed = options.indexed ?? true;
  const hosts = new Map<string, HostIndex<LoadedVirtualHost>>();
  const hostsOf = (name: string): HostIndex<LoadedVirtualHost> => {
    let found = hosts.get(name);
    if (found === undefined) {
      found = loadRouteConfig(Object.hasOwn(table.routeConfigs, name) ? table.routeConfigs[name] : undefined, indexed);
      hosts.set(name, found);
    }
    return found;
  };
  const listeners = new Map<string, LoadedListener>();
  for (const listener of [...table.listeners, ...(table.mesh ? [...table.mesh.listeners, table.mesh.others] : [])]) {
    if (!listeners.has(listener.id)) listeners.set(listener.id, loadListener(listener, hostsOf));
  }
  const mayEnter = loadNetworkPolicies(table.networkPolicy, 'ingress');
  return { table, listeners, ...(mayEnter && { mayEnter }) };
};

const loadListener = (
  listener: Listener,
  hostsOf: (routeConfig: string) => HostIndex<LoadedVirtualHost>,
): LoadedListener => {
  let plain: LoadedChain | undefined;
  const bySni: (readonly [string, LoadedChain, boolean])[] = [];
  for (const chain of listener.chains) {
    const loaded: LoadedChain =
      chain.routeConfig === undefined ? { chain } : { chain, hosts: hostsOf(chain.routeConfig) };
    // A passthrough chain has server names but terminates nothing; its clients still speak TLS.
    if (chain.tls === undefined && chain.sni === undefined) plain ??= loaded;
    else for (const name of chain.sni ?? ['*']) bySni.push([name.toLowerCase(), loaded, chain.oneLabel === true]);
  }
  const tls = indexHosts(bySni);
  return plain === undefined ? { listener, tls } : { listener, plain, tls };
};

const loadRouteConfig = (config: RouteConfig | undefined, indexed: boolean): HostIndex<LoadedVirtualHost> =>
  indexHosts(
    (config?.virtualHosts ?? []).flatMap((host) => {
      const loaded = loadVirtualHost(host, indexed);
      return [host.domain, ...(host.aliases ?? [])].map((domain) => [domain, loaded, host.oneLabel === true] as const);
    }),
  );

const loadVirtualHost = (virtualHost: VirtualHost, indexed: boolean): LoadedVirtualHost => {
  let routes: LoadedRoutes | undefined;
  return {
    virtualHost,
    routes: () => {
      routes ??= loadRoutes(virtualHost.routes, indexed);
      return routes;
    },
  };
};

const loadRoutes = (routes: readonly Route[], indexed: boolean): LoadedRoutes => {
  const list = routes.map(loadRoute);
  return indexed && routes.length >= indexFrom ? { list, index: indexPaths(routes) } : { list };
};

const loadRoute = (route: Route): LoadedRoute => {
  const tests = route.conditions.map(loadCondition);
  if (route.action.do !== 'forward') return { route, tests };
  const { rewrite, cors, destinations } = route.action;
  const own = destinations.flatMap((one) =>
    one?.rewrite ? [[one, loadRewrite(one.rewrite, route.matchedPath)] as const] : [],
  );
  return {
    route,
    tests,
    ...(rewrite !== undefined && { rewrite: loadRewrite(rewrite, route.matchedPath) }),
    ...(own.length > 0 && { rewrites: new Map(own) }),
    ...(cors !== undefined && { cors: loadCors(cors) }),
  };
};

/** The first route whose conditions all hold, in the table's order (invariant 3). */
export const firstMatch = (routes: LoadedRoutes, subject: Subject): LoadedRoute | undefined => {
  const { list, index } = routes;
  if (index === undefined) {
    for (let i = 0; i < list.length; i++) {
      const route = list[i] as LoadedRoute;
      if (holds(route, subject)) return route;
    }
    return undefined;
  }
  return list[lowestMatch(index, subject.path, (number) => holds(list[number] as LoadedRoute, subject))];
};

const holds = ({ tests }: LoadedRoute, subject: Subject): boolean => {
  for (let i = 0; i < tests.length; i++) {
    if (!(tests[i] as Test)(subject)) return false;
  }
  return true;
};
