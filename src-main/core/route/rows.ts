import { type ComparedRoute, compareRoutes, type RouteChange } from './rows-compare.ts';
import type {
  Cluster,
  FilterChain,
  Listener,
  Omitted,
  Origin,
  Route,
  RouteConfig,
  Table,
  TcpRoute,
  VirtualHost,
} from './table.ts';

/**
 * One line of the flat list of everything that a gateway may do, in the order in which it asks. Facts of the table only; their words are made
 * by `rows-words.ts` where somebody reads them.
 */
export type RouteRow = {
  /** Unique in the list, and the same for the same thing in the next list. */
  readonly id: string;
  /** Counts all rows from 1: the order in which the gateway asks. */
  readonly order: number;
  readonly listener: Listener;
  /** The row is of the table that runs, and no longer of this one: look up its clusters there. */
  readonly change?: RouteChange;
  /** The domain of the virtual host, or the server names of a chain without HTTP; `*` for all. */
  readonly host: string;
  readonly virtualHost?: VirtualHost;
  readonly does: RowDoes;
  /** Where it is written. Absent for what is built in. */
  readonly origin?: Origin;
  /** Where its traffic goes, with the cluster that each destination has in its table. */
  readonly targets: readonly Target[];
  /**
   * What traffic of this route is counted under: the names that it has in the table that runs, where one of the same meaning is there. Its ids
   * count entries, so that a rule of the draft may have the id of its running neighbour. Absent without a running table too.
   */
  readonly runs?: RunningNames;
  /** Of a redirect or an entry for connections: where the one that runs is written. Absent where there is none, and without a running table. */
  readonly runsAs?: Origin;
};

export type RunningNames = { readonly virtualHost: string; readonly route: string };

export type RowDoes =
  | { readonly is: 'route'; readonly route: Route }
  /** Every plain request of the host is sent to https before any route is asked. */
  | { readonly is: 'redirect' }
  /** Bytes or datagrams, which nobody reads HTTP from. */
  | { readonly is: 'connections'; readonly carries: 'tcp' | 'udp'; readonly chain: FilterChain; readonly to: TcpRoute }
  /** An entry that translation left out. */
  | { readonly is: 'omitted'; readonly omitted: Omitted }
  /** A host, or a listener, without anything behind it: what comes is answered with 404, or closed. */
  | { readonly is: 'nothing' };

export type Target = {
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  /** 0 to 1; absent for the only one. */
  readonly share?: number;
  readonly name: string;
  /** Absent: nobody has declared it. */
  readonly cluster?: Cluster;
  /** Requests of this share are answered in another way, and go nowhere. */
  readonly instead: boolean;
  readonly origin: Origin;
};

/**
 * The rows of a table: of the gateway's listeners, those of other gateways, and the mesh's, in the order in which they are asked. With the
 * table that runs each says how it differs from it, and what only runs stands among the others as `removed`.
 */
export const routeRows = (table: Table, running?: Table): readonly RouteRow[] => {
  const rows: Omit<RouteRow, 'order'>[] = [];
  const before = running && hostsOf(running);
  for (const site of sitesOf(table)) {
    const old = before?.get(site.key);
    before?.delete(site.key);
    rows.push(...rowsOfSite(site, table, before && { site: old, table: running }));
  }
  // What is left has nothing of the same name any more.
  for (const site of before?.values() ?? []) {
    rows.push(
      ...rowsOfSite(site, running as Table).map((row) => ({
        ...row,
        id: `removed ${row.id}`,
        change: 'removed' as const,
        ...(row.does.is === 'route' &&
          row.virtualHost && { runs: { virtualHost: row.virtualHost.name, route: row.does.route.id } }),
      })),
    );
  }
  return rows.map((row, index) => ({ ...row, order: index + 1 }));
};

/** The rows of a table alone, each made when it is asked for: whoever has other work can do it in between. */
export function* rowsInTurn(table: Table): Generator<RouteRow> {
  let order = 0;
  for (const site of sitesOf(table))
    for (const row of rowsOfSite(site, table)) {
      order += 1;
      yield { ...row, order };
    }
}

/** A host on a listener, a chain without HTTP, or a listener with neither. */
type Site = {
  readonly key: string;
  readonly listener: Listener;
  readonly virtualHost?: VirtualHost;
  readonly chain?: FilterChain;
};

const sitesOf = (table: Table): readonly Site[] => {
  const { listeners, mesh } = table;
  return [...listeners, ...(mesh ? [...mesh.listeners, mesh.others] : [])].flatMap((listener) => {
    const configs = [...new Set(listener.chains.flatMap(({ routeConfig }) => routeConfig ?? []))];
    const sites: Site[] = configs.flatMap((name) =>
      (configOf(table, name)?.virtualHosts ?? []).map((virtualHost) => ({
        key: `${listener.id} ${name} ${virtualHost.domain}`,
        listener,
        virtualHost,
      })),
    );
    listener.chains.forEach((chain, index) => {
      if (chain.tcp ?? chain.udp) {
        sites.push({ key: `${listener.id} ${chain.sni?.join() ?? `chain ${index}`}`, listener, chain });
      }
    });
    return sites.length > 0 ? sites : [{ key: listener.id, listener }];
  });
};

