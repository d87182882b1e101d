import type { BackendRef } from '../../../resource/gateway-api/references.ts';
import type { AttachedRoute, ServedListener } from '../../../snapshot/gateway-api/attached.ts';
import { resolveBackend } from '../../../snapshot/gateway-api/backends.ts';
import type { Path } from '../../../text/tree.ts';
import type { FilterChain, TcpDestination, TcpRoute } from '../../table.ts';
import { originOf } from '../origin.ts';
import { chainTlsOf } from './certificates.ts';
import type { RuleContext } from './rules.ts';
import { bestFor } from './virtual-hosts.ts';

type Servers = FilterChain['servers'];
type ServedBy = (listener: ServedListener) => Servers[number];
type ConnectionRoute = Extract<AttachedRoute, { readonly kind: 'TLSRoute' | 'TCPRoute' | 'UDPRoute' }>;

/**
 * The chains of the listeners of one port that carry bytes: TLS that is passed through or ended, found by server name, and plain TCP
 * (reference 2.9). Of several routes for a name, or on a listener for TCP, the oldest has all connections. A name that only a less exact
 * listener has routes for, and a listener without routes, are refused before the handshake.
 */
export const connectionChains = (
  onPort: readonly ServedListener[],
  context: RuleContext,
  servedBy: ServedBy,
): readonly FilterChain[] => {
  const secure = onPort.filter(({ spec }) => spec.protocol === 'HTTPS' || spec.protocol === 'TLS');
  return onPort.flatMap((listener): readonly FilterChain[] => {
    const { spec } = listener;
    if (spec.protocol === 'TLS') return tlsChains(listener, secure, context, servedBy(listener));
    if (spec.protocol !== 'TCP') return [];
    const route = listener.routes.find((one) => one.kind === 'TCPRoute');
    const tcp = route ? routeOf(route, context) : nowhere(listener);
    return [{ protocol: 'TCP', tcp, servers: [servedBy(listener)] }];
  });
};

/** The chains of the listeners of one port that take datagrams; the oldest route has them all. */
export const datagramChains = (
  onPort: readonly ServedListener[],
  context: RuleContext,
  servedBy: ServedBy,
): readonly FilterChain[] =>
  onPort
    .filter(({ spec }) => spec.protocol === 'UDP')
    .map((listener) => {
      const route = listener.routes.find((one) => one.kind === 'UDPRoute');
      const udp = route ? routeOf(route, context) : nowhere(listener);
      return { protocol: 'UDP', udp, servers: [servedBy(listener)] };
    });

/**
 * Chains that refuse the names of listeners without a usable certificate (reference 2.2), on ports where another one of their Gateway is
 * served; a port that nobody serves is not opened at all. They are to stand behind all others, so that a good listener of another
 * Gateway is not in their shadow.
 */
export const refusingChains = (onPort: readonly ServedListener[], servedBy: ServedBy): readonly FilterChain[] => {
  const shut = onPort.filter(isShut);
  if (shut.length === onPort.length) return [];
  return shut.map((listener) => ({
    protocol: listener.spec.protocol,
    ...(listener.hostname !== '*' && { sni: [listener.hostname] }),
    tls: { mode: 'PASSTHROUGH' },
    tcp: nowhere(listener),
    servers: [servedBy(listener)],
  }));
};

const isShut = ({ spec, tls }: ServedListener): boolean =>
  tls === undefined && (spec.protocol === 'HTTPS' || (spec.protocol === 'TLS' && spec.tls?.mode !== 'Passthrough'));

const tlsChains = (
  listener: ServedListener,
  secure: readonly ServedListener[],
  context: RuleContext,
  server: Servers[number],
): readonly FilterChain[] => {
  const passes = listener.spec.tls?.mode === 'Passthrough';
  if (!passes && listener.tls === undefined) return [];
  const tls = passes || listener.tls === undefined ? { mode: 'PASSTHROUGH' } : chainTlsOf(listener.tls);
  const taken = new Set<string>();
  const chains: FilterChain[] = [];
  const add = (names: readonly string[], chain: Pick<FilterChain, 'tls' | 'tcp'>) => {
    for (const name of names) taken.add(name);
    chains.push({ protocol: 'TLS', ...(names[0] !== '*' && { sni: names }), ...chain, servers: [server] });
  };
  for (const route of listener.routes) {
    if (route.kind !== 'TLSRoute' && route.kind !== 'TCPRoute') continue;
    const hosts = route.kind === 'TCPRoute' ? [listener.hostname] : route.hostnames;
    const names = hosts.filter((name) => !taken.has(name) && bestFor(name, secure) === listener);
    if (names.length > 0) add(names, { tls, tcp: routeOf(route, context) });
  }
  // So that no less exact listener answers for it.
  if (!taken.has(listener.hostname)) add([listener.hostname], { tls: { mode: 'PASSTHROUGH' }, tcp: nowhere(listener) });
  return chains;
};

const nowhere = ({ owner, path }: ServedListener): TcpRoute => ({
  origin: originOf(owner, path),
  destinations: [],
  totalWeight: 0,
});

/** By weight; the share of a backend that leads nowhere belongs to no cluster, so that it is closed or dropped (reference 2.5). */
const routeOf = (route: ConnectionRoute, context: RuleContext): TcpRoute => {
  const { resource } = route;
  const path: Path = ['spec', 'rules', 0];
  const refs = (resource.spec.rules[0]?.backendRefs ?? []).map((ref, index) => ({ ref, index }));
  const shared = refs.filter(({ ref }) => (ref.weight ?? 1) > 0);
  const destinations = shared.map(({ ref, index }): TcpDestination => {
    const at = [...path, 'backendRefs', index];
    return {
      ...targetOf(ref, route, at, context),
      weight: shared.length === 1 ? 1 : (ref.weight ?? 1),
      origin: originOf(resource, at),
    };
  });
  const totalWeight = destinations.reduce((sum, { weight }) => sum + weight, 0);
  return { origin: originOf(resource, path), destinations, totalWeight };
};

const targetOf = (
  ref: BackendRef,
  { kind, resource }: ConnectionRoute,
  at: Path,
  { clusters, granted, knows, report }: RuleContext,
): Pick<TcpDestination, 'cluster' | 'host' | 'port' | 'hash'> => {
  const backend = resolveBackend(ref, { kind, namespace: resource.namespace }, granted, knows);
  if (backend.is === 'service') {
    const { namespace, name: host, port } = backend;
    return clusters.named({ host, port: { number: port } }, namespace, kind === 'UDPRoute' ? 'udp' : undefined);
  }
  const share = kind === 'UDPRoute' ? 'its share of datagrams is dropped' : 'its share of connections is closed';
  report.add({
    severity: 'warning',
    code: 'backend/not-resolved',
    message: `${backend.message}; until then ${share}`,
    place: resource.at(at),
  });
  return { cluster: '', host: ref.name, port: ref.port ?? 0 };
};
