import type { TrafficPage } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { rowOf, type TrafficNews } from '#core/traffic/traffic-row.ts';

/** The exchanges of this run: kept within limits, told in batches. */
export type Traffic = {
  readonly add: (exchange: Exchange) => void;
  /** Each exchange that is over, in batches, as they are told. Returns how to stop. */
  readonly observe: (listener: (batch: readonly Exchange[]) => void) => () => void;
  readonly rows: (from: number, count: number) => Promise<TrafficPage>;
  readonly list: (last: number) => Promise<readonly Exchange[]>;
  readonly details: (id: number) => Promise<Result<ExchangeDetails>>;
  readonly clear: () => void;
  /** Tells what is left and stops. */
  readonly close: () => void;
};

const limit = 20_000;
/** Between two batches. */
const pauseMs = 50;
/** One batch holds no more; only a flood beyond 200,000 exchanges a second loses its oldest. */
const batchLimit = 10_000;

/** The first exchange after a pause is told at once, so that a single request shows without delay. */
export const createTraffic = (tell: (news: TrafficNews) => void): Traffic => {
  const observers = new Set<(batch: readonly Exchange[]) => void>();
  let kept: Exchange[] = [];
  let first = 0;
  let pending: Exchange[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (pending.length === 0) return;
    const batch = pending;
    pending = [];
    const place = first + kept.length;
    kept.push(...batch);
    if (kept.length > 2 * limit) {
      first += kept.length - limit;
      kept = kept.slice(-limit);
    }
    tell({ first: place, rows: batch.map(rowOf), changed: [], kept: first });
    for (const observer of [...observers]) observer(batch);
  };
  const pause = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (pending.length === 0) return;
      flush();
      pause();
    }, pauseMs);
    timer.unref();
  };
  return {
    add: (exchange) => {
      pending.push(exchange);
      if (pending.length > batchLimit) pending.shift();
      if (timer === undefined) {
        flush();
        pause();
      }
    },
    observe: (listener) => {
      observers.add(listener);
      return () => observers.delete(listener);
    },
    rows: async (from, count) => {
      flush();
      const begin = Math.max(from, first);
      const rows = kept.slice(begin - first, begin - first + count).map(rowOf);
      return { first: begin, rows, kept: first, next: first + kept.length };
    },
    list: async (last) => {
      flush();
      return kept.slice(-last);
    },
    details: async (id) => {
      flush();
      const exchange = kept.findLast((one) => one.id === id);
      return exchange === undefined ? { ok: false, failure: gone } : { ok: true, value: { exchange } };
    },
    clear: () => {
      flush();
      first += kept.length;
      kept = [];
      tell({ first, rows: [], changed: [], kept: first });
    },
    close: () => {
      clearTimeout(timer);
      flush();
    },
  };
};

const gone: Failure = {
  code: 'traffic/gone',
  message: 'this exchange is no longer kept: newer ones have taken its place',
};
