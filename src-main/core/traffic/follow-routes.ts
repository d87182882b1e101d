import { compareRoutes } from '../route/rows-compare.ts';
import type { Table } from '../route/table.ts';

/** The id that a route has now, by its virtual host and the id that it had. Undefined: it is another one by now, or gone. */
export type NewId = (virtualHost: string, route: string) => string | undefined;

/**
 * Where the routes of one table are in the next. Ids count entries, so a rule that moves gives its id to a neighbour; what means the same
 * is the same. Undefined: every route has the id that it had.
 */
export const followRoutes = (before: Table, after: Table): NewId | undefined => {
  const ids = new Map<string, string>();
  let isSame = true;
  for (const [config, { virtualHosts }] of Object.entries(before.routeConfigs)) {
    const hosts = new Map(after.routeConfigs[config]?.virtualHosts.map((host) => [host.name, host]));
    for (const { name, routes } of virtualHosts) {
      const now = hosts.get(name)?.routes ?? [];
      if (now.length !== routes.length) isSame = false;
      for (const { route, change, runs } of compareRoutes(routes, now)) {
        if (runs && change !== 'removed') ids.set(keyOf(name, runs.id), route.id);
        if (runs?.id !== route.id || change === 'removed') isSame = false;
      }
    }
  }
  return isSame ? undefined : (virtualHost, route) => ids.get(keyOf(virtualHost, route));
};

const keyOf = (virtualHost: string, route: string): string => `${virtualHost}\n${route}`;
