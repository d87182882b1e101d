import { isFullName } from '../resource/names.ts';
import type { Cluster, Origin, Table } from './table.ts';

/** One destination of the routes: where its name leads, and who sends requests there. */
export type ServiceRow = {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  /** Where its Service sends requests in a cluster, where that is another port. */
  readonly targetPort?: number;
  /** Absent: nothing declares it, requests get 503 NC. */
  readonly bound?: Cluster;
  readonly state: 'bound' | 'unbound' | 'unknown';
  readonly users: readonly Origin[];
  /** What a binding would be written for; absent for wildcards, for what the client chooses itself, and for a subset that no rule declares. */
  readonly bindAs?: BindAs;
};

/**
 * `port`: of the Service; absent where it has but one here, so that all of it is bound. `labels`: those of the subset. `service`: the
 * host, where it is none of a Service of the cluster.
 */
export type BindAs = {
  readonly namespace: string;
  readonly name: string;
  readonly service?: string;
  readonly port?: number;
  readonly labels?: Readonly<Record<string, string>>;
};

/**
 * Every destination that a route names and every cluster of the table: services of which something has no address first, then by name;
 * the subsets of a service behind it.
 */
export const serviceRows = (table: Table): readonly ServiceRow[] => {
  const users = usersOf(table);
  const named = [...users].map(([cluster, { host, port, subset }]) => ({ cluster, host, port, subset }));
  const rest = Object.values(table.clusters)
    .filter(({ name }) => !users.has(name))
    .map(({ name, host, port, subset }) => ({ cluster: name, host, port, subset }));
  const all = [...named, ...rest];
  const ports = new Map<string, Set<number>>();
  for (const { host, port } of all) ports.set(host, (ports.get(host) ?? new Set()).add(port));
  const rows = all.map(({ cluster, host, port, subset }): ServiceRow => {
    const bound = table.clusters[cluster];
    const [first] = users.get(cluster)?.users.values() ?? [];
    const namespace = bound?.origin?.namespace ?? first?.namespace ?? 'default';
    const bindAs = bindingFor({ host, namespace }, (ports.get(host)?.size ?? 1) > 1 ? port : undefined, subset, bound);
    return {
      cluster,
      host,
      port,
      ...(subset === undefined ? {} : { subset }),
      ...(bound?.targetPort === undefined ? {} : { targetPort: bound.targetPort }),
      ...(bound === undefined ? {} : { bound }),
      state: bound === undefined ? 'unknown' : isNowhere(bound) ? 'unbound' : 'bound',
      users: [...(users.get(cluster)?.users.values() ?? [])],
      ...(bindAs === undefined ? {} : { bindAs }),
    };
  });
  const open = new Set(rows.filter(({ state }) => state !== 'bound').map(({ host }) => host));
  return rows.sort(
    (a, b) =>
      Number(open.has(b.host)) - Number(open.has(a.host)) ||
      compareText(a.host, b.host) ||
      a.port - b.port ||
      compareText(a.subset ?? '', b.subset ?? ''),
  );
};

/** Some clusters need no addresses: requests say themselves where they go. */
const isNowhere = ({ endpoints, lookup }: Cluster): boolean =>
  endpoints.length === 0 && lookup !== 'original' && lookup !== 'host';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Named = {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
  readonly users: Map<string, Origin>;
};

const usersOf = (table: Table): ReadonlyMap<string, Named> => {
  const found = new Map<string, Named>();
  for (const { virtualHosts } of Object.values(table.routeConfigs)) {
    for (const { routes } of virtualHosts) {
      for (const { action } of routes) {
        if (action.do !== 'forward') continue;
        for (const { cluster, host, port, subset, origin } of action.destinations) {
          const one = found.get(cluster) ?? { host, port, subset, users: new Map<string, Origin>() };
          one.users.set(`${origin.namespace}/${origin.name} ${origin.path}`, origin);
          found.set(cluster, one);
        }
      }
    }
  }
  return found;
};

/** `httpbin.default.svc.cluster.local` is Service "httpbin" in namespace "default"; other hosts are bound by their whole name. */
const bindingFor = (
  { host, namespace: near }: { readonly host: string; readonly namespace: string },
  port: number | undefined,
  subset: string | undefined,
  bound: Cluster | undefined,
): BindAs | undefined => {
  const [, own, namespace = near] = /^([^.]+)\.([^.]+)\.svc(\.|$)/.exec(host) ?? [];
  const name = own ?? (host.includes('.') && isFullName(host) ? host : undefined);
  if (name === undefined) return undefined;
  const labels = bound?.subsetLabels;
  // A subset that nothing declares has no labels by which it could be bound.
  if (subset !== undefined && labels === undefined) return undefined;
  const some = subset !== undefined && labels && Object.keys(labels).length > 0;
  return {
    namespace,
    name,
    ...(own === undefined && { service: host }),
    ...(port !== undefined && { port }),
    ...(some && { labels }),
  };
};
