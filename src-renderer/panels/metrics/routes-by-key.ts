import type { Origin, Table } from '#core/route/table.ts';
import { sayRoute } from '../../state/route-name.ts';

/** A route as it is called, and where it stands. */
export type NamedRoute = { readonly name: string; readonly host: string; readonly origin: Origin };

/** The routes of the running table by the key of their figures. */
export const routesByKey = (table: Table | undefined): ReadonlyMap<string, NamedRoute> => {
  const found = new Map<string, NamedRoute>();
  for (const { virtualHosts } of Object.values(table?.routeConfigs ?? {}))
    for (const { name: host, routes } of virtualHosts)
      for (const { id, name, origin } of routes)
        found.set(`${host}\n${id}`, { name: sayRoute(origin, name), host, origin });
  return found;
};
