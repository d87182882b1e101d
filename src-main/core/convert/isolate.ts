import type { HttpRouteSpec } from '../resource/gateway-api/http-route.ts';
import type { VirtualServiceSpec } from '../resource/istio/virtual-service.ts';
import type { IngressSpec } from '../resource/kubernetes/ingress.ts';
import type { Resource } from '../resource/resource.ts';
import { nginxPrefix } from '../route/compile/ingress/select.ts';
import { compile } from '../route/compile.ts';
import { isSubsetOf } from '../route/hostname.ts';
import type { FilterChain, Listener, Route, Table, VirtualHost } from '../route/table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { RouteKind } from './answers.ts';
import { gatewaysOf, withStandIns } from './stand-ins.ts';

/** Hosts with the same routes, in the order in which they are asked. */
export type Group = {
  /** Lower case; `*` for every host. */
  readonly hosts: readonly string[];
  readonly oneLabel: boolean;
  readonly routes: readonly Route[];
  /** Of the listener whose routes these are. */
  readonly port: number;
  readonly scheme: 'http' | 'https';
};

/** What one resource alone comes to, as if everything that it names were there. */
export type Isolated = {
  readonly table: Table;
  readonly groups: readonly Group[];
  /** Routes of listeners other than those that `groups` are from, which these do not have. */
  readonly elsewhere: readonly Route[];
  /** Routes in `groups` that other listeners of the same hosts do not have. */
  readonly partial: readonly Route[];
  /** Routes that go to another port of their Service on other listeners, because none is written. */
  readonly varied: readonly Route[];
  /** The listeners that it is served by, as route ids end: `Gateway default/main http`. */
  readonly served: ReadonlySet<string>;
};

/**
 * The snapshot without all other routes, and without Gateways that are not the source's own. VirtualServices that only others delegate
 * to stay, and canaries of Ingresses.
 */
const aloneIn = (snapshot: Snapshot, source: Resource, kind: RouteKind): Snapshot => ({
  ...snapshot,
  gateways: kind === 'VirtualService' ? snapshot.gateways.filter((one) => namesGateway(source, one)) : [],
  virtualServices: snapshot.virtualServices.filter((one) => one === source || (one.spec.hosts ?? []).length === 0),
  ingresses: kind === 'Ingress' ? snapshot.ingresses.filter((one) => one === source || isCanaryOf(one, source)) : [],
  gatewayApi: {
    ...snapshot.gatewayApi,
    gateways: kind === 'HTTPRoute' ? snapshot.gatewayApi.gateways.filter((one) => namesParent(source, one)) : [],
    httpRoutes: snapshot.gatewayApi.httpRoutes.filter((one) => one === source),
    grpcRoutes: [],
    tlsRoutes: [],
    tcpRoutes: [],
    udpRoutes: [],
  },
});

const namesGateway = (source: Resource, { namespace, name }: Resource): boolean =>
  gatewaysOf(source as Resource<VirtualServiceSpec>).includes(`${namespace}/${name}`);

/** Through a ListenerSet it can be any. */
const namesParent = (source: Resource, gateway: Resource): boolean =>
  ((source as Resource<HttpRouteSpec>).spec.parentRefs ?? []).some(
    ({ kind = 'Gateway', namespace = source.namespace, name }) =>
      kind !== 'Gateway' || (namespace === gateway.namespace && name === gateway.name),
  );

const isCanaryOf = (one: Resource<IngressSpec>, source: Resource): boolean =>
  one.annotations[`${nginxPrefix}canary`] === 'true' && one.namespace === source.namespace;

type Found = {
  readonly listener: Listener;
  readonly chain: FilterChain;
  readonly host: VirtualHost;
  readonly routes: readonly Route[];
};

