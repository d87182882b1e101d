import { isSubsetOf } from '../../hostname.ts';
import type { FilterChain, TcpRoute } from '../../table.ts';
import type { Bound } from '../bindings.ts';
import { selects } from '../gateway-ports.ts';
import { gatewayKey } from '../names.ts';
import { translateTcpRoute } from '../tcp-routes.ts';
import { domainsOf } from './mesh-domains.ts';
import { type MeshContext, originOfService, type ServicePort } from './mesh-virtual-hosts.ts';
import { tcpTo } from './unknown-hosts.ts';

type Layer4Match = {
  readonly port?: number;
  readonly gateways?: readonly string[];
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
};

const fits = (match: Layer4Match, number: number, { vs }: Bound, { labels, namespace }: MeshContext): boolean => {
  const { port, gateways = [], sourceLabels = {}, sourceNamespace } = match;
  if (port && port !== number) return false;
  // A match that names gateways is not asked for its source, as with HTTP.
  if (gateways.length > 0) return gateways.some((name) => gatewayKey(name, vs.namespace) === 'mesh');
  return selects(sourceLabels, labels) && (!sourceNamespace || sourceNamespace === namespace);
};

const isOf = ({ hosts }: Bound, { service }: ServicePort): boolean =>
  hosts.some((host) => isSubsetOf(service.host, host));

/** TLS connections by server name: `tls[]` of the VirtualServices of each service, else the names of the service (reference 7.2). */
export const tlsChains = (
  services: readonly ServicePort[],
  bound: readonly Bound[],
  context: MeshContext,
): readonly FilterChain[] => {
  const chains: FilterChain[] = [];
  const taken = new Set<string>();
  const add = (names: readonly string[], tcp: TcpRoute): void => {
    // No client puts the dot at the end of a full name into its hello (RFC 6066 section 3).
    const free = names.map((name) => name.toLowerCase()).filter((name) => !taken.has(name) && !name.endsWith('.'));
    if (free.length === 0) return;
    for (const name of free) taken.add(name);
    const sni = free.includes('*') ? {} : { sni: free };
    chains.push({ protocol: 'TLS', ...sni, tls: { mode: 'PASSTHROUGH' }, tcp, servers: [] });
  };
  const { clusters } = context;
  for (const seen of services) {
    const { number } = seen.port;
    let routed = false;
    for (const one of bound) {
      if (!isOf(one, seen)) continue;
      for (const [index, entry] of (one.vs.spec.tls ?? []).entries()) {
        for (const { sniHosts, ...rest } of entry.match) {
          if (!fits(rest, number, one, context)) continue;
          const tcp = translateTcpRoute(entry, one.vs, ['spec', 'tls', index], number, clusters);
          if (tcp) add(sniHosts, tcp);
          routed ||= tcp !== undefined;
        }
      }
    }
    if (routed) continue;
    const target = clusters.whole(seen.service, seen.port);
    add(
      domainsOf(seen.service, context.namespace, context.clusterDomain),
      tcpTo(target, originOfService(seen.service)),
    );
  }
  return chains;
};

/**
 * Connections of TCP. Services share a port by their virtual addresses, which a client of the forward proxy does not dial: where several do,
 * each has a chain by its names, as the proxy is asked by name.
 */
export const tcpChains = (
  services: readonly ServicePort[],
  bound: readonly Bound[],
  alone: boolean,
  context: MeshContext,
): readonly FilterChain[] => {
  const byName = !alone || services.length > 1;
  return services.map((seen): FilterChain => {
    const tcp =
      tcpRouteOf(seen, bound, context) ??
      tcpTo(context.clusters.whole(seen.service, seen.port), originOfService(seen.service));
    const sni = byName ? { sni: domainsOf(seen.service, context.namespace, context.clusterDomain) } : {};
    return { protocol: 'TCP', ...sni, tcp, servers: [] };
  });
};

/** The first entry that fits. */
const tcpRouteOf = (seen: ServicePort, bound: readonly Bound[], context: MeshContext): TcpRoute | undefined => {
  const { number } = seen.port;
  for (const one of bound) {
    if (!isOf(one, seen)) continue;
    for (const [index, entry] of (one.vs.spec.tcp ?? []).entries()) {
      const { match = [] } = entry;
      if (match.length > 0 && !match.some((m) => fits(m, number, one, context))) continue;
      return translateTcpRoute(entry, one.vs, ['spec', 'tcp', index], number, context.clusters);
    }
  }
  return undefined;
};
