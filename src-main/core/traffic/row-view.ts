import { createPlaceList, type PlaceList } from './place-list.ts';
import type { RowColumns } from './row-columns.ts';
import { readTrafficFilter } from './rows-filter.ts';
import { type RowTest, testRows } from './rows-match.ts';
import { compareRows, sortInPieces, type TrafficSort } from './rows-order.ts';

/** What is looked at: which rows, in which order, and up to which place (nothing behind it is shown yet). */
export type Look = { readonly filter: string; readonly sort: TrafficSort };

/**
 * The rows that are looked at, which follows the columns: it is told what became of them. `front` says how far the first row has moved by
 * what came or went before it, so that a list may stay where it is looked at.
 */
export type RowView = {
  readonly length: () => number;
  /** The place of the row that stands there. */
  readonly at: (index: number) => number;
  /** -1 for a row that is not in sight. */
  readonly indexOf: (place: number) => number;
  readonly front: () => number;
  /** Rows came behind the others, up to before the place `to`. */
  readonly grew: (to: number) => void;
  /** Rows came before the others, from the place `from` on. */
  readonly grewBefore: (from: number) => void;
  /** All that changed at once, before it is told what came: where a row stands now says nothing of where it stood. */
  readonly changed: (places: readonly number[]) => void;
  /** Rows before this place have gone. */
  readonly released: (low: number) => void;
};

/** Makes a view in pieces, telling how much is done (0 to 1) between them. Rows may come and go in between. */
export function* makeView(columns: RowColumns, { filter, sort }: Look, end: () => number): Generator<number, RowView> {
  const test = testRows(readTrafficFilter(filter), columns);
  const natural = sort.by === 'time';
  if (test === undefined && natural) return everyRow(columns, sort.down, end());
  const share = natural ? 1 : 0.4;
  let places = new Float64Array(1024);
  let count = 0;
  let place = columns.low();
  const first = place;
  for (let looked = 0; place < end(); place++, looked++) {
    if (looked % piece === 0) yield (looked / Math.max(1, end() - first)) * share;
    // What has gone meanwhile is passed over; the view is told of it when it is there.
    place = Math.max(place, columns.low());
    if (place >= end()) break;
    if (test && !test(place)) continue;
    if (count === places.length) {
      const wider = new Float64Array(count * 2);
      wider.set(places);
      places = wider;
    }
    places[count++] = place;
  }
  const upTo = Math.max(place, first);
  if (natural) return naturalView(createPlaceList(places, count), test, sort.down, { from: first, upTo });
  const compare = compareRows(columns, sort);
  const low = columns.low();
  // What has gone while it was looked for cannot be compared any more.
  const there = places.subarray(0, count).filter((one) => one >= low);
  const sorting = sortInPieces(there, compare);
  for (let step = sorting.next(); ; step = sorting.next()) {
    if (step.done) return sortedView(createPlaceList(step.value), test, compare, { from: first, upTo });
    yield share + step.value * (1 - share);
  }
}

const piece = 2048;

/** All rows as they came: nothing has to be remembered. */
const everyRow = (columns: RowColumns, down: boolean, end: number): RowView => {
  let low = columns.low();
  let high = Math.max(low, end);
  let front = 0;
  const turn = (index: number) => (down ? high - 1 - index : low + index);
  return {
    length: () => high - low,
    at: turn,
    indexOf: (place) => (place < low || place >= high ? -1 : down ? high - 1 - place : place - low),
    front: () => front,
    grew: (to) => {
      if (to <= high) return;
      if (down) front -= to - high;
      high = to;
    },
    grewBefore: (from) => {
      if (!down) front -= low - from;
      low = from;
    },
    changed: () => undefined,
    released: (to) => {
      if (to <= low) return;
      if (!down) front += to - low;
      low = to;
      high = Math.max(high, low);
    },
  };
};

/** What a view has seen: places from `from` on and before `upTo`. */
type Seen = { from: number; upTo: number };

const naturalView = (list: PlaceList, test: RowTest | undefined, down: boolean, seen: Seen): RowView => {
  let front = 0;
  const passes = (place: number) => test === undefined || test(place);
  /** How many places of the list are below this one. */
  const rank = (place: number): number => {
    let [from, to] = [0, list.length()];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (list.at(middle) < place) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  const turn = (index: number) => (down ? list.length() - 1 - index : index);
  return {
    length: list.length,
    at: (index) => list.at(turn(index)),
    indexOf: (place) => {
      const index = rank(place);
      return index < list.length() && list.at(index) === place ? turn(index) : -1;
    },
    front: () => front,
    grew: (to) => {
      const before = list.length();
      for (; seen.upTo < to; seen.upTo++) if (passes(seen.upTo)) list.push(seen.upTo);
      if (down) front -= list.length() - before;
    },
    grewBefore: (from) => {
      const more: number[] = [];
      for (let place = from; place < seen.from; place++) if (passes(place)) more.push(place);
      seen.from = Math.min(seen.from, from);
      list.unshift(more);
      if (!down) front -= more.length;
    },
    changed: (places) => {
      for (const place of places) {
        if (place < seen.from || place >= seen.upTo) continue;
        const index = rank(place);
        const is = index < list.length() && list.at(index) === place;
        const should = passes(place);
        if (is === should) continue;
        if (should) list.insert(index, place);
        else list.remove(index);
      }
    },
    released: (low) => {
      const gone = rank(low);
      list.shift(gone);
      seen.from = Math.max(seen.from, low);
      seen.upTo = Math.max(seen.upTo, low);
      if (!down) front += gone;
    },
  };
};

const placesBetween = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

const sortedView = (
  list: PlaceList,
  test: RowTest | undefined,
  compare: (a: number, b: number) => number,
  seen: Seen,
): RowView => {
  const add = (places: readonly number[]) => {
    const passing = test ? places.filter(test) : places;
    if (passing.length > 0) list.merge(passing.toSorted(compare), compare);
  };
  return {
    length: list.length,
    at: list.at,
    indexOf: list.indexOf,
    // Rows go anywhere: there is no place to stay at.
    front: () => 0,
    grew: (to) => {
      const from = seen.upTo;
      seen.upTo = Math.max(from, to);
      add(placesBetween(from, to));
    },
    grewBefore: (from) => {
      add(placesBetween(from, seen.from));
      seen.from = Math.min(seen.from, from);
    },
    changed: (places) => {
      const known = new Set(places.filter((place) => place >= seen.from && place < seen.upTo));
      if (known.size === 0) return;
      list.keep((place) => !known.has(place));
      add([...known]);
    },
    released: (low) => {
      if (low <= seen.from) return;
      list.keep((place) => place >= low);
      seen.from = low;
      seen.upTo = Math.max(seen.upTo, low);
    },
  };
};
