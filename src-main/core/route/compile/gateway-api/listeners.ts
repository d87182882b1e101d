import type { ServedListener } from '../../../snapshot/gateway-api/attached.ts';
import type { FilterChain, Listener, RouteConfig } from '../../table.ts';
import { listenerId } from '../hops.ts';
import { originOf } from '../origin.ts';
import { withBackendTls } from './backend-tls.ts';
import { chainTlsOf } from './certificates.ts';
import { connectionChains, datagramChains, refusingChains } from './connections.ts';
import type { RuleContext } from './rules.ts';
import { buildHostsOf } from './virtual-hosts.ts';

/** Listeners of one author with the route configs of their chains. */
export type Part = { readonly listeners: readonly Listener[]; readonly routeConfigs: readonly RouteConfig[] };

/**
 * What the listeners of each Gateway come to, one part for each Gateway in their order. Plaintext listeners on a port
 * share a chain and a route config, `http.<port>[.<address>]`; each one for HTTPS has its own, found by server name (reference 2.2).
 * Datagrams have a listener of their own, whose id begins with `udp_`, because a port of UDP is another one than the same of TCP.
 */
export const compileListeners = (served: readonly ServedListener[], common: RuleContext): readonly Part[] => {
  const refusing: Listener[] = [];
  const parts = [...Map.groupBy(served, ({ gateway }) => gateway)].map(([gateway, own]): Part => {
    const backendTls = own[0]?.backendTls;
    const whose = `${gateway.namespace}/${gateway.name}`;
    const context = backendTls ? { ...common, clusters: withBackendTls(common.clusters, backendTls, whose) } : common;
    const listeners: Listener[] = [];
    const routeConfigs: RouteConfig[] = [];
    const binds = new Set(own.flatMap(({ addresses }) => addresses));
    for (const bind of binds) {
      const here = own.filter(({ addresses }) => addresses.includes(bind));
      for (const [port, onPort] of Map.groupBy(here, ({ spec }) => spec.port)) {
        const chains: FilterChain[] = [];
        const plain = onPort.filter(({ spec }) => spec.protocol === 'HTTP');
        const end = `${port}${bind && `.${bind}`}`;
        if (plain.length > 0) {
          const config = buildHostsOf(`http.${end}`, plain, context);
          routeConfigs.push(config);
          chains.push({ protocol: 'HTTP', routeConfig: config.name, servers: plain.map(servedBy) });
        }
        for (const listener of onPort) {
          if (listener.spec.protocol !== 'HTTPS' || listener.tls === undefined) continue;
          const { owner, spec, hostname } = listener;
          const name = `https.${end}.${spec.name}.${owner.kind}.${owner.name}.${owner.namespace}`;
          routeConfigs.push(buildHostsOf(name, [listener], context));
          chains.push({
            protocol: 'HTTPS',
            ...(hostname !== '*' && { sni: [hostname] }),
            tls: chainTlsOf(listener.tls),
            ownHosts: true,
            routeConfig: name,
            servers: [servedBy(listener)],
          });
        }
        chains.push(...connectionChains(onPort, context, servedBy));
        const id = listenerId({ bind, port }, undefined);
        const where = { port, declaredPorts: [port], ...(bind && { bind }) };
        if (chains.length > 0) listeners.push({ id, ...where, chains });
        const datagrams = datagramChains(onPort, context, servedBy);
        const refused = refusingChains(onPort, servedBy);
        if (refused.length > 0) refusing.push({ id, ...where, chains: refused });
        if (datagrams.length > 0) listeners.push({ id: `udp_${id}`, ...where, chains: datagrams });
      }
    }
    return { listeners, routeConfigs };
  });
  return [...parts, { listeners: refusing, routeConfigs: [] }];
};

const servedBy = ({ owner, path, spec, hostname }: ServedListener): FilterChain['servers'][number] => ({
  origin: originOf(owner, path),
  portName: spec.name,
  number: spec.port,
  hosts: [hostname],
});
