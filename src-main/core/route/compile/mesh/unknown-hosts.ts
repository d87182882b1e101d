import type { Cluster, ForwardAction, Origin, Route, TcpRoute, VirtualHost } from '../../table.ts';
import type { Clusters, Resolved } from '../clusters.ts';
import { anyPath } from '../conditions.ts';
import type { SidecarScope } from './sidecar-scope.ts';

/** What becomes of requests and connections that nothing is known of (reference 7.2). */
export type UnknownHosts = {
  readonly virtualHost: VirtualHost;
  /** Of connections that are not HTTP. */
  readonly tcp: TcpRoute;
  readonly clusters: readonly Cluster[];
};

const passthrough: Cluster = {
  name: 'PassthroughCluster',
  host: 'PassthroughCluster',
  port: 0,
  protocol: 'http1',
  boundBy: 'passthrough',
  endpoints: [],
  lookup: 'original',
};

const blackHole: Cluster = {
  name: 'BlackHoleCluster',
  host: 'BlackHoleCluster',
  port: 0,
  protocol: 'tcp',
  boundBy: 'nothing',
  endpoints: [],
};

/** Unwritten policies and services without a document come from here; the place is nowhere. */
export const builtIn = (kind: string, namespace: string, name: string, path: string): Origin => ({
  kind,
  namespace,
  name,
  path,
  place: { file: '', range: [0, 0], line: 0, column: 0 },
});

export const createUnknownHosts = (
  { policy, origin, egressProxy }: SidecarScope,
  namespace: string,
  clusters: Clusters,
): UnknownHosts => {
  const from = origin ?? builtIn('Mesh', namespace, 'outboundTrafficPolicy', policy);
  if (policy === 'REGISTRY_ONLY') {
    const action = { do: 'respond', status: 502, responseHeaders: [] } as const;
    return {
      virtualHost: virtualHostOf(routeOf('block_all', from, action)),
      tcp: tcpTo({ cluster: blackHole.name, host: blackHole.host, port: 0 }, from),
      clusters: [blackHole],
    };
  }
  const target = egressProxy
    ? clusters.named(egressProxy.destination, egressProxy.in.namespace)
    : { cluster: passthrough.name, host: passthrough.host, port: 0 };
  const subset = egressProxy?.destination.subset;
  return {
    virtualHost: virtualHostOf(routeOf('allow_any', from, forwardTo(target, from, subset))),
    tcp: tcpTo(target, from, subset),
    clusters: egressProxy ? [] : [passthrough],
  };
};

const virtualHostOf = (route: Route): VirtualHost => ({ name: route.name, domain: '*', routes: [route], omitted: [] });

const routeOf = (name: string, origin: Origin, action: Route['action']): Route => ({
  id: `${name} @ mesh`,
  name,
  origin,
  conditions: [],
  action,
  matchedPath: anyPath,
});

/** Everything to one destination, once: neither a limit nor retries. */
export const forwardTo = (target: Resolved, origin: Origin, subset?: string): ForwardAction => ({
  do: 'forward',
  destinations: [{ ...target, ...(subset && { subset }), weight: 1, requestHeaders: [], responseHeaders: [], origin }],
  totalWeight: 1,
});

export const tcpTo = ({ cluster, host, port }: Resolved, origin: Origin, subset?: string): TcpRoute => ({
  origin,
  destinations: [{ cluster, host, port, ...(subset && { subset }), weight: 1, origin }],
  totalWeight: 1,
});
