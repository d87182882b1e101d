import { createStore, type StoreApi } from 'zustand/vanilla';

/** A filter that somebody gave a name. */
export type SavedFilter = { readonly name: string; readonly filter: string };

/** How the list of traffic looks: `off` are the columns that somebody put away, `on` those that are away by themselves and wanted here, `widths` in pixels. */
export type TrafficTableState = {
  readonly off: readonly string[];
  readonly on: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  readonly saved: readonly SavedFilter[];
  /** Of the height, what the list has while an exchange is looked at. */
  readonly share: number;
};

export type TrafficTableStore = StoreApi<TrafficTableState> & {
  readonly change: (change: Partial<TrafficTableState>) => void;
  /** Takes the place of one of the same name. */
  readonly save: (filter: SavedFilter) => void;
  readonly forget: (name: string) => void;
};

const key = 'slipway.traffic-table';
const initial: TrafficTableState = { off: [], on: [], widths: {}, saved: [], share: 0.42 };

/** Remembered where the browser lets us. */
export const createTrafficTableStore = (
  memory: Pick<Storage, 'getItem' | 'setItem'> | undefined,
): TrafficTableStore => {
  const store = createStore<TrafficTableState>(() => ({ ...initial, ...remembered(memory) }));
  const change = (next: Partial<TrafficTableState>) => {
    store.setState(next);
    try {
      memory?.setItem(key, JSON.stringify(store.getState()));
    } catch {
      // Storage may be full or forbidden; the choice then lasts until the window closes.
    }
  };
  const others = (name: string) => store.getState().saved.filter((one) => one.name !== name);
  return {
    ...store,
    change,
    save: (filter) => change({ saved: [...others(filter.name), filter] }),
    forget: (name) => change({ saved: others(name) }),
  };
};

/** Only what is as it should be: storage may hold what another version, or somebody else, has left there. */
const remembered = (memory: Pick<Storage, 'getItem'> | undefined): Partial<TrafficTableState> => {
  try {
    const kept = JSON.parse(memory?.getItem(key) ?? '{}') as Partial<Record<keyof TrafficTableState, unknown>>;
    return {
      off: textsOf(kept.off),
      on: textsOf(kept.on),
      widths: typeof kept.widths === 'object' && kept.widths !== null ? sizesOf(kept.widths) : {},
      saved: Array.isArray(kept.saved) ? kept.saved.filter(isSaved) : [],
      ...(typeof kept.share === 'number' && kept.share >= 0.2 && kept.share <= 0.8 && { share: kept.share }),
    };
  } catch {
    return {};
  }
};

const textsOf = (kept: unknown): readonly string[] =>
  Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];

const sizesOf = (kept: object): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(kept).filter((one): one is [string, number] => Number.isFinite(one[1]) && one[1] > 0),
  );

const isSaved = (kept: unknown): kept is SavedFilter => {
  const { name, filter } = (kept ?? {}) as Partial<Record<keyof SavedFilter, unknown>>;
  return typeof name === 'string' && name !== '' && typeof filter === 'string';
};
