import type { Cluster, Origin, Table } from '#core/route/table.ts';
import { sayRoute } from '../../state/route-name.ts';

/** One destination of the routes: where its name leads, and who sends requests there. */
export type ServiceRow = {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  /** Absent: nothing declares it, requests get 503 NC. */
  readonly bound?: Cluster;
  readonly state: 'bound' | 'unbound' | 'unknown';
  readonly users: readonly { readonly name: string; readonly origin: Origin }[];
  /** What a binding would be written for; absent for hosts outside of the cluster. */
  readonly bindAs?: { readonly namespace: string; readonly name: string; readonly port: number };
};

/** Every destination that a route names and every cluster of the table; those without an address first, then by name. */
export const serviceRows = (table: Table): readonly ServiceRow[] => {
  const users = usersOf(table);
  const named = [...users].map(([cluster, { host, port, subset }]) => ({ cluster, host, port, subset }));
  const rest = Object.values(table.clusters)
    .filter(({ name }) => !users.has(name))
    .map(({ name, host, port, subset }) => ({ cluster: name, host, port, subset }));
  return [...named, ...rest]
    .map(({ cluster, host, port, subset }): ServiceRow => {
      const bound = table.clusters[cluster];
      const bindAs = bindingFor(host, port);
      return {
        cluster,
        host,
        port,
        ...(subset === undefined ? {} : { subset }),
        ...(bound === undefined ? {} : { bound }),
        state: bound === undefined ? 'unknown' : isNowhere(bound) ? 'unbound' : 'bound',
        users: users.get(cluster)?.users ?? [],
        ...(bindAs === undefined ? {} : { bindAs }),
      };
    })
    .sort(
      (a, b) =>
        Number(a.state === 'bound') - Number(b.state === 'bound') ||
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
  readonly users: { readonly name: string; readonly origin: Origin }[];
};

const usersOf = (table: Table): ReadonlyMap<string, Named> => {
  const found = new Map<string, Named>();
  for (const { virtualHosts } of Object.values(table.routeConfigs)) {
    for (const { routes } of virtualHosts) {
      for (const { action } of routes) {
        if (action.do !== 'forward') continue;
        for (const { cluster, host, port, subset, origin } of action.destinations) {
          const one = found.get(cluster) ?? { host, port, subset, users: [] };
          const name = sayRoute(origin);
          if (!one.users.some((user) => user.name === name)) one.users.push({ name, origin });
          found.set(cluster, one);
        }
      }
    }
  }
  return found;
};

/** `httpbin.default.svc.cluster.local` is Service "httpbin" in namespace "default". */
const bindingFor = (host: string, port: number): ServiceRow['bindAs'] => {
  const parts = /^([^.]+)\.([^.]+)\.svc(\.|$)/.exec(host);
  const [, name, namespace] = parts ?? [];
  return name === undefined || namespace === undefined ? undefined : { namespace, name, port };
};
