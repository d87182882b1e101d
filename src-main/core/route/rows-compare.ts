import type { Route } from './table.ts';

/** How a route differs from the ones that run: `moved` means the same and stands elsewhere in the order. */
export type RouteChange = 'new' | 'changed' | 'moved' | 'removed';

/** `runs`: the running route that means the same, under whatever id; a removed one is its own. `was`: what a changed one was before. */
export type ComparedRoute = {
  readonly route: Route;
  readonly change?: RouteChange;
  readonly runs?: Route;
  readonly was?: Route;
};

/**
 * The routes of a host beside those that run, in the order of the new ones; what is gone stands behind what it stood behind. Routes are known
 * by what they mean first, because their ids count entries, and one more entry at the top changes them all.
 */
export const compareRoutes = (before: readonly Route[], after: readonly Route[]): readonly ComparedRoute[] => {
  if (before.length === after.length && after.every((route, index) => isSame(before[index], route))) {
    return after.map((route, index) => ({ route, runs: before[index] as Route }));
  }
  const { partner, same } = pair(before, after);
  const steady = longestRise(same.map((is, index) => (is ? (partner[index] as number) : -1)));
  const gone = new Map<number, Route[]>();
  const taken = new Set(partner.filter((index) => index !== undefined));
  const placeOf = new Map(partner.map((old, index) => [old, index]));
  before.forEach((route, index) => {
    if (taken.has(index)) return;
    let behind = index - 1;
    while (behind >= 0 && !placeOf.has(behind)) behind--;
    const place = behind < 0 ? -1 : (placeOf.get(behind) as number);
    gone.set(place, [...(gone.get(place) ?? []), route]);
  });
  const removed = (place: number): readonly ComparedRoute[] =>
    (gone.get(place) ?? []).map((route) => ({ route, change: 'removed', runs: route }));
  return [
    ...removed(-1),
    ...after.flatMap((route, index): readonly ComparedRoute[] => {
      const change =
        partner[index] === undefined ? 'new' : !same[index] ? 'changed' : steady.has(index) ? undefined : 'moved';
      const runs = same[index] ? before[partner[index] as number] : undefined;
      const was = change === 'changed' ? before[partner[index] as number] : undefined;
      return [{ route, ...(change && { change }), ...(runs && { runs }), ...(was && { was }) }, ...removed(index)];
    }),
  ];
};

type Pairs = { readonly partner: readonly (number | undefined)[]; readonly same: readonly boolean[] };

/** For each new route the old one that it is: of the same meaning, else of the same name or id, else the one behind its neighbour's. */
const pair = (before: readonly Route[], after: readonly Route[]): Pairs => {
  const partner: (number | undefined)[] = new Array(after.length).fill(undefined);
  const same: boolean[] = new Array(after.length).fill(false);
  const free = new Set(before.keys());
  const match = (index: number, old: number, isEqual: boolean): void => {
    partner[index] = old;
    same[index] = isEqual;
    free.delete(old);
  };
  const byId = new Map(before.map(({ id }, index) => [id, index]));
  after.forEach((route, index) => {
    const old = byId.get(route.id);
    if (old !== undefined && isSame(before[old], route)) match(index, old, true);
  });
  const open = () => [...after.keys()].filter((index) => partner[index] === undefined);
  const meanings = new Map<string, number[]>();
  for (const old of free) {
    const key = meaningOf(before[old] as Route);
    meanings.set(key, [...(meanings.get(key) ?? []), old]);
  }
  for (const index of open()) {
    const old = meanings.get(meaningOf(after[index] as Route))?.shift();
    if (old !== undefined) match(index, old, true);
  }
  const names = new Map([...free].map((old) => [before[old]?.name, old]));
  for (const index of open()) {
    const { name, id } = after[index] as Route;
    const named = name === '' ? undefined : names.get(name);
    const neighbour = index === 0 ? 0 : (partner[index - 1] ?? -2) + 1;
    const old = [named, byId.get(id), neighbour].find((one) => one !== undefined && free.has(one));
    if (old !== undefined) match(index, old, false);
  }
  return { partner, same };
};

/** The places of a longest rising row of numbers, those below 0 left out: what stayed in order while others moved past it. */
const longestRise = (numbers: readonly number[]): ReadonlySet<number> => {
  const ends: number[] = [];
  const previous = new Map<number, number | undefined>();
  numbers.forEach((number, place) => {
    if (number < 0) return;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] as number] as number) < number) low = middle + 1;
      else high = middle;
    }
    previous.set(place, ends[low - 1]);
    ends[low] = place;
  });
  const result = new Set<number>();
  for (let place = ends.at(-1); place !== undefined; place = previous.get(place)) result.add(place);
  return result;
};

const isPlace = (key: string): boolean => key === 'origin' || key === 'via' || key === 'id';

const meaningOf = (route: Route): string =>
  JSON.stringify(route, (key, value: unknown) => (isPlace(key) ? undefined : value));

/** Whether everything is the same but where the text stands. Asked for every route after every pause, so nothing is made for it. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSame(item, b[index]));
  }
  const [one, two] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in one) if (!isPlace(key) && !isSame(one[key], two[key])) return false;
  for (const key in two) if (!isPlace(key) && !(key in one) && two[key] !== undefined) return false;
  return true;
};
