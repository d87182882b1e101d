import type { TermValues } from '#core/text/filter-terms.ts';
import { createRowColumns } from '#core/traffic/row-columns.ts';
import { type RowSheet, rowsOf } from '#core/traffic/row-sheet.ts';
import { type Look, makeView, type RowView } from '#core/traffic/row-view.ts';
import type { TrafficKey } from '#core/traffic/rows-filter.ts';
import { trafficValues } from '#core/traffic/rows-values.ts';
import type { TrafficNews, TrafficRow } from '#core/traffic/traffic-row.ts';

/** What indices are counted by: in the meantime rows may have come or gone before them. */
export type Counted = { readonly look: number; readonly front: number };

/**
 * What the window tells the engine of the traffic list. `number` goes with every look and `choice` with every row that is chosen; both come
 * back with what was seen by them.
 */
export type TrafficOrder =
  /** Forget everything: the next row has this place, and pages of those before may follow. */
  | { readonly order: 'begin'; readonly place: number }
  | { readonly order: 'news'; readonly news: TrafficNews }
  /** Rows that end where those that are known begin. */
  | { readonly order: 'page'; readonly rows: RowSheet; readonly kept: number }
  | { readonly order: 'look'; readonly look: Look; readonly number: number }
  /** The part of the list that is in sight; `asked` comes back with it. With `newest` it is the end where the newest are, whatever comes. */
  | (Counted & {
      readonly order: 'show';
      readonly from: number;
      readonly count: number;
      readonly newest: boolean;
      readonly asked: number;
    })
  | { readonly order: 'select'; readonly id: number | undefined; readonly choice: number }
  /** The row that stands there. */
  | (Counted & { readonly order: 'selectAt'; readonly index: number; readonly choice: number })
  | { readonly order: 'pause'; readonly paused: boolean }
  | { readonly order: 'clear' }
  | { readonly order: 'values'; readonly part: string; readonly number: number }
  /** The ids of all rows that the filter lets through, as soon as they are known; in the order in which they came. */
  | { readonly order: 'ids'; readonly number: number };

/** What is in sight, and the figures beside it. */
export type TrafficSight = {
  readonly told: 'sight';
  /** Of the look that it belongs to. */
  readonly number: number;
  /** Rows that are shown or hidden by the filter; those that wait behind a pause are `waiting`. */
  readonly total: number;
  readonly waiting: number;
  readonly matching: number;
  /** Rows that are still under way. */
  readonly open: number;
  /** See `RowView`. */
  readonly front: number;
  readonly from: number;
  readonly rows: readonly TrafficRow[];
  /** Of the last order to show something. */
  readonly asked: number;
  readonly choice: number;
  /** What is chosen, unless it has been let go; `index` is -1 where the filter hides it. */
  readonly selected?: { readonly index: number; readonly row: TrafficRow };
};

export type TrafficTold =
  | TrafficSight
  | { readonly told: 'progress'; readonly number: number; readonly share: number }
  | { readonly told: 'values'; readonly number: number; readonly values: TermValues<TrafficKey> }
  | { readonly told: 'ids'; readonly number: number; readonly ids: Float64Array };

type Entry = Extract<TrafficOrder, { readonly order: 'news' | 'page' }>;

export type TrafficEngine = (order: TrafficOrder) => void;

type World = {
  /** Does something when whatever else waits has been done. */
  readonly soon: (work: () => void) => void;
  readonly later: (work: () => void, ms: number) => () => void;
  /** Milliseconds, rising. */
  readonly now: () => number;
  readonly tell: (told: TrafficTold) => void;
};

/** So long the engine works without looking for other orders. */
const piece = 8;
/** Between two pictures of what came by itself. */
const pause = 80;
/** From here on a search tells how far it is. */
const patience = 100;

