import type { VirtualService } from '../compile/entry.ts';
import type { Condition, Origin, Route, Table, VirtualHost } from '../table.ts';
import { askedOf } from './asked.ts';
import { exampleOf } from './example.ts';
import { findHidden } from './find-hidden.ts';
import type { Shape } from './shape.ts';
import { type KnownList, type Learnt, namesOf, type WrittenList } from './survey-memory.ts';
import { createUniverses, type Universes } from './universe.ts';
import { writtenRoutes } from './written-routes.ts';

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

/** Judges lists of routes; all of them together share the work that may be done, and what was learnt of patterns. */
export const createSurveyor = (learnt: Learnt): Surveyor => {
  const { shop, shapes } = learnt;
  const universesOf = new Map<string, Universes>();
  return ({ routes, domains }) => {
    const key = domains.join();
    const universes = universesOf.get(key) ?? createUniverses(learnt.mode, domains);
    universesOf.set(key, universes);
    const listed = routes.map(({ origin, conditions, only }) => ({
      conditions,
      owner: namesOf(learnt, origin).entry,
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
      const example = once(() => exampleOf(askedOf(conditions, universes, shapes), universes, shop));
      return { origin, where, fate: { is: 'hidden', by: hiding.origin, same: fate.same, byAll, example } };
    });
  };
};

const once = <T>(find: () => T): (() => T) => {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
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

/** Every route of the table at every virtual host, and those that translation left out behind one that takes everything. */
export const surveyTable = (table: Table, survey: Surveyor, learnt: Learnt): readonly Judged[] => {
  const lists = new Map<Route, KnownList[]>();
  const result = Object.values(table.routeConfigs).flatMap(({ virtualHosts }) =>
    virtualHosts.flatMap((host) => {
      const judged = surveyHost(host, survey, learnt, lists);
      return host.omitted.length === 0 ? judged : [...judged, ...behindCatchAll(host, learnt)];
    }),
  );
  learnt.lists = lists;
  return result;
};

/** Hosts of one VirtualService have the same routes, which then are judged once, unless they look at the host themselves. */
const surveyHost = (
  host: VirtualHost,
  survey: Surveyor,
  learnt: Learnt,
  lists: Map<Route, KnownList[]>,
): readonly Judged[] => {
  const { routes, domain } = host;
  const [first] = routes;
  if (first === undefined) return [];
  const all = [domain, ...(host.aliases ?? [])];
  const domains = all.join();
  const isThis = (one: KnownList) =>
    one.routes.length === routes.length &&
    (one.domains === undefined || one.domains === domains) &&
    one.routes.every((route, i) => route === routes[i]);
  const now = lists.get(first)?.find(isThis);
  const known = now ?? learnt.lists.get(first)?.find(isThis) ?? judge();
  if (now === undefined) {
    const others = lists.get(first);
    if (others) others.push(known);
    else lists.set(first, [known]);
  }
  if (known.domain === domain) return known.judged;
  return known.judged.map((judged, i) => ({ ...judged, where: whereOf(host, routes[i] as Route) }));

  function judge(): KnownList {
    const listing = routes.map((route) => ({
      origin: route.origin,
      conditions: route.conditions,
      where: whereOf(host, route),
    }));
    const looks = routes.some(({ conditions }) => conditions.some(looksAtHost));
    const judged = survey({ routes: listing, domains: all });
    return { routes, domain, domains: looks ? domains : undefined, judged };
  }
};

/** The routes of a VirtualService that no gateway has taken in, judged as they are written; those that `isSeen` are left out. */
export const surveyWritten = (
  virtualServices: readonly VirtualService[],
  isSeen: (origin: Origin) => boolean,
  survey: Surveyor,
  learnt: Learnt,
): readonly Judged[] => {
  const written = new Map<VirtualService, WrittenList>();
  const result = virtualServices.flatMap((resource) => {
    const known = learnt.written.get(resource) ?? { listing: writtenRoutes(resource) };
    written.set(resource, known);
    if (known.listing.routes.every(({ origin }) => isSeen(origin))) return [];
    known.judged ??= survey(known.listing);
    return known.judged.filter(({ origin }) => !isSeen(origin));
  });
  learnt.written = written;
  return result;
};

const looksAtHost = (condition: Condition): boolean =>
  condition.on === 'authority' ||
  (condition.on === 'header' && (condition.name === 'host' || condition.name === ':authority'));

/** A host, and what the route's id says of its Gateway. */
const whereOf = ({ domain }: VirtualHost, { id }: Pick<Route, 'id'>): string => {
  const at = id.lastIndexOf(' @ ');
  return at < 0 ? `"${domain}"` : `"${domain}" at ${id.slice(at + 3)}`;
};

const behindCatchAll = (host: VirtualHost, learnt: Learnt): readonly Judged[] => {
  const entry = (origin: Origin) => namesOf(learnt, origin).entry;
  return host.omitted.flatMap(({ origin, by }) => {
    // Alternatives of one entry lead to the same place.
    if (by === undefined || entry(by) === entry(origin)) return [];
    const hiding = host.routes.find((route) => route.origin.path === by.path && entry(route.origin) === entry(by));
    const where = hiding ? whereOf(host, hiding) : `"${host.domain}"`;
    return [{ origin, where, fate: { is: 'hidden', by, same: false, byAll: true, example: () => undefined } }];
  });
};
