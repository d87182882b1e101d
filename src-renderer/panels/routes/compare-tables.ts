import type { Route, Table } from '#core/route/table.ts';

/** What runs, prepared for questions. `known` is false before main has told anything: then nothing differs. */
export type RunningView = {
  readonly known: boolean;
  readonly listeners: ReadonlySet<string>;
  /** `<route config> <domain>`. */
  readonly hosts: ReadonlySet<string>;
  readonly changeOf: (host: string, route: Route) => 'new' | 'changed' | undefined;
  readonly removedRoutes: (host: string, drafts: readonly Route[]) => readonly Route[];
};

/** The running table as something to compare a draft with. Where a document moved inside its file nothing has changed. */
export const compareTables = (running: Table | undefined): RunningView => {
  const hosts = new Map<string, ReadonlyMap<string, Route>>();
  for (const [config, { virtualHosts }] of Object.entries(running?.routeConfigs ?? {})) {
    for (const host of virtualHosts) {
      hosts.set(`${config} ${host.domain}`, new Map(host.routes.map((route) => [route.id, route])));
    }
  }
  return {
    known: running !== undefined,
    listeners: new Set(
      [
        ...(running?.listeners ?? []),
        ...(running?.mesh?.listeners ?? []),
        ...(running?.mesh ? [running.mesh.others] : []),
      ].map(({ id }) => id),
    ),
    hosts: new Set(hosts.keys()),
    changeOf: (host, route) => {
      if (running === undefined) return undefined;
      const before = hosts.get(host)?.get(route.id);
      if (before === undefined) return 'new';
      return meaningOf(before) === meaningOf(route) ? undefined : 'changed';
    },
    removedRoutes: (host, drafts) => {
      const kept = new Set(drafts.map(({ id }) => id));
      return [...(hosts.get(host)?.values() ?? [])].filter(({ id }) => !kept.has(id));
    },
  };
};

/** Everything about a route but where its text stands. */
const meaningOf = (route: Route): string =>
  JSON.stringify(route, (key, value: unknown) => (key === 'origin' || key === 'via' ? undefined : value));