/** Compiles the resource alone. Of several listeners those routes count that are served without being sent to https first. */
export const isolate = (snapshot: Snapshot, source: Resource, kind: RouteKind): Isolated => {
  const table = compile(withStandIns(aloneIn(snapshot, source, kind), source, kind)).value;
  const found = table.listeners
    .filter(({ proxy }) => proxy === undefined)
    .flatMap((listener) => listener.chains.flatMap((chain) => hostsOf(table, listener, chain, source)));
  const byDomain = Map.groupBy(found, ({ host }) => host.domain);
  const groups: { key: string; group: Group }[] = [];
  const chosen = new Set<string>();
  const partial: Route[] = [];
  const varied: Route[] = [];
  for (const [domain, list] of byDomain) {
    const best = [...list].sort((a, b) => worth(b) - worth(a))[0] as Found;
    for (const route of best.routes) chosen.add(placeOf(route));
    for (const { routes } of list) {
      const own = new Map(routes.map((route) => [bareId(route), route]));
      varied.push(...best.routes.filter((route) => portsOf(own.get(bareId(route)) ?? route) !== portsOf(route)));
      partial.push(...best.routes.filter((route) => !own.has(bareId(route)) && !routes.every(sendsToHttps)));
    }
    const key = best.routes.map(({ id }) => id).join('\n');
    const known = groups.find((one) => one.key === key && !best.host.oneLabel === !one.group.oneLabel);
    if (known) known.group = { ...known.group, hosts: [...known.group.hosts, domain] };
    else {
      const group: Group = {
        hosts: [domain],
        oneLabel: best.host.oneLabel === true,
        routes: best.routes,
        port: best.listener.declaredPorts[0] ?? best.listener.port,
        scheme: best.chain.tls ? 'https' : 'http',
      };
      groups.push({ key, group });
    }
  }
  const elsewhere = found.flatMap(({ routes }) => routes).filter((route) => !chosen.has(placeOf(route)));
  const served = new Set(found.flatMap(({ routes }) => routes.map(({ id }) => id.slice(id.indexOf(' @ ') + 3))));
  return {
    table,
    served,
    partial: uniqueBy(partial, placeOf),
    varied: uniqueBy(varied, placeOf),
    groups: groups.flatMap(({ group }) => apart(group)),
    elsewhere: uniqueBy(elsewhere, placeOf),
  };
};

/** No host of a VirtualService may lie within another one, so that such hosts stand in documents of their own. */
const apart = (group: Group): readonly Group[] => {
  const sets: string[][] = [];
  for (const host of group.hosts) {
    const free = sets.find((set) => !set.some((one) => isSubsetOf(one, host) || isSubsetOf(host, one)));
    if (free) free.push(host);
    else sets.push([host]);
  }
  return sets.map((hosts) => ({ ...group, hosts }));
};

const hostsOf = (table: Table, listener: Listener, chain: FilterChain, source: Resource): readonly Found[] =>
  (chain.routeConfig === undefined ? [] : (table.routeConfigs[chain.routeConfig]?.virtualHosts ?? [])).flatMap(
    (host) => {
      const routes = host.routes.filter((route) => isFrom(route, source));
      return routes.length === 0 ? [] : [{ listener, chain, host, routes }];
    },
  );

const isFrom = ({ origin, via }: Route, { kind, namespace, name }: Resource): boolean =>
  [origin, via].some((one) => one?.kind === kind && one.namespace === namespace && one.name === name);

/** Routes that only send to https are worth less than the same in TLS; else the first listener counts. */
const worth = ({ host, routes }: Found): number =>
  (host.requireTls ? 0 : 1) + (routes.every(sendsToHttps) ? 0 : 2) + routes.length / 1_000_000;

export const sendsToHttps = ({ action, conditions }: Route): boolean =>
  action.do === 'redirect' &&
  action.scheme === 'https' &&
  action.status === 308 &&
  action.authority === undefined &&
  action.uri === undefined &&
  conditions.every(({ on }) => on === 'path');

const portsOf = ({ action }: Route): string =>
  action.do === 'forward' ? action.destinations.map(({ host, port }) => `${host}:${port}`).join() : '';

/** Without the listener at its end. */
const bareId = ({ id }: Route): string => id.slice(0, id.indexOf(' @ '));

const placeOf = ({ origin, via }: Route): string =>
  `${via?.path ?? ''} ${origin.kind} ${origin.namespace}/${origin.name} ${origin.path}`;

const uniqueBy = <T>(list: readonly T[], keyOf: (one: T) => string): readonly T[] => [
  ...new Map(list.map((one) => [keyOf(one), one])).values(),
];
