import type { ServedListener } from '../../../snapshot/gateway-api/attached.ts';
import type { RouteConfig, VirtualHost } from '../../table.ts';
import { originOf } from '../origin.ts';
import type { ListenerFacts } from './filters.ts';
import { byPrecedence } from './match.ts';
import { type RankedRoute, type RuleContext, translateRules } from './rules.ts';

/**
 * The virtual hosts of listeners that share a port and take no notice of server names: one for every host that a route is effective
 * for, with the routes of the listener that is the best for that host and of no other (reference 2.2, isolation), in their order of
 * precedence. A listener's own host is there even without routes, so that nobody else answers for it.
 */
export const buildHostsOf = (name: string, listeners: readonly ServedListener[], context: RuleContext): RouteConfig => {
  const hosts: Hosts = new Map();
  const port = listeners[0]?.spec.port ?? 0;
  for (const listener of listeners) {
    const facts: ListenerFacts = { port, scheme: listener.spec.protocol === 'HTTPS' ? 'https' : 'http' };
    if (bestFor(listener.hostname, listeners) === listener) hostOf(hosts, listener.hostname, listener);
    for (const attached of listener.routes) {
      if (attached.kind !== 'HTTPRoute' && attached.kind !== 'GRPCRoute') continue;
      const mark = ` @ Gateway ${listener.gateway.namespace}/${listener.gateway.name} ${listener.spec.name}`;
      let routes: readonly RankedRoute[] | undefined;
      for (const domain of attached.hostnames) {
        if (bestFor(domain, listeners) !== listener) continue;
        routes ??= translateRules(attached, facts, mark, context);
        hostOf(hosts, domain, listener).push(...routes);
      }
    }
  }
  return {
    name,
    virtualHosts: [...hosts].map(
      ([domain, { ranked, listener }]): VirtualHost => ({
        name: `${domain}:${port}`,
        domain,
        listener: { name: listener.spec.name, origin: originOf(listener.owner, listener.path) },
        routes: byPrecedence(ranked).map(({ route }) => route),
        omitted: [],
      }),
    ),
  };
};

type Hosts = Map<string, { readonly listener: ServedListener; readonly ranked: RankedRoute[] }>;

const hostOf = (hosts: Hosts, domain: string, listener: ServedListener): RankedRoute[] => {
  const known = hosts.get(domain);
  if (known) return known.ranked;
  const ranked: RankedRoute[] = [];
  hosts.set(domain, { listener, ranked });
  return ranked;
};

/** The listener that serves a host: by name, then by the longest wildcard, then any; of equals the first. */
export const bestFor = (host: string, listeners: readonly ServedListener[]): ServedListener | undefined => {
  let best: ServedListener | undefined;
  let worth = -1;
  for (const listener of listeners) {
    const { hostname } = listener;
    const fits =
      hostname === '*' || hostname === host || (hostname.startsWith('*.') && host.endsWith(hostname.slice(1)));
    const own = hostname === '*' ? 0 : hostname.startsWith('*.') ? hostname.length : Number.MAX_SAFE_INTEGER;
    if (fits && own > worth) [best, worth] = [listener, own];
  }
  return best;
};
