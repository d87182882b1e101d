import { isSubsetOf, isWildcard } from '../../hostname.ts';
import type { Omitted, Origin, Route, RouteConfig, VirtualHost } from '../../table.ts';
import type { ActionContext } from '../actions.ts';
import type { Bound } from '../bindings.ts';
import { anyPath } from '../conditions.ts';
import type { KnownPort, KnownService } from '../known-services.ts';
import { keyOf, originOf } from '../origin.ts';
import { translateRetries } from '../retries.ts';
import type { Translations } from '../translations.ts';
import { domainsOf } from './mesh-domains.ts';
import { builtIn, forwardTo } from './unknown-hosts.ts';

/** A service with one of its ports. */
export type ServicePort = { readonly service: KnownService; readonly port: KnownPort };

export type MeshContext = ActionContext & {
  readonly translations: Translations;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly clusterDomain: string;
  /** The catch-all. */
  readonly unknown: VirtualHost;
};

/** The port on which hosts that no service has are served (reference 7.2). */
export const portOfUnknownHosts = 80;

/**
 * The virtual hosts for requests on one port (reference 7.2). A service belongs to the first VirtualService that names it, else to the
 * one with the most specific wildcard, and takes all its routes from there; without one it has a single default route.
 */
export const buildMeshRouteConfig = (
  name: string,
  number: number,
  services: readonly ServicePort[],
  bound: readonly Bound[],
  markOf: (routeConfig: string) => string,
  context: MeshContext,
): RouteConfig => {
  const registry = new Map(services.map((one) => [one.service.host, one]));
  const wildcards = bestWildcards(registry, bound);
  const hosts: VirtualHost[] = [];
  const taken = new Map<string, Bound>();
  const done = new Set<string>();
  /** Of VirtualServices that come to no route here, by the service that they would have served. */
  const idle = new Map<string, Omitted[]>();

  const add = (domains: readonly string[], routes: readonly Route[], omitted: readonly Omitted[], of?: Bound): void => {
    const free = domains.filter((domain) => !taken.has(domain));
    const [domain, ...aliases] = free;
    if (domain === undefined || domain !== domains[0]) return;
    for (const one of free) taken.set(one, of ?? nobody);
    hosts.push({ name: `${domain}:${number}`, domain, ...(aliases.length > 0 && { aliases }), routes, omitted });
  };
  const namesOf = ({ service }: ServicePort) => domainsOf(service, context.namespace, context.clusterDomain);

  for (const one of bound) {
    const { own, others } = hostsOf(one, registry, wildcards);
    if (own.length === 0 && number !== portOfUnknownHosts) continue;
    const target = {
      gateway: 'mesh',
      number,
      hasTls: false,
      proxyNamespace: context.namespace,
      proxyLabels: context.labels,
      idSuffix: markOf(name),
    };
    const { routes, omitted } = context.translations.routes(one.entries(), target, context);
    if (routes.length === 0) {
      for (const { service } of own) idle.set(service.host, [...(idle.get(service.host) ?? []), ...omitted]);
      continue;
    }
    for (const { host, index } of others) {
      reportTaken(host.toLowerCase(), index, one, taken, context);
      add([host.toLowerCase()], routes, omitted, one);
    }
    for (const seen of own) {
      const domains = namesOf(seen);
      const index = one.hosts.findIndex((host) => isSubsetOf(seen.service.host, host));
      reportTaken(domains[0] ?? '', index, one, taken, context);
      done.add(seen.service.host);
      add(domains, routes, omitted, one);
    }
  }
  for (const seen of services) {
    if (done.has(seen.service.host)) continue;
    add(namesOf(seen), [defaultRoute(seen, context)], idle.get(seen.service.host) ?? []);
  }
  return { name, virtualHosts: [...hosts, context.unknown] };
};

/** Who has the domains of services without a VirtualService. */
const nobody = {} as Bound;

type Registry = ReadonlyMap<string, ServicePort>;

/** Of each service that no VirtualService names, the one with the longest wildcard; of equal ones the first. */
const bestWildcards = (registry: Registry, bound: readonly Bound[]): ReadonlyMap<string, Bound> => {
  const exact = new Set(bound.flatMap(({ hosts }) => hosts));
  const wildcards = bound.flatMap((one) => one.hosts.filter(isWildcard).map((host) => ({ host, one })));
  const best = new Map<string, Bound>();
  if (wildcards.length === 0) return best;
  for (const host of registry.keys()) {
    if (exact.has(host)) continue;
    let found: (typeof wildcards)[number] | undefined;
    for (const wildcard of wildcards) {
      if (isSubsetOf(host, wildcard.host) && wildcard.host.length > (found?.host.length ?? 0)) found = wildcard;
    }
    if (found) best.set(host, found.one);
  }
  return best;
};

/** The services of a VirtualService on this port, and its hosts that are none. A host of a service on other ports is none here. */
const hostsOf = (
  one: Bound,
  registry: Registry,
  wildcards: ReadonlyMap<string, Bound>,
): {
  readonly own: readonly ServicePort[];
  readonly others: readonly { readonly host: string; readonly index: number }[];
} => {
  const own = new Map<string, ServicePort>();
  const others: { readonly host: string; readonly index: number }[] = [];
  one.hosts.forEach((host, index) => {
    const named = registry.get(host);
    if (named) own.set(host, named);
    if (named || !isWildcard(host)) {
      if (!named) others.push({ host, index });
      return;
    }
    let any = false;
    for (const [name, seen] of registry) {
      if (!isSubsetOf(name, host)) continue;
      any = true;
      if (wildcards.get(name) === one) own.set(name, seen);
    }
    if (!any) others.push({ host, index });
  });
  return { own: [...own.values()], others };
};

const reportTaken = (
  domain: string,
  index: number,
  { vs }: Bound,
  taken: ReadonlyMap<string, Bound>,
  { report }: MeshContext,
): void => {
  const first = taken.get(domain)?.vs;
  if (first === undefined || first === vs) return;
  report.add({
    severity: 'information',
    code: 'virtual-service/mesh-host-taken',
    message: `VirtualService "${keyOf(first)}" has the requests of the mesh for this host, and sidecars do not merge routes; put them into one VirtualService`,
    place: vs.at(['spec', 'hosts', index]),
    related: [{ message: 'the one that comes first', place: first.at(['metadata', 'name']) }],
  });
};

/** Where a service is declared. */
export const originOfService = ({ service, entry, localServices, namespace, name, host }: KnownService): Origin => {
  if (service) return originOf(service, ['metadata', 'name']);
  if (entry)
    return originOf(entry.entries[0], ['spec', 'hosts', Math.max(0, entry.entries[0].spec.hosts.indexOf(host))]);
  const [local] = localServices;
  return local ? originOf(local, ['metadata', 'name']) : builtIn('Service', namespace, name, 'built in');
};

const defaultRoute = ({ service, port }: ServicePort, { clusters }: MeshContext): Route => {
  const target = clusters.whole(service, port);
  const origin = originOfService(service);
  const retry = translateRetries(undefined, target.hash !== undefined);
  return {
    id: `${origin.kind} ${keyOf(origin)} ${service.host}:${port.number} @ mesh`,
    name: 'default',
    origin,
    conditions: [],
    action: { ...forwardTo(target, origin), ...(retry && { retry }) },
    matchedPath: anyPath,
  };
};
