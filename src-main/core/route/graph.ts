import { explainInstead, explainPolicies } from '../action/forward.ts';
import { explainAction } from '../action/index.ts';
import { explainCondition } from '../match/index.ts';
import { chooseRoutes } from './graph-choice.ts';
import type {
  Edges,
  GraphEdge,
  GraphNode,
  GraphOptions,
  RouteGraph,
  RouteOfGraph,
  TargetOfGraph,
} from './graph-parts.ts';
import { isMeshListener, sayAsked } from './mesh-listeners.ts';
import { sayEndpoint } from './say-endpoint.ts';
import type { Cluster, Destination, Listener, Mirror, Origin, Table, TcpDestination } from './table.ts';

/**
 * The table as a graph: listener, virtual host, route, destination, address, in the order in which the gateway asks. Plain data; the same
 * for the same table and options. A destination is one node however many routes lead to it. Where there are more routes than fit, hosts
 * are folded: their edges lead to destinations directly, until they are opened or focused.
 */
export const routeGraph = (table: Table, options: GraphOptions = {}): RouteGraph => {
  const nodes = new Map<string, GraphNode>();
  const edges: Edges = new Map();
  const listeners = [...table.listeners, ...(table.mesh ? [...table.mesh.listeners, table.mesh.others] : [])];
  const { hosts, chains, more, routes } = chooseRoutes(table, listeners, options);
  for (const listener of listeners) {
    const own = hosts.filter((host) => host.listener === listener);
    const ownChains = chains.filter((chain) => chain.listener === listener);
    const hidden = more.get(listener.id);
    if (own.length + ownChains.length === 0 && (options.filter || options.focus !== undefined)) continue;
    nodes.set(listener.id, listenerNode(listener));
    for (const { id, host, key, shown, folded, removed } of own) {
      const origin = host.routes[0]?.origin ?? host.requireTls;
      const isNew = options.compare?.known && options.compare.nameOf(key) === undefined;
      const runsAs = options.compare?.nameOf(key) ?? host.name;
      nodes.set(id, {
        id,
        kind: 'host',
        label: host.domain === '*' ? 'every host' : host.domain,
        ...(host.requireTls ? { detail: 'plain requests are redirected to https' } : {}),
        ...(folded ? { folds: shown.length } : shown.length > 0 ? { opened: true } : {}),
        ...(isNew ? { change: 'new' } : {}),
        ...written(origin),
        rate: { of: 'host', listener: listener.id, host: host.name },
      });
      join(edges, {
        from: listener.id,
        to: id,
        kind: 'leads',
        rate: { of: 'host', listener: listener.id, host: host.name },
      });
      for (const { route, change, runs } of [...shown, ...(folded ? [] : removed)]) {
        const gone = change === 'removed';
        // What is gone may have the id of another one that is there.
        const from = folded ? id : `${id} ${gone ? 'removed ' : ''}${route.id}`;
        // Traffic is counted under the id that a route has where it runs.
        const counted = runs && { host: runsAs, route: runs.id };
        const rate = counted && { rate: { of: 'route', ...counted } as const };
        if (!folded) {
          const conditions = route.conditions.map(explainCondition);
          const extras = route.action.do === 'forward' ? explainPolicies(route.action) : [];
          nodes.set(from, {
            id: from,
            kind: 'route',
            label: conditions.length === 0 ? 'every request' : conditions.join(' and '),
            ...(route.name === '' ? {} : { name: route.name }),
            ...(extras.length === 0 ? {} : { detail: extras.join(', ') }),
            ...(change === undefined ? {} : { change }),
            ...written(route.origin),
            ...rate,
          });
          join(edges, { from: id, to: from, kind: 'leads', ...rate });
        }
        if (!gone) addTargets(table, nodes, edges, { id: from, route, ...(counted && { counted }), listener, folded });
      }
    }
    for (const { id, chain } of ownChains) {
      const route = chain.tcp ?? chain.udp;
      if (route === undefined) continue;
      const every = chain.tcp === undefined ? 'every datagram' : 'every connection';
      nodes.set(id, {
        id,
        kind: 'route',
        label: chain.sni === undefined ? every : `server name is ${chain.sni.map((one) => `"${one}"`).join(' or ')}`,
        detail: chain.tls === undefined && chain.sni !== undefined ? 'passed through' : chain.protocol,
        ...written(route.origin),
      });
      join(edges, { from: listener.id, to: id, kind: 'leads' });
      for (const one of route.destinations) {
        const to = addDestination(table, nodes, edges, one, listener);
        const share = route.destinations.length > 1 ? { share: one.weight / route.totalWeight } : {};
        join(edges, { from: id, to, kind: 'sends', ...share, ...written(one.origin) });
      }
    }
    if (hidden !== undefined) {
      const id = `${listener.id} more`;
      const rest = hidden === 0 ? { label: 'fewer hosts' } : { label: `${hidden} more hosts`, folds: hidden };
      nodes.set(id, { id, kind: 'more', ...rest });
      join(edges, { from: listener.id, to: id, kind: 'leads' });
    }
  }
  const [first] = listeners;
  if (options.spare && first && !options.filter && options.focus === undefined)
    for (const { name: cluster, host, port } of spareClusters(table, nodes)) {
      const id = addDestination(table, nodes, edges, { cluster, host, port }, first);
      const node = nodes.get(id);
      if (node) nodes.set(id, { ...node, detail: 'no route leads here' });
    }
  return { nodes: [...nodes.values()], edges: [...edges.values()], routes };
};

