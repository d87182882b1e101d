import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';

export type StatusClass = 'all' | '1xx-3xx' | '4xx' | '5xx' | 'none';

/** `exchanges` are oldest first and bounded. While paused, news gathers in `waiting`. */
export type TrafficState = {
  readonly exchanges: readonly TrafficRow[];
  readonly waiting: readonly TrafficRow[];
  readonly paused: boolean;
  readonly text: string;
  readonly statusClass: StatusClass;
  readonly selected: number | undefined;
};

export type TrafficStore = StoreApi<TrafficState> & {
  readonly arrive: (batch: readonly TrafficRow[]) => void;
  /** Rows of streams that have ended take the place of those that were open. */
  readonly change: (changed: readonly TrafficRow[]) => void;
  /** All that main remembers, in place of what is here (after the wire opened). */
  readonly replace: (all: readonly TrafficRow[]) => void;
  readonly clear: () => void;
  readonly setPaused: (paused: boolean) => void;
  readonly setFilter: (filter: Partial<Pick<TrafficState, 'text' | 'statusClass'>>) => void;
  readonly select: (id: number | undefined) => void;
};

/** The last exchanges of the gateway, at most `limit`. */
export const createTrafficStore = (limit = 5000): TrafficStore => {
  const store = createStore<TrafficState>(() => ({
    exchanges: [],
    waiting: [],
    paused: false,
    text: '',
    statusClass: 'all',
    selected: undefined,
  }));
  const join = (before: readonly TrafficRow[], after: readonly TrafficRow[]) => {
    // They come as they ended, which is not how they began: a hop ends before the one that waits for it.
    const known = new Set(before.map(({ id }) => id));
    return [...before, ...after.filter(({ id }) => !known.has(id))].slice(-limit);
  };
  return {
    ...store,
    arrive: (batch) =>
      store.setState(({ paused, exchanges, waiting }) =>
        paused ? { waiting: join(waiting, batch) } : { exchanges: join(exchanges, batch) },
      ),
    change: (changed) => {
      if (changed.length === 0) return;
      const news = new Map(changed.map((one) => [one.id, one]));
      const taken = (rows: readonly TrafficRow[]) => rows.map((one) => news.get(one.id) ?? one);
      store.setState(({ exchanges, waiting }) => ({ exchanges: taken(exchanges), waiting: taken(waiting) }));
    },
    replace: (all) => store.setState({ exchanges: all.slice(-limit), waiting: [] }),
    clear: () => store.setState({ exchanges: [], waiting: [], selected: undefined }),
    setPaused: (paused) =>
      store.setState(({ exchanges, waiting }) =>
        paused ? { paused } : { paused, exchanges: join(exchanges, waiting), waiting: [] },
      ),
    setFilter: (filter) => store.setState(filter),
    select: (selected) => store.setState({ selected }),
  };
};

/** The exchanges that the filter lets through. Each word of `text` must be found somewhere in what a row shows. */
export const visibleExchanges = (
  exchanges: readonly TrafficRow[],
  { text, statusClass }: Pick<TrafficState, 'text' | 'statusClass'>,
): readonly TrafficRow[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && statusClass === 'all') return exchanges;
  return exchanges.filter(
    (one) => inClass(one.status, statusClass) && words.every((word) => shownIn(one).includes(word)),
  );
};

const inClass = (status: number, wanted: StatusClass): boolean => {
  if (wanted === 'all') return true;
  if (wanted === 'none') return status === 0;
  const hundreds = Math.floor(status / 100);
  if (wanted === '1xx-3xx') return hundreds >= 1 && hundreds <= 3;
  return hundreds === Number(wanted[0]);
};

const shownIn = (one: TrafficRow): string =>
  `${proxyWords(one)} ${one.method} ${one.authority} ${one.path} ${one.status} ${one.flags} ${one.route?.id ?? ''} ${one.upstream?.cluster ?? ''} ${one.upstream?.host ?? ''}`.toLowerCase();

const proxyWords = ({ proxy }: TrafficRow): string =>
  proxy === undefined ? '' : proxy === 'mesh' ? 'mesh' : `egress gateway ${proxy}`;
