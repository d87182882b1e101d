import type { VirtualService } from '../compile/entry.ts';
import type { Origin, Route, Settings } from '../table.ts';
import { createWorkshop, type Workshop } from './compare.ts';
import type { Shape } from './shape.ts';
import type { Judged, Listing } from './survey.ts';

/** What surveys have learnt, for those of later builds. Owned by the builds of one workspace, one after the other, and changed by each. */
export type SurveyMemory = { learnt?: Learnt };

/**
 * What is known of patterns and of lists of routes. The work in `shop` is counted over all surveys that share it: each list that is
 * known was judged by it, and each automaton was made by it, so that a survey from scratch would not have taken more. As long as some
 * is left, both come to the same result; when it is used up, all of this is forgotten.
 */
export type Learnt = {
  readonly mode: Settings['pathNormalization'];
  readonly shop: Workshop;
  readonly shapes: Map<string, Shape>;
  /** The lists of the last table, by their first route. */
  lists: ReadonlyMap<Route, readonly KnownList[]>;
  /** VirtualServices as they are written, as far as the last survey asked for them. */
  written: ReadonlyMap<VirtualService, WrittenList>;
  readonly names: WeakMap<Origin, OriginNames>;
};

/** A list of routes is known by the very objects, which stay the same while their documents do. `domains`: where it looks at the host. */
export type KnownList = {
  readonly routes: readonly Route[];
  readonly domain: string;
  readonly domains: string | undefined;
  readonly judged: readonly Judged[];
};

export type WrittenList = { readonly listing: Listing; judged?: readonly Judged[] };

/** `entry` is the same for all alternatives of an entry. */
export type OriginNames = { readonly own: string; readonly entry: string };

/** Steps of automata, less than a tenth of a second; behind them nothing more is claimed of patterns. */
const mostWork = 100_000;

/** Patterns that were typed and are gone; far more than a workspace has. */
const mostShapes = 10_000;

export const learnNothing = (mode: Settings['pathNormalization']): Learnt => ({
  mode,
  shop: createWorkshop(mostWork),
  shapes: new Map(),
  lists: new Map(),
  written: new Map(),
  names: new WeakMap(),
});

/** Whether something may have been left unsaid, or too much is kept. */
export const isUsedUp = ({ shop, shapes }: Learnt): boolean =>
  shop.budget.left <= 0 || shop.pairs.left <= 0 || shapes.size > mostShapes;

export const namesOf = ({ names }: Learnt, origin: Origin): OriginNames => {
  let known = names.get(origin);
  if (known === undefined) {
    const resource = `${origin.kind} ${origin.namespace}/${origin.name}`;
    known = { own: `${resource} ${origin.path}`, entry: `${resource} ${entryPath(origin.path)}` };
    names.set(origin, known);
  }
  return known;
};

/** Without the number of its match. */
const entryPath = (path: string): string => path.replace(/\.match(?:es)?\[\d+\]$/, '');