const configOf = ({ routeConfigs }: Table, name: string): RouteConfig | undefined =>
  Object.hasOwn(routeConfigs, name) ? routeConfigs[name] : undefined;

const hostsOf = (table: Table): Map<string, Site> => new Map(sitesOf(table).map((site) => [site.key, site]));

type Draft = Omit<RouteRow, 'order'>;

/** `before` is there where something runs; its site is absent where that has none of this name. */
const rowsOfSite = (
  site: Site,
  table: Table,
  before?: { readonly site: Site | undefined; readonly table: Table | undefined },
): readonly Draft[] => {
  const { key, listener, virtualHost, chain } = site;
  const isNew = before && !before.site ? { change: 'new' as const } : {};
  if (chain) return [connectionsRow(site, chain, table, before)];
  if (!virtualHost) return [{ id: key, listener, host: '', does: { is: 'nothing' }, targets: [], ...isNew }];
  const { domain: host, requireTls, routes, omitted } = virtualHost;
  const at = { listener, host, virtualHost };
  const rows: Draft[] = [];
  const redirects = before?.site?.virtualHost?.requireTls;
  if (requireTls) {
    rows.push({
      ...at,
      id: `${key} redirect`,
      does: { is: 'redirect' },
      ...written(requireTls),
      targets: [],
      ...(before && !redirects && { change: 'new' }),
      ...(redirects && { runsAs: redirects }),
    });
  } else if (redirects) {
    rows.push({ ...at, id: `removed ${key} redirect`, does: { is: 'redirect' }, targets: [], change: 'removed' });
  }
  const runsIn = before?.site?.virtualHost;
  for (const { route, change, runs } of before ? compareRoutes(runsIn?.routes ?? [], routes) : routes.map(unchanged)) {
    const source = change === 'removed' ? (before?.table ?? table) : table;
    rows.push({
      ...at,
      id: `${change === 'removed' ? 'removed ' : ''}${key} ${route.id}`,
      does: { is: 'route', route },
      ...written(route.origin),
      targets: targetsOf(route, source),
      ...(change && { change }),
      ...(runs && runsIn && { runs: { virtualHost: runsIn.name, route: runs.id } }),
    });
  }
  if (rows.length === 0) {
    rows.push({ ...at, id: `${key} nothing`, does: { is: 'nothing' }, targets: [], ...isNew });
  }
  omitted.forEach((one, index) => {
    rows.push({
      ...at,
      id: `${key} omitted ${index}`,
      does: { is: 'omitted', omitted: one },
      ...written(one.origin),
      targets: [],
    });
  });
  return rows;
};

const unchanged = (route: Route): ComparedRoute => ({ route });

const connectionsRow = (
  { key, listener }: Site,
  chain: FilterChain,
  table: Table,
  before: { readonly site: Site | undefined; readonly table: Table | undefined } | undefined,
): Draft => {
  const to = (chain.tcp ?? chain.udp) as TcpRoute;
  const old = before?.site?.chain;
  const change = !before ? undefined : !old ? 'new' : connectionsDiffer(old, chain) ? 'changed' : undefined;
  const runsAs = (old?.tcp ?? old?.udp)?.origin;
  const shares = to.destinations.length > 1;
  return {
    id: key,
    listener,
    host: chain.sni?.join(', ') ?? '*',
    does: { is: 'connections', carries: chain.tcp ? 'tcp' : 'udp', chain, to },
    ...written(to.origin),
    targets: to.destinations.map((one) =>
      targetOf(one, one.cluster, table, shares ? to.totalWeight : undefined, false),
    ),
    ...(change && { change }),
    ...(runsAs && { runsAs }),
  };
};

const connectionsDiffer = (a: FilterChain, b: FilterChain): boolean => {
  const said = ({ tcp, udp }: FilterChain) =>
    JSON.stringify((tcp ?? udp)?.destinations.map(({ cluster, weight }) => [cluster, weight]));
  return said(a) !== said(b);
};

const targetsOf = ({ action }: Route, table: Table): readonly Target[] => {
  if (action.do !== 'forward') return [];
  const total = action.destinations.length > 1 ? action.totalWeight : undefined;
  return action.destinations.map((one) => targetOf(one, one.cluster, table, total, one.instead !== undefined));
};

type Aim = Pick<Target, 'host' | 'port' | 'subset' | 'origin'> & { readonly weight: number };

const targetOf = (
  { host, port, subset, weight, origin }: Aim,
  name: string,
  { clusters }: Table,
  total: number | undefined,
  instead: boolean,
): Target => ({
  host,
  port,
  ...(subset !== undefined && { subset }),
  ...(total && { share: weight / total }),
  name,
  ...(Object.hasOwn(clusters, name) && { cluster: clusters[name] as Cluster }),
  instead,
  origin,
});

/** What is built in stands nowhere. */
const written = (origin: Origin): { readonly origin?: Origin } => (origin.place.file === '' ? {} : { origin });
