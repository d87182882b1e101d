import { quotedList } from '../../text/words.ts';
import type { FilterChain, Listener, Origin, RouteConfig, VirtualHost } from '../table.ts';
import type { Part } from './gateway-api/listeners.ts';
import type { Report } from './report.ts';

type Growing = {
  readonly listener: Omit<Listener, 'chains' | 'declaredPorts'>;
  ports: number[];
  chains: FilterChain[];
};

/**
 * Several authors on the same ports become one table: Istio's Gateways, then those of the Gateway API by age, then Ingresses. Plaintext
 * HTTP on an address and port is one chain; its virtual hosts are joined by domain, and of two with the same domain the earlier author's
 * stays, which is told at the later one's routes. A host without routes gives way. Chains for TLS stand side by side.
 */
export const joinParts = (parts: readonly Part[], report: Report): Part => {
  const listeners: Growing[] = [];
  const configs = new Map<string, RouteConfig>();
  for (const part of parts) {
    const own = new Map(part.routeConfigs.map((config) => [config.name, config]));
    for (const listener of part.listeners) {
      const same = listeners.find((one) => isSamePort(one, listener));
      const { chains, declaredPorts, ...rest } = listener;
      if (same === undefined) {
        listeners.push({ listener: rest, ports: [...declaredPorts], chains: [...chains] });
        continue;
      }
      same.ports = [...new Set([...same.ports, ...declaredPorts])];
      for (const chain of chains) {
        const index = same.chains.findIndex((one) => isPlainHttp(one) && isPlainHttp(chain));
        const other = same.chains[index];
        if (other?.routeConfig === undefined || chain.routeConfig === undefined) {
          same.chains.push(chain);
          continue;
        }
        same.chains[index] = { ...other, servers: [...other.servers, ...chain.servers] };
        const [first, second] = [configs.get(other.routeConfig), own.get(chain.routeConfig)];
        if (first && second) configs.set(first.name, joinHosts(first, second, report));
        own.delete(chain.routeConfig);
      }
    }
    for (const [name, config] of own) if (!configs.has(name)) configs.set(name, config);
  }
  return {
    listeners: listeners.map(({ listener, ports, chains }) => ({ ...listener, declaredPorts: ports, chains })),
    routeConfigs: [...configs.values()],
  };
};

/** The same address and a port in common, as clients dial it; ports of UDP are others than those of TCP. */
const isSamePort = ({ listener, ports, chains }: Growing, other: Listener): boolean =>
  listener.proxy === other.proxy &&
  chains.some(takesDatagrams) === other.chains.some(takesDatagrams) &&
  (listener.bind ?? '') === (other.bind ?? '') &&
  other.declaredPorts.some((port) => ports.includes(port));

const takesDatagrams = ({ udp }: FilterChain): boolean => udp !== undefined;

const isPlainHttp = ({ tls, routeConfig }: FilterChain): boolean => tls === undefined && routeConfig !== undefined;

const joinHosts = (first: RouteConfig, second: RouteConfig, report: Report): RouteConfig => {
  const hosts = new Map(first.virtualHosts.map((host) => [host.domain, host]));
  const losers = new Map<string, Loser>();
  for (const host of second.virtualHosts) {
    const other = hosts.get(host.domain);
    if (other === undefined) hosts.set(host.domain, host);
    else if (host.routes.length === 0) continue;
    else if (isIdle(other)) hosts.set(host.domain, { ...host, omitted: [...other.omitted, ...host.omitted] });
    else addLosers(losers, host, other);
  }
  for (const [who, loser] of losers) tellLoser(who, loser, report);
  return { ...first, virtualHosts: [...hosts.values()] };
};

/** A resource whose routes for some hosts are left out. */
type Loser = { readonly origin: Origin; readonly domains: string[]; readonly winner: Origin | undefined };

const isIdle = ({ routes, requireTls }: VirtualHost): boolean => routes.length === 0 && requireTls === undefined;

const addLosers = (losers: Map<string, Loser>, { domain, routes }: VirtualHost, winner: VirtualHost): void => {
  for (const { origin } of routes) {
    const who = say(origin);
    const loser = losers.get(who) ?? { origin, domains: [], winner: winner.routes[0]?.origin ?? winner.requireTls };
    if (!loser.domains.includes(domain)) loser.domains.push(domain);
    losers.set(who, loser);
  }
};

const tellLoser = (who: string, { origin, domains, winner }: Loser, report: Report): void =>
  report.add({
    severity: 'warning',
    code: 'host/taken',
    message: `${who} gets no requests for ${quotedList(domains)}, because ${winner ? say(winner) : 'another resource'} has ${domains.length === 1 ? 'this host' : 'a host of these'} on the same port and comes first; give one of the two another host or port`,
    place: origin.place,
    ...(winner && { related: [{ message: 'who has the host', place: winner.place }] }),
  });

const say = ({ kind, namespace, name }: Origin): string => `${kind} "${namespace}/${name}"`;