/** All rows of the traffic, and the list that is made of them. It tells what is in sight at once when asked, and some times a second when it changes. */
export const createTrafficEngine = ({ soon, later, now, tell }: World): TrafficEngine => {
  const columns = createRowColumns();
  let look: Look = { filter: '', sort: { by: 'time', down: false } };
  /** Of the look that is asked for, and of the one in sight. */
  let number = 0;
  let seen = 0;
  let seenDown = false;
  let view: RowView = finished(makeView(columns, look, () => 0));
  let making: { readonly steps: ReturnType<typeof makeView>; readonly began: number } | undefined;
  const changedMeanwhile = new Set<number>();
  let held: number | undefined;
  let shown = { from: 0, count: 0, newest: false, asked: 0, look: 0, front: 0 };
  /** What came while rows were being sorted, which must stay as they are until that is done. */
  let late: Entry[] = [];
  let selected: number | undefined;
  let choice = 0;
  let planned: (() => void) | undefined;
  let told = Number.NEGATIVE_INFINITY;
  /** Who waits for ids until the look is there that was asked for. */
  let waiting: number[] = [];

  /** Where that stands now which stood there when it was counted. */
  const whereNow = (index: number, by: Counted) => (by.look === seen ? index + by.front - view.front() : index);
  const end = () => Math.max(columns.low(), held ?? columns.high());

  const picture = (): TrafficSight => {
    const place = selected === undefined ? undefined : columns.placeOf(selected);
    const newest = seenDown ? 0 : view.length() - shown.count;
    const from = Math.max(0, Math.min(shown.newest ? newest : whereNow(shown.from, shown), view.length()));
    const count = Math.min(shown.count, view.length() - from);
    return {
      told: 'sight',
      number: seen,
      total: end() - columns.low(),
      waiting: columns.high() - end(),
      matching: view.length(),
      open: columns.open(),
      front: view.front(),
      from,
      rows: Array.from({ length: count }, (_, index) => columns.rowAt(view.at(from + index))),
      asked: shown.asked,
      choice,
      ...(place !== undefined && { selected: { index: view.indexOf(place), row: columns.rowAt(place) } }),
    };
  };
  const tellIds = (number: number) => {
    const places = Float64Array.from({ length: view.length() }, (_, index) => view.at(index)).sort();
    tell({ told: 'ids', number, ids: places.map((place) => columns.figure('id', place)) });
  };
  const tellNow = () => {
    planned?.();
    planned = undefined;
    told = now();
    // While another look is made the one before is in sight.
    tell(picture());
  };
  const plan = () => {
    if (planned) return;
    planned = later(tellNow, Math.max(0, told + pause - now()));
  };

  /** What has come, changed or gone is in the columns; the view follows. */
  const follow = (changed: readonly number[] = []) => {
    view.released(columns.low());
    view.changed(changed.filter((place) => place < end()));
    view.grewBefore(columns.low());
    view.grew(end());
    if (making) for (const place of changed) changedMeanwhile.add(place);
    plan();
  };
  const take = (entry: Entry) => {
    if (entry.order === 'page') {
      columns.prepend(rowsOf(entry.rows));
      columns.release(entry.kept);
      return follow();
    }
    const { first, rows, changed, kept } = entry.news;
    columns.append(first, rowsOf(rows));
    const places = changed.flatMap((row) => columns.change(row) ?? []);
    columns.release(kept);
    follow(places);
  };
  const takeLate = () => {
    const entries = late;
    late = [];
    for (const entry of entries) take(entry);
  };

  const work = () => {
    if (!making) return;
    const { steps, began } = making;
    const start = now();
    for (;;) {
      const step = steps.next();
      if (step.done) {
        making = undefined;
        view = step.value;
        seen = number;
        seenDown = look.sort.down;
        follow([...changedMeanwhile]);
        changedMeanwhile.clear();
        takeLate();
        tellNow();
        for (const one of waiting) tellIds(one);
        waiting = [];
        return;
      }
      if (now() - start < piece) continue;
      if (now() - began > patience) tell({ told: 'progress', number, share: step.value });
      // Another look may have been asked for by then.
      return soon(() => making?.steps === steps && work());
    }
  };

  const lookAt = (next: Look) => {
    look = next;
    changedMeanwhile.clear();
    making = undefined;
    takeLate();
    making = { steps: makeView(columns, look, end), began: now() };
    work();
  };

  const select = (id: number | undefined, by: number) => {
    selected = id;
    choice = by;
    tellNow();
  };

  return (order) => {
    switch (order.order) {
      case 'begin':
        late = [];
        columns.begin(order.place);
        held = held === undefined ? undefined : order.place;
        return lookAt(look);
      case 'news':
      case 'page':
        if (making && look.sort.by !== 'time') late.push(order);
        else take(order);
        return;
      case 'look':
        number = order.number;
        return lookAt(order.look);
      case 'show':
        shown = order;
        return tellNow();
      case 'select':
        return select(order.id, order.choice);
      case 'selectAt': {
        const index = Math.max(0, Math.min(whereNow(order.index, order), view.length() - 1));
        return select(view.length() === 0 ? undefined : columns.figure('id', view.at(index)), order.choice);
      }
      case 'pause':
        held = order.paused ? columns.high() : undefined;
        follow();
        return tellNow();
      case 'clear':
        takeLate();
        columns.release(columns.high());
        selected = undefined;
        follow();
        return tellNow();
      case 'values':
        return tell({ told: 'values', number: order.number, values: trafficValues(columns, order.part) });
      case 'ids':
        return making ? void waiting.push(order.number) : tellIds(order.number);
    }
  };
};

const finished = (steps: ReturnType<typeof makeView>): RowView => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};
