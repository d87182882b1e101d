import { createStore, type StoreApi } from 'zustand/vanilla';
import { type GroupKey, groupKeys } from '#core/route/rows-order.ts';

/** How the routes are looked at: as a table or as a map, and how the table is. `sort.by` is the id of a column; `off` are the columns that somebody put away, `widths` those that somebody made wider or narrower, in pixels. */
export type RoutesTableState = {
  readonly view: 'table' | 'map';
  readonly group: GroupKey;
  readonly sort: { readonly by: string; readonly down: boolean };
  readonly off: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
};

export type RoutesTableStore = StoreApi<RoutesTableState> & {
  readonly change: (change: Partial<RoutesTableState>) => void;
};

const key = 'slipway.routes-table';
const initial: RoutesTableState = {
  view: 'table',
  group: 'host',
  sort: { by: 'order', down: false },
  off: [],
  widths: {},
};

/** Remembered where the browser lets us. */
export const createRoutesTableStore = (memory: Pick<Storage, 'getItem' | 'setItem'> | undefined): RoutesTableStore => {
  const store = createStore<RoutesTableState>(() => ({ ...initial, ...remembered(memory) }));
  return {
    ...store,
    change: (change) => {
      store.setState(change);
      try {
        memory?.setItem(key, JSON.stringify(store.getState()));
      } catch {
        // Storage may be full or forbidden; the choice then lasts until the window closes.
      }
    },
  };
};

/** Only what is as it should be: storage may hold what another version, or somebody else, has left there. */
const remembered = (memory: Pick<Storage, 'getItem'> | undefined): Partial<RoutesTableState> => {
  try {
    const kept = JSON.parse(memory?.getItem(key) ?? '{}') as Partial<Record<keyof RoutesTableState, unknown>>;
    const group = groupKeys.find((one) => one === kept.group);
    const { by, down } = (kept.sort ?? {}) as { readonly by?: unknown; readonly down?: unknown };
    const off = Array.isArray(kept.off) ? kept.off.filter((one) => typeof one === 'string') : undefined;
    return {
      ...(kept.view === 'map' && { view: kept.view }),
      ...(group && { group }),
      ...(typeof by === 'string' && { sort: { by, down: down === true } }),
      ...(off && { off }),
      ...(typeof kept.widths === 'object' && kept.widths !== null && { widths: sizesOf(kept.widths) }),
    };
  } catch {
    return {};
  }
};

const sizesOf = (kept: object): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(kept).filter((one): one is [string, number] => Number.isFinite(one[1]) && one[1] > 0),
  );
