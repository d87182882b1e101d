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

/** The same address and a port in common, as clients dial it. */
const isSamePort = ({ listener, ports }: Growing, other: Listener): boolean =>
  listener.proxy === other.proxy &&
  (listener.bind ?? '') === (other.bind ?? '') &&
  other.declaredPorts.some((port) => ports.includes(port));

const isPlainHttp = ({ tls, routeConfig }: FilterChain): boolean => tls === undefined && routeConfig !== undefined;

const joinHosts = (first: RouteConfig, second: RouteConfig, report: Report): RouteConfig => {
  const hosts = new Map(first.virtualHosts.map((host) => [host.domain, host]));
  for (const host of second.virtualHosts) {
    const other = hosts.get(host.domain);
    if (other === undefined) hosts.set(host.domain, host);
    else if (host.routes.length === 0) continue;
    else if (isIdle(other)) hosts.set(host.domain, { ...host, omitted: [...other.omitted, ...host.omitted] });
    else tellLoser(host, other, report);
  }
  return { ...first, virtualHosts: [...hosts.values()] };
};

const isIdle = ({ routes, requireTls }: VirtualHost): boolean => routes.length === 0 && requireTls === undefined;

const tellLoser = (host: VirtualHost, winner: VirtualHost, report: Report): void => {
  const first = winner.routes[0]?.origin ?? winner.requireTls;
  const owners = new Map(host.routes.map(({ origin }) => [say(origin), origin] as const).reverse());
  for (const [who, origin] of owners) {
    report.add({
      severity: 'warning',
      code: 'host/taken',
      message: `${who} gets no requests for "${host.domain}", because ${first ? say(first) : 'another resource'} has this host on the same port and comes first; give one of the two another host or port`,
      place: origin.place,
      ...(first && { related: [{ message: 'who has the host', place: first.place }] }),
    });
  }
};

const say = ({ kind, namespace, name }: Origin): string => `${kind} "${namespace}/${name}"`;
