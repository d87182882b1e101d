import type { ClusterPolicy } from '#core/route/cluster-policy.ts';
import type {
  Action,
  Cluster,
  Condition,
  Destination,
  Endpoint,
  FilterChain,
  ForwardAction,
  HeaderOperations,
  Listener,
  Origin,
  Route,
  Settings,
  Table,
  VirtualHost,
} from '#core/route/table.ts';

/** Tables by hand, so that these tests say what the data plane does whatever the compiler makes of YAML. */

export const origin = (kind: string, name: string, path = 'spec'): Origin => ({
  kind,
  namespace: 'default',
  name,
  path,
  place: { file: 'routes.yaml', range: [0, 1], line: 7, column: 3 },
});

export const settings: Settings = {
  pathNormalization: 'BASE',
  explainErrors: 'never',
  addresses: ['127.0.0.1'],
  // The system chooses: tests run beside each other.
  ports: { '80': 0, '81': 0, '82': 0 },
  serverHeader: 'istio-envoy',
};

export const listener = (port = 80, protocol = 'HTTP', chain: Partial<FilterChain> = {}): Listener => ({
  id: `0.0.0.0_${port}`,
  port,
  declaredPorts: [port],
  chains: [
    {
      protocol,
      routeConfig: `http.${port}`,
      servers: [{ origin: origin('Gateway', 'main', 'spec.servers[0]'), portName: 'http', number: port, hosts: ['*'] }],
      ...chain,
    },
  ],
});

export const prefix = (value: string): Condition => ({
  on: 'path',
  match: { type: 'prefix', value },
  ignoreCase: false,
});

export const route = (action: Action, conditions: readonly Condition[] = [], more: Partial<Route> = {}): Route => {
  const first = conditions[0];
  const length = first?.on === 'path' ? first.match.value.length : 1;
  return {
    id: `VirtualService default/shop http[${conditions.length}]`,
    name: 'main',
    origin: origin('VirtualService', 'shop', 'spec.http[0]'),
    conditions,
    action,
    matchedPath: { kind: 'prefix', length },
    ...more,
  };
};

export const destination = (more: Partial<Destination> = {}): Destination => ({
  cluster: 'outbound|80||web.default.svc.cluster.local',
  host: 'web.default.svc.cluster.local',
  port: 80,
  weight: 1,
  requestHeaders: [],
  responseHeaders: [],
  origin: origin('VirtualService', 'shop', 'spec.http[0].route[0]'),
  ...more,
});

export const forward = (more: Partial<ForwardAction> = {}, to: Partial<Destination> = {}): ForwardAction => ({
  do: 'forward',
  destinations: [destination(to)],
  totalWeight: 1,
  ...more,
});

export const operations = (more: Partial<HeaderOperations>): HeaderOperations => ({
  remove: [],
  set: [],
  add: [],
  ...more,
});

export const at = (port: number, address = '127.0.0.1'): Endpoint => ({ at: 'address', address, port, labels: {} });

/** With dice that land on 0 the first endpoint is the first to have its turn. */
export const inTurn: ClusterPolicy = { balance: { by: 'round-robin', origin: origin('DestinationRule', 'web') } };

export const cluster = (endpoints: readonly Endpoint[], more: Partial<Cluster> = {}): Cluster => ({
  name: 'outbound|80||web.default.svc.cluster.local',
  host: 'web.default.svc.cluster.local',
  port: 80,
  protocol: 'http1',
  boundBy: endpoints.length > 0 ? 'local-service' : 'nothing',
  endpoints,
  ...more,
});

export type TableParts = {
  readonly routes?: readonly Route[];
  readonly endpoints?: readonly Endpoint[];
  /** Of the cluster of those endpoints. */
  readonly policy?: ClusterPolicy;
  readonly listeners?: readonly Listener[];
  readonly settings?: Partial<Settings>;
  readonly clusters?: Table['clusters'];
  readonly hosts?: readonly VirtualHost[];
};

/** One virtual host `*` on every listener; everything goes to `endpoints` unless routes are given. */
export const table = (parts: TableParts = {}): Table => {
  const listeners = parts.listeners ?? [listener()];
  const one = cluster(parts.endpoints ?? [], parts.policy && { policy: parts.policy });
  const host: VirtualHost = { name: '*:80', domain: '*', routes: parts.routes ?? [route(forward())], omitted: [] };
  return {
    listeners,
    routeConfigs: Object.fromEntries(
      listeners.map((l) => [`http.${l.port}`, { name: `http.${l.port}`, virtualHosts: parts.hosts ?? [host] }]),
    ),
    clusters: parts.clusters ?? { [one.name]: one },
    settings: { ...settings, ...parts.settings },
  };
};
