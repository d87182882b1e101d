import type { Origin, Table } from '#core/route/table.ts';
import type { Place } from '#core/text/diagnostic.ts';

/**
 * Where a thing of the running table stands in the text now: the same document and path in the draft's table,
 * else the place it had when it was built (text before it may have moved since).
 */
export const locateInDraft = (origin: Origin, draft: Table | undefined): Place => {
  for (const config of Object.values(draft?.routeConfigs ?? {})) {
    for (const host of config.virtualHosts) {
      for (const route of host.routes) if (sameOrigin(route.origin, origin)) return route.origin.place;
    }
  }
  return origin.place;
};

const sameOrigin = (a: Origin, b: Origin): boolean =>
  a.kind === b.kind && a.namespace === b.namespace && a.name === b.name && a.path === b.path;
