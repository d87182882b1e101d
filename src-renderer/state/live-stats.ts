import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Table } from '#core/route/table.ts';
import { followRoutes } from '#core/traffic/follow-routes.ts';
import { createRateCounter, type Rates } from '#core/traffic/rates.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';

/** What passes each thing of the route table now; by `rateKey` of the core. Empty before anything has passed. */
export type LiveStatsState = { readonly rates: Rates };

export type LiveStatsStore = StoreApi<LiveStatsState> & {
  readonly arrive: (batch: readonly TrafficRow[]) => void;
  /** All that main remembers, in place of what was counted (after the wire opened). */
  readonly replace: (all: readonly TrafficRow[]) => void;
  readonly clear: () => void;
  /** The table of another generation runs: what was counted of a route goes where it is now. */
  readonly follow: (table: Table, generation: number) => void;
};

type World = {
  readonly later: (work: () => void, ms: number) => () => void;
  readonly now: () => number;
};

/** Twice a second at most, and only while somebody looks. */
const pause = 500;
/** As long as rates can fall after the last request. */
const fades = 61_000;

/** Counts every exchange when it is over, also while the traffic panel is paused. */
export const createLiveStats = ({ later, now }: World): LiveStatsStore => {
  const store = createStore<LiveStatsState>(() => ({ rates: {} }));
  const counter = createRateCounter();
  let watchers = 0;
  let lastNews = Number.NEGATIVE_INFINITY;
  let published = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let runs: { readonly table: Table; readonly generation: number } | undefined;
  /** Of a generation whose table is still to come: the ids of their routes mean nothing yet. */
  let ahead: readonly TrafficRow[] = [];

  const count = (all: readonly TrafficRow[]) => {
    const batch = all.filter(({ open }) => open === undefined);
    if (runs === undefined) return counter.add(batch);
    const { generation: now } = runs;
    counter.add(batch.filter(({ generation }) => generation === now));
    counter.add(
      batch.filter(({ generation }) => generation < now),
      'routes',
    );
    const early = batch.filter(({ generation }) => generation > now);
    if (early.length > 0) ahead = [...ahead, ...early];
  };
  const publish = () => {
    published = now();
    store.setState({ rates: counter.read(published) });
  };
  const plan = () => {
    if (cancel !== undefined || watchers === 0) return;
    cancel = later(() => {
      cancel = undefined;
      if (watchers === 0) return;
      const passed = now() - published;
      publish();
      // Without news the rates still fall until they are nothing; where no time passes they do not.
      if (published - lastNews < fades && passed >= pause / 2) plan();
    }, pause);
  };
  const news = () => {
    lastNews = now();
    plan();
  };
  return {
    ...store,
    arrive: (batch) => {
      count(batch);
      news();
    },
    replace: (all) => {
      counter.forget();
      ahead = [];
      count(all);
      news();
    },
    clear: () => {
      counter.forget();
      ahead = [];
      store.setState({ rates: {} });
    },
    follow: (table, generation) => {
      const newId = runs && followRoutes(runs.table, table);
      if (newId) counter.follow(newId);
      runs = { table, generation };
      const early = ahead;
      ahead = [];
      count(early);
      if (watchers > 0 && (newId || early.length > 0)) publish();
    },
    subscribe: (listener) => {
      watchers++;
      if (watchers === 1 && lastNews > Number.NEGATIVE_INFINITY) {
        publish();
        plan();
      }
      const stop = store.subscribe(listener);
      return () => {
        stop();
        watchers--;
        if (watchers === 0) {
          cancel?.();
          cancel = undefined;
        }
      };
    },
  };
};