/** More of them would bury the map. */
const mostSpare = 24;

/** What files declare and no route that is drawn leads to; none where they are many. Variants of one service (` @ mesh`) count as it. */
const spareClusters = ({ clusters }: Table, nodes: ReadonlyMap<string, GraphNode>): readonly Cluster[] => {
  const spare = Object.values(clusters).filter(
    ({ name, subset, port, origin }) =>
      subset === undefined &&
      port > 0 &&
      origin !== undefined &&
      !name.includes(' @ ') &&
      !nodes.has(`destination ${name}`),
  );
  return spare.length > mostSpare ? [] : spare;
};

const addTargets = (table: Table, nodes: Map<string, GraphNode>, edges: Edges, at: RouteOfGraph): void => {
  const { route, id, counted, listener, folded } = at;
  const { action } = route;
  if (action.do !== 'forward') {
    const to = folded ? `${id} ends` : `${id} end`;
    const words = explainAction(action, route.matchedPath);
    nodes.set(to, { id: to, kind: 'end', label: folded ? 'redirects and answers' : words, ...written(route.origin) });
    join(edges, { from: id, to, kind: 'leads' });
    return;
  }
  for (const one of action.destinations) {
    const instead = explainInstead(one, route.matchedPath);
    const to = addDestination(table, nodes, edges, one, listener, instead);
    join(edges, {
      from: id,
      to,
      kind: 'sends',
      ...(folded ? {} : written(one.origin)),
      ...(action.destinations.length > 1 && !folded ? { share: one.weight / action.totalWeight } : {}),
      ...(folded || !counted ? {} : { rate: { of: 'edge', ...counted, cluster: one.cluster } }),
    });
  }
  for (const mirror of action.mirrors ?? []) {
    const to = addDestination(table, nodes, edges, mirror, listener);
    const share = mirror.perMillion / 1_000_000;
    join(edges, { from: id, to, kind: 'copies', share, ...(folded ? {} : written(mirror.origin)) });
  }
};

const addDestination = (
  table: Table,
  nodes: Map<string, GraphNode>,
  edges: Edges,
  one: Pick<Destination | TcpDestination | Mirror, 'cluster' | 'host' | 'port' | 'subset'>,
  listener: Listener,
  instead?: string,
): string => {
  const target: TargetOfGraph = {
    host: one.host,
    port: one.port,
    ...(one.subset === undefined ? {} : { subset: one.subset }),
  };
  const fromMesh = isMeshListener(listener);
  const id = `destination ${one.cluster || `${one.host}:${one.port}|${one.subset ?? ''}`}`;
  if (nodes.has(id)) return id;
  const cluster = table.clusters[one.cluster];
  const name = one.port === 0 ? one.host : `${one.host}:${one.port}`;
  const trouble = instead ?? troubleOf(cluster, fromMesh);
  nodes.set(id, {
    id,
    kind: 'destination',
    label: name || 'nobody',
    ...(one.subset === undefined ? {} : { name: one.subset }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(one.host === '' ? {} : { target }),
    ...written(cluster?.origin),
    ...(one.cluster === '' ? {} : { rate: { of: 'cluster', cluster: one.cluster } }),
  });
  for (const endpoint of cluster?.endpoints ?? []) {
    const label = sayEndpoint(endpoint);
    const to = `address ${label}`;
    if (!nodes.has(to)) nodes.set(to, { id: to, kind: 'address', label, ...written(cluster?.origin) });
    join(edges, { from: id, to, kind: 'binds', rate: { of: 'address', cluster: one.cluster, address: label } });
  }
  return id;
};

const troubleOf = (cluster: Cluster | undefined, fromMesh: boolean): string | undefined => {
  if (cluster === undefined) return 'unknown service: requests get 503 (NC)';
  if (cluster.endpoints.length > 0 || sayAsked(cluster, fromMesh) !== undefined) return undefined;
  return 'not bound: requests get 503 (UH)';
};

const listenerNode = (listener: Listener): GraphNode => {
  const { id, declaredPorts, proxy, chains } = listener;
  const port = declaredPorts.length === 0 ? 'every other port' : `port ${declaredPorts.join(', ')}`;
  const owner = isMeshListener(listener) ? ', from the mesh' : proxy === undefined ? '' : ` of ${proxy}`;
  const gateways = new Set(
    chains.flatMap(({ servers }) => servers.map(({ origin: { namespace, name } }) => `${namespace}/${name}`)),
  );
  return {
    id,
    kind: 'listener',
    label: `${port}${owner}`,
    name: [...new Set(chains.map(({ protocol }) => protocol))].join(', '),
    ...(gateways.size === 0 ? {} : { detail: `Gateway ${[...gateways].join(', ')}` }),
    ...written(chains[0]?.servers[0]?.origin),
    rate: { of: 'listener', listener: id },
  };
};

/** One edge between two nodes, and another for copies; those of folded routes are joined, and the first stays. */
const join = (edges: Edges, edge: Omit<GraphEdge, 'id'>): void => {
  const part = edge.origin === undefined ? '' : ` ${edge.origin.path}`;
  const id = `${edge.from} → ${edge.to}${edge.kind === 'copies' ? ' copies' : ''}${part}`;
  if (!edges.has(id)) edges.set(id, { id, ...edge });
};

const written = (origin: Origin | undefined): { readonly origin?: Origin } =>
  origin === undefined || origin.place.file === '' ? {} : { origin };
