import { compareRoutes } from '../route/rows-compare.ts';
import type { Origin, Route, Table } from '../route/table.ts';

/** What has become of a rule: it means the same, wherever it stands by now, it was changed, or it is gone. */
export type RuleNow = { readonly is: 'same' | 'changed'; readonly origin: Origin } | { readonly is: 'deleted' };

/** By `keyOfRule`. Plain JSON. */
export type FollowedRules = Readonly<Record<string, RuleNow>>;

/** A route's name in the whole table of its generation. */
export const keyOfRule = (virtualHost: string, route: string): string => `${virtualHost}\n${route}`;

/**
 * What has become of every rule of one table in a later one. A rule is the one that means the same among those of its virtual host, else the
 * one of its name or place; where the virtual host is gone, the one that is written at the same place of the same resource.
 */
export const followRules = (before: Table, after: Table): FollowedRules => {
  const found: Record<string, RuleNow> = {};
  const written = new Map<string, Route>();
  for (const { virtualHosts } of Object.values(after.routeConfigs))
    for (const { routes } of virtualHosts) for (const route of routes) written.set(sayOrigin(route.origin), route);
  const elsewhere = ({ origin }: Route): RuleNow => {
    const route = written.get(sayOrigin(origin));
    return route ? { is: 'changed', origin: route.origin } : { is: 'deleted' };
  };
  for (const [config, { virtualHosts }] of Object.entries(before.routeConfigs)) {
    const hosts = new Map(after.routeConfigs[config]?.virtualHosts.map((host) => [host.name, host]));
    for (const { name, routes } of virtualHosts) {
      const host = hosts.get(name);
      if (!host) {
        for (const route of routes) found[keyOfRule(name, route.id)] = elsewhere(route);
        continue;
      }
      for (const { route, change, runs, was } of compareRoutes(routes, host.routes)) {
        if (change === 'removed') found[keyOfRule(name, route.id)] = { is: 'deleted' };
        else if (runs) found[keyOfRule(name, runs.id)] = { is: 'same', origin: route.origin };
        else if (was) found[keyOfRule(name, was.id)] = { is: 'changed', origin: route.origin };
      }
    }
  }
  return found;
};

const sayOrigin = ({ kind, namespace, name, path }: Origin): string => `${kind} ${namespace}/${name} ${path}`;
