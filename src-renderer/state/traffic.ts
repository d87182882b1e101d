import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Wire } from '#contract/contract.ts';
import type { TermValues } from '#core/text/filter-terms.ts';
import { rowCount, rowsOf, sheetFrom } from '#core/traffic/row-sheet.ts';
import type { TrafficKey } from '#core/traffic/rows-filter.ts';
import type { TrafficSort } from '#core/traffic/rows-order.ts';
import type { TrafficNews, TrafficRow } from '#core/traffic/traffic-row.ts';
import type { TrafficEngine, TrafficSight, TrafficTold } from './traffic-engine.ts';
import { readTraffic } from './traffic-read.ts';

/**
 * What the window shows of the traffic. All rows are with an engine (`traffic-engine.ts`), mostly in a worker: here are those in sight and
 * the figures. `rows` stand from the index `from` on in a list of `matching`.
 */
export type TrafficState = Pick<TrafficSight, 'total' | 'waiting' | 'matching' | 'open' | 'front' | 'from' | 'rows'> & {
  readonly filter: string;
  readonly sort: TrafficSort;
  /** Counts the looks (filter and sort) that `rows` and `front` belong to. */
  readonly look: number;
  /** How far a search is that takes a while, 0 to 1. */
  readonly finding: number | undefined;
  /** How much of what main remembers has been read, 0 to 1, while it is read. */
  readonly reading: number | undefined;
  /** What had the rows broke: they are read again, or it broke so often that nothing is shown any more. */
  readonly broke: 'again' | 'over' | undefined;
  readonly paused: boolean;
  /** The id of the chosen exchange, its index in the list (-1: the filter hides it) and its row, as soon as they are known. */
  readonly selected: number | undefined;
  readonly selectedIndex: number;
  readonly selectedRow: TrafficRow | undefined;
  /** Counts the rows that came, and the times that everything was cleared. */
  readonly arrived: number;
  readonly cleared: number;
};

export type TrafficStore = StoreApi<TrafficState> & {
  readonly arrive: (news: TrafficNews) => void;
  /** All that main remembers, in place of what is here (after the wire opened); the newest first. */
  readonly read: () => Promise<void>;
  /** Here and in main. */
  readonly clear: () => void;
  /** While paused the list stays as it is, and what comes waits behind it. */
  readonly setPaused: (paused: boolean) => void;
  readonly setFilter: (filter: string) => void;
  readonly setSort: (sort: TrafficSort) => void;
  readonly select: (id: number | undefined) => void;
  /** The row that stands there, or the nearest one. */
  readonly selectAt: (index: number) => void;
  /**
   * Which part of the list is in sight; rows of it follow, and while they are under way only the last of several wishes is remembered.
   * `newest`: the end where the newest are, whatever comes.
   */
  readonly show: (from: number, count: number, newest?: boolean) => void;
  /** The values that rows can be asked for, which hold `part`. */
  readonly values: (part: string) => Promise<TermValues<TrafficKey>>;
  /** The exchanges that the filter lets through, oldest first; those in the list, not those that wait behind a pause. */
  readonly ids: () => Promise<readonly number[]>;
};

/** Counts rows as they come, whatever is shown of them. */
type Counter = {
  readonly arrive: (rows: readonly TrafficRow[]) => void;
  readonly replace: (rows: readonly TrafficRow[]) => void;
  readonly clear: () => void;
};

type World = {
  readonly wire: Pick<Wire, 'call'>;
  /** `broke`: the engine has lost all rows and wants them `again`, or it is over. */
  readonly startEngine: (tell: (told: TrafficTold) => void, broke: (is: 'again' | 'over') => void) => TrafficEngine;
  readonly counter: Counter;
};

const nothing: TrafficState = {
  total: 0,
  waiting: 0,
  matching: 0,
  open: 0,
  front: 0,
  from: 0,
  rows: [],
  filter: '',
  sort: { by: 'time', down: false },
  look: 0,
  finding: undefined,
  reading: undefined,
  broke: undefined,
  paused: false,
  selected: undefined,
  selectedIndex: -1,
  selectedRow: undefined,
  arrived: 0,
  cleared: 0,
};

