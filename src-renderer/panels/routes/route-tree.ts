import { explainInstead } from '#core/action/forward.ts';
import { explainAction } from '#core/action/index.ts';
import { explainRewrite } from '#core/action/rewrite.ts';
import { explainCondition } from '#core/match/index.ts';
import { isMeshListener, sayAsked } from '#core/route/mesh-listeners.ts';
import { sayEndpoint } from '#core/route/say-endpoint.ts';
import type {
  Cluster,
  Destination,
  Endpoint,
  FilterChain,
  Listener,
  Origin,
  Route,
  Table,
  VirtualHost,
} from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { compareTables, type RunningView } from './compare-tables.ts';

export type NodeKind = 'listener' | 'host' | 'route' | 'destination' | 'address' | 'omitted';

/** One line of the tree. `change` says how the draft differs from what is running. */
export type TreeNode = {
  readonly id: string;
  readonly kind: NodeKind;
  /** What it is, in words; for a route its conditions, one each. */
  readonly labels: readonly string[];
  readonly detail?: string;
  readonly name?: string;
  /** Part of the traffic, 0 to 1, where there are several destinations. */
  readonly share?: number;
  readonly trouble?: string;
  readonly change?: 'new' | 'changed' | 'removed';
  readonly origin?: Origin;
  readonly children: readonly TreeNode[];
};

/** Listener, host, route, destination, address, in the order in which the gateway asks. Routes that only run are shown as removed. */
export const routeTree = (
  table: Table,
  running: Table | undefined,
  open: readonly ListenerState[] = [],
): readonly TreeNode[] => {
  const view = compareTables(running);
  const { listeners, mesh } = table;
  return [...listeners, ...(mesh ? [...mesh.listeners, mesh.others] : [])].map((listener) =>
    listenerNode(table, listener, view, open),
  );
};

/** Which port it is, and whose: a gateway behind the mesh, or the sidecar of a client. */
const sayPort = (listener: Listener): string => {
  const { declaredPorts, proxy } = listener;
  if (!isMeshListener(listener)) return `port ${declaredPorts.join(', ')}${proxy === undefined ? '' : ` of ${proxy}`}`;
  return declaredPorts.length === 0 ? 'every other port, from the mesh' : `port ${declaredPorts[0]}, from the mesh`;
};

const listenerNode = (
  table: Table,
  listener: Listener,
  view: RunningView,
  open: readonly ListenerState[],
): TreeNode => {
  const protocols = [...new Set(listener.chains.map(({ protocol }) => protocol))].join(', ');
  const gateways = [
    ...new Set(listener.chains.flatMap(({ servers }) => servers.map(({ origin: o }) => `${o.namespace}/${o.name}`))),
  ];
  const origin = listener.chains[0]?.servers[0]?.origin;
  const configs = [...new Set(listener.chains.flatMap(({ routeConfig }) => routeConfig ?? []))];
  return {
    id: listener.id,
    kind: 'listener',
    labels: [sayPort(listener)],
    name: protocols,
    ...(gateways.length === 0
      ? {}
      : { detail: [...boundAddresses(listener, open), `Gateway ${gateways.join(', ')}`].join(' · ') }),
    ...(view.known && !view.listeners.has(listener.id) ? { change: 'new' } : {}),
    ...(origin === undefined ? {} : { origin }),
    children: [
      ...configs.flatMap((config) =>
        (table.routeConfigs[config]?.virtualHosts ?? []).map((host) =>
          hostNode(table, `${listener.id} ${config} ${host.domain}`, config, host, view),
        ),
      ),
      ...listener.chains.flatMap((chain, i) => connectionsNode(table, `${listener.id} chain ${i}`, chain)),
    ],
  };
};

/** A chain from which nobody reads HTTP: the server names it is for, and where its connections or datagrams go. */
const connectionsNode = (table: Table, id: string, { sni, tcp, udp }: FilterChain): readonly TreeNode[] => {
  const route = tcp ?? udp;
  if (route === undefined) return [];
  const every = tcp === undefined ? 'every datagram' : 'every connection';
  return [
    {
      id,
      kind: 'route',
      labels: [sni === undefined ? every : `server name is ${sni.map((name) => `"${name}"`).join(' or ')}`],
      ...written(route.origin),
      children: route.destinations.map((one, i): TreeNode => {
        const cluster = table.clusters[one.cluster];
        return {
          id: `${id} ${i}`,
          kind: 'destination',
          labels: [one.port === 0 ? one.host : `${one.host}:${one.port}`],
          ...(one.subset === undefined ? {} : { name: one.subset }),
          ...(route.destinations.length > 1 ? { share: one.weight / route.totalWeight } : {}),
          ...troubleOf(
            cluster,
            isMeshListener({ id }),
            tcp === undefined ? 'datagrams are lost' : 'connections are closed',
          ),
          ...written(one.origin),
          children: addressNodes(`${id} ${i}`, cluster),
        };
      }),
    },
  ];
};

/** Where the port is really open on this machine: `→ 127.0.0.1:8080`. */
const boundAddresses = ({ id }: Listener, open: readonly ListenerState[]): readonly string[] =>
  open.flatMap(({ listener, bound, addresses: [address = '127.0.0.1'] }) =>
    listener !== id || bound === undefined
      ? []
      : [`→ ${addressOf({ at: 'address', address, port: bound, labels: {} })}`],
  );

