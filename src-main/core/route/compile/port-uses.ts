import type { PortUse } from '../../snapshot/gateway-api/port-uses.ts';
import type { FilterChain, Listener } from '../table.ts';

/** The ports that listeners have, for whoever comes later. */
export const portUsesOf = (listeners: readonly Listener[]): readonly PortUse[] =>
  listeners.flatMap(({ bind = '', declaredPorts, chains }) =>
    chains.flatMap((chain) => {
      const [server] = chain.servers;
      if (server === undefined) return [];
      const { kind, namespace, name, place } = server.origin;
      const use = {
        bind,
        speaks: speaks(chain),
        names: chain.sni ?? ['*'],
        who: `${kind} "${namespace}/${name}"`,
        place,
      };
      return declaredPorts.map((port) => ({ ...use, port }));
    }),
  );

const speaks = ({ tls, sni, routeConfig, udp }: FilterChain): PortUse['speaks'] => {
  if (udp !== undefined) return 'datagrams';
  if (tls !== undefined || sni !== undefined) return 'tls';
  return routeConfig === undefined ? 'bytes' : 'requests';
};