/** The traffic of the gateway as this window looks at it. */
export const createTrafficStore = ({ wire, startEngine, counter }: World): TrafficStore => {
  const store = createStore<TrafficState>(() => nothing);
  const { getState: get, setState: set } = store;
  const questions = new Map<number, (values: TermValues<TrafficKey>) => void>();
  const askedIds = new Map<number, (ids: readonly number[]) => void>();
  let asks = 0;
  let looks = 0;
  let choices = 0;
  /** What came while it was not known where the log begins. */
  let early: TrafficNews[] | undefined = [];
  /** What is wanted in sight, what was asked for last, and whether that is still under way. */
  let wanted = { from: 0, count: 60, newest: false, look: 0, front: 0 };
  let shown = wanted;
  let asked = 0;
  let showing = false;
  const ask = () => {
    asked += 1;
    showing = true;
    shown = wanted;
    engine({ order: 'show', ...wanted, asked });
  };

  const see = ({ told: _, number, choice, selected, rows, asked: seen, ...figures }: TrafficSight) => {
    const before = get();
    const more = seen === asked && wanted !== shown;
    if (seen === asked) showing = false;
    set({
      ...figures,
      look: number,
      rows: reuse(before.rows, rows),
      ...(number === looks && { finding: undefined }),
      // What was chosen here is known there a moment later.
      ...(choice === choices && { selectedIndex: selected?.index ?? -1 }),
      ...(choice === choices &&
        selected && { selected: selected.row.id, selectedRow: reuseRow(before.selectedRow, selected.row) }),
    });
    if (more) ask();
  };
  const hear = (told: TrafficTold) => {
    if (told.told === 'sight') see(told);
    else if (told.told === 'progress') {
      if (told.number === looks) set({ finding: told.share });
    } else if (told.told === 'ids') {
      askedIds.get(told.number)?.([...told.ids]);
      askedIds.delete(told.number);
    } else {
      questions.get(told.number)?.(told.values);
      questions.delete(told.number);
    }
  };
  const engine = startEngine(hear, (broke) => {
    set({ broke });
    for (const answer of questions.values()) answer(new Map());
    questions.clear();
    if (broke === 'over') {
      for (const answer of askedIds.values()) answer([]);
      askedIds.clear();
      return set({ reading: undefined, finding: undefined });
    }
    const { filter, sort, paused, selected } = get();
    engine({ order: 'look', look: { filter, sort }, number: looks });
    engine({ order: 'select', id: selected, choice: choices });
    ask();
    if (paused) engine({ order: 'pause', paused });
    read().then(
      () => {
        set({ broke: undefined });
        // Nobody else knows of these questions.
        for (const number of askedIds.keys()) engine({ order: 'ids', number });
      },
      () => undefined,
    );
  });
  ask();

  const look = (change: Partial<Pick<TrafficState, 'filter' | 'sort'>>) => {
    set(change);
    looks += 1;
    const { filter, sort } = get();
    engine({ order: 'look', look: { filter, sort }, number: looks });
  };
  const take = (news: TrafficNews) => {
    engine({ order: 'news', news });
    counter.arrive([...rowsOf(news.rows), ...news.changed]);
  };
  const arrive = (news: TrafficNews) => {
    const { first, rows, kept } = news;
    if (early) return void early.push(news);
    take(news);
    const count = rowCount(rows);
    if (count > 0) set(({ arrived }) => ({ arrived: arrived + count }));
    else if (kept === first && kept > 0) forget();
  };
  const forget = () => {
    counter.clear();
    choices += 1;
    engine({ order: 'select', id: undefined, choice: choices });
    set(({ cleared }) => ({ cleared: cleared + 1, selected: undefined, selectedIndex: -1, selectedRow: undefined }));
  };
  const choose = (id: number | undefined, row: TrafficRow | undefined, index: number) => {
    choices += 1;
    set({ selected: id, selectedRow: row, selectedIndex: index });
    engine({ order: 'select', id, choice: choices });
  };
  let readings = 0;
  const read = async () => {
    readings += 1;
    const mine = readings;
    early = [];
    await readTraffic(wire, {
      begin: (place) => {
        counter.replace([]);
        engine({ order: 'begin', place });
        const waited = early ?? [];
        early = undefined;
        for (const news of waited) arrive(after(place, news));
      },
      page: (rows, kept, share) => {
        engine({ order: 'page', rows, kept });
        counter.arrive(rowsOf(rows));
        set({ reading: share });
      },
      // What is read now is in the place of what was being read.
      isWanted: () => readings === mine,
    }).finally(() => readings === mine && set({ reading: undefined }));
  };

  return {
    ...store,
    arrive,
    read,
    clear: () => {
      engine({ order: 'clear' });
      forget();
      // When main cannot be reached, only this window forgets.
      wire.call('traffic.clear', null).catch(() => undefined);
    },
    setPaused: (paused) => {
      set({ paused });
      engine({ order: 'pause', paused });
    },
    setFilter: (filter) => filter !== get().filter && look({ filter }),
    setSort: (sort) => look({ sort }),
    select: (id) => {
      const { rows, from } = get();
      const at = rows.findIndex((row) => row.id === id);
      choose(id, rows[at], at < 0 ? -1 : from + at);
    },
    selectAt: (index) => {
      const { rows, from, matching, look, front } = get();
      const at = Math.max(0, Math.min(index, matching - 1));
      const row = rows[at - from];
      if (row) return choose(row.id, row, at);
      choices += 1;
      engine({ order: 'selectAt', index: at, look, front, choice: choices });
    },
    show: (from, count, newest = false) => {
      const { look, front } = get();
      const same = wanted.from === from && wanted.count === count && wanted.newest === newest;
      if (same && (newest || (wanted.look === look && wanted.front === front))) return;
      wanted = { from, count, newest, look, front };
      if (!showing) ask();
    },
    values: (part) =>
      new Promise((done) => {
        if (get().broke === 'over') return done(new Map());
        asks += 1;
        questions.set(asks, done);
        engine({ order: 'values', part, number: asks });
      }),
    ids: () =>
      new Promise((done) => {
        if (get().broke === 'over') return done([]);
        asks += 1;
        askedIds.set(asks, done);
        engine({ order: 'ids', number: asks });
      }),
  };
};

/** What came behind a place; the rows before it are read in pages. */
const after = (place: number, { first, rows, ...news }: TrafficNews): TrafficNews => {
  const known = Math.min(rowCount(rows), Math.max(0, place - first));
  return { ...news, first: first + known, rows: sheetFrom(rows, known) };
};

/** The objects of before where they say the same, so that what is drawn of them stays. */
const reuse = (before: readonly TrafficRow[], rows: readonly TrafficRow[]): readonly TrafficRow[] => {
  const known = new Map(before.map((row) => [row.id, row]));
  return rows.map((row) => reuseRow(known.get(row.id), row) as TrafficRow);
};

/** An exchange changes while it is open, and as it ends. */
const reuseRow = (before: TrafficRow | undefined, row: TrafficRow | undefined): TrafficRow | undefined =>
  before !== undefined && row !== undefined && before.id === row.id && before.open === row.open && !row.open
    ? before
    : row;
