import { intersectHosts, serverHostsFor } from '../hostname.ts';
import { catchAllsLast } from '../precedence.ts';
import type { Omitted, Origin, Route, RouteConfig, VirtualHost } from '../table.ts';
import type { ActionContext } from './actions.ts';
import type { Bound } from './bindings.ts';
import { labelsFor } from './gateway-ports.ts';
import type { Translated } from './http-routes.ts';
import type { Server } from './merge-gateways.ts';
import { keyOf } from './origin.ts';
import { isTlsServer } from './protocol.ts';
import type { Translations } from './translations.ts';

export type RouteConfigContext = ActionContext & {
  readonly translations: Translations;
  readonly byGateway: ReadonlyMap<string, readonly Bound[]>;
  readonly proxyNamespace: string;
  readonly proxyLabels: Readonly<Record<string, string>> | undefined;
};

type Growing = {
  readonly name: string;
  readonly domain: string;
  requireTls?: Origin;
  readonly routes: Route[];
  readonly omitted: Omitted[];
  /** Gateway and VirtualService pairs whose routes are in. */
  readonly sources: Set<string>;
};

/**
 * The virtual hosts of one route config: servers in merge order, for each the VirtualServices of its Gateway in theirs; who comes later
 * appends (reference 3.5). `markOf` ends the ids of a Gateway's routes here.
 */
export const buildRouteConfig = (
  name: string,
  servers: readonly Server[],
  context: RouteConfigContext,
  markOf: (gateway: string) => string,
): RouteConfig => {
  const hosts = new Map<string, Growing>();
  const translated = new Map<string, Translated>();
  /** Of VirtualServices that come to no route here: they make no virtual host, but explain why there is none. */
  const idle: { readonly domains: readonly string[]; readonly omitted: readonly Omitted[] }[] = [];

  for (const server of servers) {
    const gateway = keyOf(server.gateway);
    const redirects = server.spec.tls?.httpsRedirect === true && !isTlsServer(server.spec);
    for (const { vs, hosts: vsHosts, entries } of context.byGateway.get(gateway) ?? []) {
      const domains = intersectHosts(serverHostsFor(server.hosts, vs.namespace), vsHosts);
      if (domains.length === 0) continue;
      const source = `${gateway} ${keyOf(vs)}`;
      let result = translated.get(source);
      if (result === undefined) {
        // Once per Gateway and VirtualService: another server of the Gateway reuses it, whatever its port (reference 3.5).
        const target = {
          gateway,
          number: server.spec.port.number,
          hasTls: server.spec.tls !== undefined,
          proxyNamespace: context.proxyNamespace,
          proxyLabels: labelsFor(server.gateway, context.proxyLabels),
          idSuffix: markOf(gateway),
        };
        result = context.translations.routes(entries(), target, context);
        translated.set(source, result);
        if (result.routes.length === 0) {
          idle.push({ domains: domains.map((domain) => domain.toLowerCase()), omitted: result.omitted });
        }
      }
      if (result.routes.length === 0) continue;
      for (const domain of domains) {
        const host = hostFor(hosts, domain.toLowerCase(), server);
        if (redirects) host.requireTls ??= server.origin;
        if (host.sources.has(source)) continue;
        host.sources.add(source);
        for (const route of result.routes) host.routes.push(route);
        for (const one of result.omitted) host.omitted.push(one);
      }
    }
    // Hosts without a VirtualService redirect too. One with a namespace in front is taken by the letter and so never found.
    if (redirects)
      for (const host of server.hosts) hostFor(hosts, host.toLowerCase(), server).requireTls ??= server.origin;
  }

  if (hosts.size === 0) {
    const number = servers[0]?.spec.port.number ?? 0;
    const omitted = idle.flatMap((one) => one.omitted);
    return { name, virtualHosts: [{ name: `blackhole:${number}`, domain: '*', routes: [], omitted }] };
  }
  for (const { domains, omitted } of idle) {
    for (const domain of domains) hosts.get(domain)?.omitted.push(...omitted);
  }
  return { name, virtualHosts: [...hosts.values()].map(finish) };
};

const hostFor = (hosts: Map<string, Growing>, domain: string, server: Server): Growing => {
  let host = hosts.get(domain);
  if (host === undefined) {
    host = { name: `${domain}:${server.spec.port.number}`, domain, routes: [], omitted: [], sources: new Set() };
    hosts.set(domain, host);
  }
  return host;
};

const finish = ({ name, domain, requireTls, routes, omitted }: Growing): VirtualHost => ({
  name,
  domain,
  ...(requireTls && { requireTls }),
  routes: catchAllsLast(routes),
  omitted,
});
