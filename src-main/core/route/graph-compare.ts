import type { Comparison } from './graph-parts.ts';
import { type ComparedRoute, compareRoutes } from './rows-compare.ts';
import type { Route, Table, VirtualHost } from './table.ts';

/** What runs, as something to compare graphs of drafts with, each host once as long as it is the same. Absent: then nothing differs. */
export const compareWith = (running: Table | undefined): Comparison => {
  const hosts = new Map<string, VirtualHost>();
  for (const [config, { virtualHosts }] of Object.entries(running?.routeConfigs ?? {}))
    for (const host of virtualHosts) hosts.set(`${config} ${host.domain}`, host);
  const compared = new WeakMap<readonly Route[], readonly ComparedRoute[]>();
  return {
    known: running !== undefined,
    nameOf: (key) => hosts.get(key)?.name,
    routesOf: (key, drafts) => {
      if (running === undefined) return drafts.map((route) => ({ route, runs: route }));
      const before = compared.get(drafts);
      if (before) return before;
      const routes = compareRoutes(hosts.get(key)?.routes ?? [], drafts);
      compared.set(drafts, routes);
      return routes;
    },
  };
};
