import { hostsMeet, serverHostsFor, withoutNamespace } from '../hostname.ts';
import type { FilterChain, Listener, TcpRoute } from '../table.ts';
import type { Bound } from './bindings.ts';
import type { TranslateTls } from './chain-tls.ts';
import type { Clusters } from './clusters.ts';
import { listenerId } from './hops.ts';
import type { Server, ServerGroup } from './merge-gateways.ts';
import { gatewayKey } from './names.ts';
import { keyOf } from './origin.ts';
import { isHttpish, isHttpServer, isTlsServer, passesTlsThrough, protocolOf, tlsModeOf } from './protocol.ts';
import { translateTcpRoute } from './tcp-routes.ts';

type Growing = {
  readonly id: string;
  readonly port: number;
  readonly bind: string;
  readonly declaredPorts: Set<number>;
  readonly chains: FilterChain[];
  /** Server names that passthrough chains have taken. */
  readonly sniHosts: Set<string>;
};

type Context = {
  /** `name.namespace` of the Service, for a gateway other than the ingress gateway. */
  readonly proxy?: string;
  readonly byGateway: ReadonlyMap<string, readonly Bound[]>;
  readonly clusters: Clusters;
  readonly tlsOf: TranslateTls;
};

/** Groups on one address become one listener; a listener without any chain does not exist (reference 2.3, 2.5). */
export const buildListeners = (groups: readonly ServerGroup[], context: Context): readonly Listener[] => {
  const listeners = new Map<string, Growing>();
  for (const { port, bind, servers } of groups) {
    const id = listenerId({ bind, port }, context.proxy);
    let listener = listeners.get(id);
    if (listener === undefined) {
      listener = { id, port, bind, declaredPorts: new Set(), chains: [], sniHosts: new Set() };
      listeners.set(id, listener);
    }
    addChains(listener, servers, context);
  }
  return [...listeners.values()]
    .filter(({ chains }) => chains.length > 0)
    .map(({ id, port, bind, declaredPorts, chains }) => ({
      id,
      port,
      declaredPorts: [...declaredPorts],
      ...(bind && { bind }),
      ...(context.proxy !== undefined && { proxy: context.proxy }),
      chains,
    }));
};

const addChains = (listener: Growing, servers: readonly Server[], context: Context): void => {
  const add = (chains: readonly FilterChain[], of: readonly Server[]): void => {
    listener.chains.push(...chains);
    if (chains.length > 0) for (const { spec } of of) listener.declaredPorts.add(spec.port.number);
  };
  const [first] = servers;
  if (first && isHttpish(first.spec)) {
    const { routeConfig } = first;
    add([{ protocol: protocolOf(first.spec), routeConfig, servers: servers.map(servedBy) }], servers);
    return;
  }
  for (const server of servers) {
    const bound = context.byGateway.get(keyOf(server.gateway)) ?? [];
    if (isHttpServer(server.spec)) add([{ ...ownChain(server, context), routeConfig: server.routeConfig }], [server]);
    else if (isTlsServer(server.spec) && passesTlsThrough(server.spec)) {
      add(passthroughChains(server, bound, listener.sniHosts, context), [server]);
    } else {
      const tcp = tcpRouteOf(server, bound, context);
      if (tcp) add([{ ...ownChain(server, context), tcp }], [server]);
    }
  }
};

const servedBy = ({ origin, spec, hosts }: Server): FilterChain['servers'][number] => ({
  origin,
  portName: spec.port.name,
  number: spec.port.number,
  hosts,
});

/** One chain for the server as a whole; its hosts are the server names, unless any host will do. */
const ownChain = (server: Server, { tlsOf }: Context): FilterChain => {
  const base = { protocol: protocolOf(server.spec), servers: [servedBy(server)] };
  if (!isTlsServer(server.spec)) return base;
  const sni = [...new Set(server.hosts.map(withoutNamespace))].sort();
  return { ...base, ...(!sni.includes('*') && { sni }), tls: tlsOf(server, sni) };
};

const meets = ({ hosts }: Server, { vs, hosts: vsHosts }: Bound): boolean =>
  hostsMeet(serverHostsFor(hosts, vs.namespace), vsHosts);

type Layer4Match = { readonly port?: number; readonly gateways?: readonly string[] };

const fits = ({ port, gateways }: Layer4Match, server: Server, { vs }: Bound): boolean =>
  (!port || port === server.spec.port.number) &&
  (gateways === undefined ||
    gateways.length === 0 ||
    gateways.some((name) => gatewayKey(name, vs.namespace) === keyOf(server.gateway)));

/** One chain per `tls[].match[]` that fits; AUTO_PASSTHROUGH follows the services of a mesh and makes none here. */
const passthroughChains = (
  server: Server,
  bound: readonly Bound[],
  taken: Set<string>,
  { clusters }: Context,
): readonly FilterChain[] => {
  if (tlsModeOf(server.spec) !== 'PASSTHROUGH') return [];
  const chains: FilterChain[] = [];
  for (const one of bound) {
    if (!meets(server, one)) continue;
    for (const [index, entry] of (one.vs.spec.tls ?? []).entries()) {
      for (const { sniHosts, ...rest } of entry.match) {
        if (!fits(rest, server, one) || sniHosts.some((name) => taken.has(name))) continue;
        const tcp = translateTcpRoute(entry, one.vs, ['spec', 'tls', index], server.spec.port.number, clusters);
        if (tcp === undefined) continue;
        for (const name of sniHosts) taken.add(name);
        chains.push({
          protocol: protocolOf(server.spec),
          ...(!sniHosts.includes('*') && { sni: sniHosts }),
          tls: { mode: 'PASSTHROUGH' },
          tcp,
          servers: [servedBy(server)],
        });
      }
    }
  }
  return chains;
};

/** The first entry that fits takes every connection of the server; without one Istio opens nothing (reference 2.5). */
const tcpRouteOf = (server: Server, bound: readonly Bound[], { clusters }: Context): TcpRoute | undefined => {
  for (const one of bound) {
    if (!meets(server, one)) continue;
    for (const [index, entry] of (one.vs.spec.tcp ?? []).entries()) {
      const { match = [] } = entry;
      // Istio looks at each element; any that fits takes the entry.
      if (match.length > 0 && !match.some((m) => fits(m, server, one))) continue;
      return translateTcpRoute(entry, one.vs, ['spec', 'tcp', index], server.spec.port.number, clusters);
    }
  }
  return undefined;
};
