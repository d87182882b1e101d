import type { FoundObject, ListenerTls, ServedListener } from '../../../snapshot/gateway-api/attached.ts';
import type { ChainTls } from '../../listener-tls.ts';
import type { FilterChain, Listener, RouteConfig } from '../../table.ts';
import { listenerId } from '../hops.ts';
import { originOf } from '../origin.ts';
import type { RuleContext } from './rules.ts';
import { buildHostsOf } from './virtual-hosts.ts';

/** Listeners of one author with the route configs of their chains. */
export type Part = { readonly listeners: readonly Listener[]; readonly routeConfigs: readonly RouteConfig[] };

/**
 * What the listeners of each Gateway for HTTP and HTTPS come to, one part for each Gateway in their order. Plaintext listeners on a port
 * share a chain and a route config, `http.<port>[.<address>]`; each one for HTTPS has its own, found by server name (reference 2.2).
 */
export const compileListeners = (served: readonly ServedListener[], context: RuleContext): readonly Part[] =>
  [...Map.groupBy(served, ({ gateway }) => gateway).values()].map((own): Part => {
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
            tls: tlsOf(listener.tls),
            ownHosts: true,
            routeConfig: name,
            servers: [servedBy(listener)],
          });
        }
        if (chains.length > 0) {
          const id = listenerId({ bind, port }, undefined);
          listeners.push({ id, port, declaredPorts: [port], ...(bind && { bind }), chains });
        }
      }
    }
    return { listeners, routeConfigs };
  });

const servedBy = ({ owner, path, spec, hostname }: ServedListener): FilterChain['servers'][number] => ({
  origin: originOf(owner, path),
  portName: spec.name,
  number: spec.port,
  hosts: [hostname],
});

const tlsOf = ({ certificates, clients }: ListenerTls): ChainTls => {
  const [authority] = clients?.authorities ?? [];
  return {
    mode: clients === undefined ? 'SIMPLE' : clients.required ? 'MUTUAL' : 'OPTIONAL_MUTUAL',
    certificates: certificates.map((one) => ({ from: 'secret', ...plainly(one) })),
    ...(clients &&
      authority && {
        clients: {
          required: clients.required,
          authorities: { from: 'config-map', ...plainly(authority) },
          subjectAltNames: [],
          hashes: [],
          spki: [],
          skipVerify: false,
        },
      }),
  };
};

const plainly = ({ namespace, name, place }: FoundObject): FoundObject => ({ namespace, name, place });
