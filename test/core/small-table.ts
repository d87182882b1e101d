import type { Facts } from '#core/route/facts.ts';
import type {
  Action,
  Cluster,
  Condition,
  Destination,
  Listener,
  Origin,
  Route,
  Settings,
  Table,
  TextMatch,
  VirtualHost,
} from '#core/route/table.ts';

/** Small tables written by hand, for tests that start below the compiler. */
export const origin = (path = 'spec.http[0]', line = 1, name = 'shop'): Origin => ({
  kind: 'VirtualService',
  namespace: 'default',
  name,
  path,
  place: { file: 'shop.yaml', range: [0, 1], line, column: 1 },
});

export const exact = (value: string): TextMatch => ({ type: 'exact', value });
export const prefix = (value: string): TextMatch => ({ type: 'prefix', value });
export const regex = (value: string): TextMatch => ({ type: 'regex', value });

export const onPath = (match: TextMatch, ignoreCase = false): Condition => ({ on: 'path', match, ignoreCase });

export const destination = (service: string, more: Partial<Destination> = {}): Destination => ({
  cluster: `outbound|8080||${service}.default.svc.cluster.local`,
  host: `${service}.default.svc.cluster.local`,
  port: 8080,
  weight: 1,
  requestHeaders: [],
  responseHeaders: [],
  origin: origin('spec.http[0].route[0]'),
  ...more,
});

export const forwardTo = (...destinations: Destination[]): Action => ({
  do: 'forward',
  destinations,
  totalWeight: destinations.reduce((sum, d) => sum + d.weight, 0),
});

let made = 0;

/** A route to service `orders`, matched as its first path condition says. */
export const route = (conditions: readonly Condition[], more: Partial<Route> = {}): Route => {
  const path = conditions.find((c) => c.on === 'path');
  const matchedPath =
    path?.on !== 'path'
      ? ({ kind: 'prefix', length: 1 } as const)
      : path.match.type === 'prefix'
        ? ({ kind: 'prefix', length: path.match.value.length } as const)
        : ({ kind: 'whole', length: 0 } as const);
  return {
    id: `route ${made++}`,
    name: '',
    origin: origin(),
    conditions,
    action: forwardTo(destination('orders')),
    matchedPath,
    ...more,
  };
};

export const host = (domain: string, routes: readonly Route[], more: Partial<VirtualHost> = {}): VirtualHost => ({
  name: `${domain}:80`,
  domain,
  routes,
  omitted: [],
  ...more,
});

export const cluster = (service: string, more: Partial<Cluster> = {}): Cluster => ({
  name: `outbound|8080||${service}.default.svc.cluster.local`,
  host: `${service}.default.svc.cluster.local`,
  port: 8080,
  protocol: 'http1',
  boundBy: 'local-service',
  endpoints: [{ at: 'address', address: '127.0.0.1', port: 9001, labels: {} }],
  ...more,
});

export const httpListener = (more: Partial<Listener> = {}): Listener => ({
  id: '0.0.0.0_80',
  port: 80,
  declaredPorts: [80],
  chains: [{ protocol: 'HTTP', routeConfig: 'http.80', servers: [] }],
  ...more,
});

export const settings: Settings = {
  pathNormalization: 'BASE',
  explainErrors: 'browsers',
  addresses: ['127.0.0.1'],
  ports: {},
  serverHeader: 'istio-envoy',
};

/** One plain listener on port 80 with these virtual hosts, and the cluster of `orders`. */
export const tableOf = (virtualHosts: readonly VirtualHost[], more: Partial<Table> = {}): Table => ({
  listeners: [httpListener()],
  routeConfigs: { 'http.80': { name: 'http.80', virtualHosts } },
  clusters: Object.fromEntries([cluster('orders')].map((c) => [c.name, c])),
  settings,
  ...more,
});

export const factsFor = (target: string, more: Partial<Facts> = {}): Facts => ({
  listener: '0.0.0.0_80',
  tls: false,
  method: 'GET',
  authority: 'a.test',
  target,
  headers: [],
  ...more,
});

/** The same facts without a Host header. */
export const withoutHost = ({ authority: _authority, ...facts }: Facts): Facts => facts;

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export const seededDice = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};
