import type {
  Cluster,
  Endpoint,
  FilterChain,
  Listener,
  Route,
  Settings,
  Table,
  TcpRoute,
  VirtualHost,
} from '#core/route/table.ts';
import { cluster, destination, forward, origin, route, settings } from './tables.ts';

/** Tables of the client side by hand: what the proxy does with them, whatever the compiler makes of YAML. */

/** `outbound|<port>||<host>`, as destination and as cluster. */
export const nameOf = (host: string, port = 80): string => `outbound|${port}||${host}`;

export const service = (
  host: string,
  endpoints: readonly Endpoint[],
  port = 80,
  more: Partial<Cluster> = {},
): Cluster => cluster(endpoints, { name: nameOf(host, port), host, port, boundBy: 'service-entry', ...more });

export const to = (host: string, port = 80): Route =>
  route(forward({}, { cluster: nameOf(host, port), host, port }), [], { name: 'default' });

export const toCluster = (name: string): Route =>
  route(forward({}, { cluster: name, host: name, port: 0 }), [], { name: 'allow_any' });

export const virtualHost = (domain: string, ...routes: Route[]): VirtualHost => ({
  name: `${domain}:80`,
  domain,
  routes,
  omitted: [],
});

const blockAll: Route = route({ do: 'respond', status: 502, responseHeaders: [] }, [], { name: 'block_all' });

export const tcpTo = (name: string, host = name, port = 0): TcpRoute => ({
  origin: origin('ServiceEntry', 'entry'),
  destinations: [destination({ cluster: name, host, port })],
  totalWeight: 1,
});

export const httpChain = (port: number): FilterChain => ({
  protocol: 'HTTP',
  routeConfig: `mesh_${port}`,
  servers: [],
});

export const tlsChain = (sni: string, tcp: TcpRoute): FilterChain => ({
  protocol: 'TLS',
  sni: [sni],
  tls: { mode: 'PASSTHROUGH' },
  tcp,
  servers: [],
});

export const bytesChain = (tcp: TcpRoute): FilterChain => ({ protocol: 'TCP', tcp, servers: [] });

export const meshListener = (port: number, ...chains: FilterChain[]): Listener => ({
  id: `mesh_${port}`,
  port,
  declaredPorts: [port],
  chains,
});

export type MeshParts = {
  readonly policy?: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  readonly listeners?: readonly Listener[];
  /** By port; every one of them ends with what the policy says of unknown hosts. */
  readonly hosts?: Readonly<Record<number, readonly VirtualHost[]>>;
  readonly clusters?: readonly Cluster[];
  /** Listeners of gateways. */
  readonly gateways?: readonly Listener[];
  readonly gatewayHosts?: Table['routeConfigs'];
  readonly settings?: Partial<Settings>;
};

export const passthrough: Cluster = {
  name: 'PassthroughCluster',
  host: '',
  port: 0,
  protocol: 'http1',
  boundBy: 'passthrough',
  endpoints: [],
  lookup: 'original',
};

const blackHole: Cluster = {
  name: 'BlackHoleCluster',
  host: '',
  port: 0,
  protocol: 'tcp',
  boundBy: 'nothing',
  endpoints: [],
};

/** Port 80 speaks HTTP unless said otherwise; unknown hosts and ports as the policy says. */
export const meshTable = (parts: MeshParts = {}): Table => {
  const any = parts.policy !== 'REGISTRY_ONLY';
  const unknown = any ? passthrough : blackHole;
  const last = virtualHost('*', any ? toCluster('PassthroughCluster') : blockAll);
  const listeners = parts.listeners ?? [meshListener(80, httpChain(80))];
  const hosts = { 80: [], ...parts.hosts };
  const configs = Object.entries(hosts).map(([port, list]) => ({
    name: `mesh_${port}`,
    virtualHosts: [...list, last],
  }));
  const others = { name: 'mesh_others', virtualHosts: [last] };
  const clusters = [...(parts.clusters ?? []), passthrough, blackHole];
  const rest: Listener = {
    id: 'mesh_others',
    port: 0,
    declaredPorts: [],
    chains: [{ protocol: 'HTTP', routeConfig: 'mesh_others', servers: [] }, tlsChain('*', tcpTo(unknown.name))],
  };
  return {
    listeners: parts.gateways ?? [],
    routeConfigs: {
      ...Object.fromEntries([...configs, others].map((config) => [config.name, config])),
      ...parts.gatewayHosts,
    },
    clusters: Object.fromEntries(clusters.map((one) => [one.name, one])),
    mesh: { listeners, others: rest },
    settings: { ...settings, ...parts.settings },
  };
};
