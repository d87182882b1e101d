import type { Condition, Origin, Route, Table, VirtualHost } from '../table.ts';
import { askedOf } from './asked.ts';
import { createWorkshop } from './compare.ts';
import { exampleOf } from './example.ts';
import { findHidden } from './find-hidden.ts';
import type { Shape } from './shape.ts';
import { createUniverses, type Universes } from './universe.ts';

/** One route at one place. Without a fate requests may reach it. */
export type Judged = {
  readonly origin: Origin;
  /** The place where it is served: a host and the Gateway, in words. */
  readonly where: string;
  readonly fate?: Hidden | { readonly is: 'impossible'; readonly subject: string };
};

export type Hidden = {
  readonly is: 'hidden';
  readonly by: Origin;
  readonly same: boolean;
  /** The hiding route takes every request. */
  readonly byAll: boolean;
  /** A request that shows it; undefined where none is easily found. */
  readonly example: () => string | undefined;
};

export type Listing = {
  readonly routes: readonly {
    readonly origin: Origin;
    readonly conditions: readonly Condition[];
    readonly only?: string;
    readonly where: string;
  }[];
  readonly domains: readonly string[];
};

export type Surveyor = (listing: Listing) => readonly Judged[];

/** Steps of automata in one survey, less than a tenth of a second; behind them nothing more is claimed of patterns. */
const mostWork = 100_000;

/** Judges lists of routes; all of them together share the work that may be done, and what was learnt of patterns. */
export const createSurveyor = (mode: Table['settings']['pathNormalization']): Surveyor => {
  const shop = createWorkshop(mostWork);
  const shapes = new Map<string, Shape>();
  const universesOf = new Map<string, Universes>();
  return ({ routes, domains }) => {
    const key = domains.join();
    const universes = universesOf.get(key) ?? createUniverses(mode, domains);
    universesOf.set(key, universes);
    const listed = routes.map(({ origin, conditions, only }) => ({
      conditions,
      owner: entryOf(origin),
      ...(only !== undefined && { only }),
    }));
    const fates = findHidden(listed, universes, shop, shapes);
    return routes.map(({ origin, where, conditions }, number): Judged => {
      const fate = fates[number];
      if (fate === undefined) return { origin, where };
      if (fate.is === 'impossible') return { origin, where, fate };
      const hiding = routes[fate.by];
      if (hiding === undefined) return { origin, where };
      const byAll = takesEverything(hiding.conditions, universes, shapes);
      const example = () => exampleOf(askedOf(conditions, universes, shapes), universes, shop);
      return { origin, where, fate: { is: 'hidden', by: hiding.origin, same: fate.same, byAll, example } };
    });
  };
};

const takesEverything = (
  conditions: readonly Condition[],
  universes: Universes,
  shapes: Map<string, Shape>,
): boolean => {
  const asked = askedOf(conditions, universes, shapes);
  return asked.size === 0 || (asked.size === 1 && asked.get('path')?.every(({ shape }) => shape.is === 'all') === true);
};

/** The entry that a route belongs to: without the number of its match. */
export const entryOf = ({ kind, namespace, name, path }: Origin): string =>
  `${kind} ${namespace}/${name} ${path.replace(/\.match(?:es)?\[\d+\]$/, '')}`;

/** Every route of the table at every virtual host, and those that translation left out behind one that takes everything. */
export const surveyTable = (table: Table, survey: Surveyor): readonly Judged[] => {
  const known = new Map<Route, { readonly routes: readonly Route[]; readonly judged: readonly Judged[] }[]>();
  return Object.values(table.routeConfigs).flatMap(({ virtualHosts }) =>
    virtualHosts.flatMap((host) => [...surveyHost(host, survey, known), ...behindCatchAll(host)]),
  );
};

/** Hosts of one VirtualService have the same routes, which then are judged once, unless they look at the host themselves. */
const surveyHost = (
  host: VirtualHost,
  survey: Surveyor,
  known: Map<Route, { readonly routes: readonly Route[]; readonly judged: readonly Judged[] }[]>,
): readonly Judged[] => {
  const { routes } = host;
  const [first] = routes;
  if (first === undefined) return [];
  const others = known.get(first) ?? [];
  const before = others.find(
    (one) => one.routes.length === routes.length && one.routes.every((route, i) => route === routes[i]),
  );
  if (before) return before.judged.map((judged, i) => ({ ...judged, where: whereOf(host, routes[i] as Route) }));
  const listing = routes.map((route) => ({
    origin: route.origin,
    conditions: route.conditions,
    where: whereOf(host, route),
  }));
  const judged = survey({ routes: listing, domains: [host.domain, ...(host.aliases ?? [])] });
  if (!routes.some(({ conditions }) => conditions.some(looksAtHost))) known.set(first, [...others, { routes, judged }]);
  return judged;
};

const looksAtHost = (condition: Condition): boolean =>
  condition.on === 'authority' ||
  (condition.on === 'header' && (condition.name === 'host' || condition.name === ':authority'));

/** A host, and what the route's id says of its Gateway. */
const whereOf = ({ domain }: VirtualHost, { id }: Pick<Route, 'id'>): string => {
  const at = id.lastIndexOf(' @ ');
  return at < 0 ? `"${domain}"` : `"${domain}" at ${id.slice(at + 3)}`;
};

const behindCatchAll = (host: VirtualHost): readonly Judged[] =>
  host.omitted.flatMap(({ origin, by }) => {
    // Alternatives of one entry lead to the same place.
    if (by === undefined || entryOf(by) === entryOf(origin)) return [];
    const hiding = host.routes.find((route) => route.origin.path === by.path && entryOf(route.origin) === entryOf(by));
    const where = hiding ? whereOf(host, hiding) : `"${host.domain}"`;
    return [{ origin, where, fate: { is: 'hidden', by, same: false, byAll: true, example: () => undefined } }];
  });
