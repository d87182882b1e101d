import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OutputOf, Wire } from '#contract/contract.ts';

export type Figures = OutputOf<'metrics.figures'>;

export const spans = [5, 15, 60] as const;
/** In minutes. */
export type Span = (typeof spans)[number];

/** How routes have been doing, as main said last. `selected`: key of a route (`routeKey`); absent: everything together. */
export type MetricsState = {
  readonly span: Span;
  readonly figures: Figures | undefined;
  readonly selected: string | undefined;
};

export type MetricsStore = StoreApi<MetricsState> & {
  /** Asks main; where it cannot be reached what was said stays. */
  readonly refresh: () => Promise<void>;
  readonly choose: (span: Span) => Promise<void>;
  readonly select: (key: string | undefined) => void;
};

export const routeKey = ({ virtualHost, route }: Figures['routes'][number]): string => `${virtualHost}\n${route}`;

export const createMetricsStore = (wire: Pick<Wire, 'call'>): MetricsStore => {
  const store = createStore<MetricsState>(() => ({ span: 5, figures: undefined, selected: undefined }));
  const refresh = async () => {
    const { span } = store.getState();
    try {
      const figures = await wire.call('metrics.figures', { minutes: span });
      // Another stretch may have been chosen in the meantime; its own answer is on its way.
      if (store.getState().span === span) store.setState({ figures });
    } catch {
      // The window says by itself when main is lost.
    }
  };
  return {
    ...store,
    refresh,
    choose: (span) => {
      store.setState({ span });
      return refresh();
    },
    select: (selected) => store.setState({ selected }),
  };
};
