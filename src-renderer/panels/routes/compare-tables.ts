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
      return sameMeaning(before, route) ? undefined : 'changed';
    },
    removedRoutes: (host, drafts) => {
      const kept = new Set(drafts.map(({ id }) => id));
      return [...(hosts.get(host)?.values() ?? [])].filter(({ id }) => !kept.has(id));
    },
  };
};

/** Whether everything is the same but where the text stands. It is asked for every route after every keystroke, so nothing is made for it. */
const sameMeaning = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameMeaning(item, b[index]))
    );
  }
  const [one, two] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in one) if (!isPlace(key) && !sameMeaning(one[key], two[key])) return false;
  for (const key in two) if (!isPlace(key) && !(key in one) && two[key] !== undefined) return false;
  return true;
};

const isPlace = (key: string): boolean => key === 'origin' || key === 'via';