const hostNode = (table: Table, id: string, config: string, host: VirtualHost, view: RunningView): TreeNode => {
  const key = `${config} ${host.domain}`;
  const removed = view.removedRoutes(key, host.routes);
  const origin = host.routes[0]?.origin ?? host.requireTls;
  return {
    id,
    kind: 'host',
    labels: [host.domain === '*' ? 'every host' : host.domain],
    ...(host.requireTls === undefined ? alsoCalled(host) : { detail: 'plain requests are redirected to https' }),
    ...(view.known && !view.hosts.has(key) ? { change: 'new' } : {}),
    ...(origin === undefined ? {} : written(origin)),
    children: [
      ...host.routes.map((route) => routeNode(table, `${id} ${route.id}`, route, view.changeOf(key, route))),
      ...removed.map((route) => ({ ...routeNode(table, `${id} removed ${route.id}`, route, 'removed'), children: [] })),
      ...host.omitted.map(
        (one, i): TreeNode => ({
          id: `${id} omitted ${i}`,
          kind: 'omitted',
          labels: [`${one.origin.kind} ${one.origin.namespace}/${one.origin.name} ${one.origin.path}`],
          trouble: `left out: ${one.message}`,
          origin: one.origin,
          children: [],
        }),
      ),
    ],
  };
};

/** Where it is written; what is built in stands nowhere. */
const written = (origin: Origin): { readonly origin?: Origin } => (origin.place.file === '' ? {} : { origin });

/** The forms with a dot at the end go without saying. */
const alsoCalled = ({ aliases = [] }: VirtualHost): { readonly detail?: string } => {
  const shown = aliases.filter((alias) => !alias.endsWith('.'));
  return shown.length === 0 ? {} : { detail: `also ${shown.join(', ')}` };
};

const routeNode = (table: Table, id: string, route: Route, change: TreeNode['change']): TreeNode => {
  const { action } = route;
  const conditions = route.conditions.map(explainCondition);
  return {
    id,
    kind: 'route',
    labels: conditions.length === 0 ? ['every request'] : conditions,
    ...(route.name === '' ? {} : { name: route.name }),
    ...detailOf(route),
    ...(change === undefined ? {} : { change }),
    ...written(route.origin),
    children:
      action.do === 'forward'
        ? action.destinations.map((one, i) =>
            destinationNode(
              table,
              `${id} ${i}`,
              one,
              route,
              action.destinations.length > 1 ? one.weight / action.totalWeight : undefined,
            ),
          )
        : [],
  };
};

/** What the route does, where its children do not say it already. */
const detailOf = ({ action, matchedPath }: Route): { readonly detail?: string } => {
  if (action.do !== 'forward') return { detail: explainAction(action, matchedPath) };
  const extras = [
    ...(action.rewrite?.kind === 'uri' ? [`path becomes “${action.rewrite.value}”`] : []),
    ...(action.rewrite?.kind === 'path' || action.rewrite?.kind === 'segments'
      ? [explainRewrite(action.rewrite, matchedPath)]
      : []),
    ...(action.rewrite?.kind === 'regex' ? [`path is rewritten by “${action.rewrite.pattern}”`] : []),
    ...(action.timeoutMs === undefined ? [] : [`at most ${action.timeoutMs / 1000} s`]),
  ];
  return extras.length === 0 ? {} : { detail: extras.join(', ') };
};

const destinationNode = (
  table: Table,
  id: string,
  one: Destination,
  { matchedPath }: Route,
  share: number | undefined,
): TreeNode => {
  const cluster = table.clusters[one.cluster];
  const instead = explainInstead(one, matchedPath);
  if (instead !== undefined) {
    const name = one.port === 0 ? one.host : `${one.host}:${one.port}`;
    const shared = share === undefined ? {} : { share };
    const words = one.instead?.do === 'respond' ? { trouble: instead } : { detail: instead };
    return {
      id,
      kind: 'destination',
      labels: [name || 'nobody'],
      ...shared,
      ...words,
      ...written(one.origin),
      children: [],
    };
  }
  return {
    id,
    kind: 'destination',
    labels: [one.port === 0 ? one.host : `${one.host}:${one.port}`],
    ...(one.subset === undefined ? {} : { name: one.subset }),
    ...(one.rewrite === undefined ? {} : { detail: explainRewrite(one.rewrite, matchedPath) }),
    ...(share === undefined ? {} : { share }),
    // Ids begin with that of the listener.
    ...troubleOf(cluster, isMeshListener({ id })),
    ...written(one.origin),
    children: addressNodes(id, cluster),
  };
};

const addressNodes = (id: string, cluster: Cluster | undefined): readonly TreeNode[] =>
  (cluster?.endpoints ?? []).map((endpoint, i) => ({
    id: `${id} ${i}`,
    kind: 'address',
    labels: [addressOf(endpoint)],
    ...(cluster?.origin === undefined ? {} : { origin: cluster.origin }),
    children: [],
  }));

/** `lost` is what becomes of what is not HTTP. */
const troubleOf = (cluster: Cluster | undefined, fromMesh: boolean, lost?: string): { readonly trouble?: string } => {
  if (cluster === undefined) return { trouble: `unknown service: ${lost ?? 'requests get 503 (NC)'}` };
  if (cluster.endpoints.length > 0 || sayAsked(cluster, fromMesh) !== undefined) return {};
  return { trouble: `not bound: ${lost ?? 'requests get 503 (UH)'}` };
};

export const addressOf = (endpoint: Endpoint): string => {
  return endpoint.at === 'sample' ? `bundled sample “${endpoint.sample}”` : sayEndpoint(endpoint);
};
