import type { Exchange } from '#core/traffic/exchange.ts';
import { appendExchanges, clearLog, emptyLog, type LogLimits } from '#core/traffic/log.ts';

/** The exchanges of this run: kept within limits, told in batches. */
export type Traffic = {
  readonly add: (exchange: Exchange) => void;
  readonly list: () => readonly Exchange[];
  readonly clear: () => void;
  /** Tells what is left and stops. */
  readonly close: () => void;
};

const limits: LogLimits = { count: 5_000, bytes: 32 * 1024 * 1024 };
/** Between two batches. */
const pauseMs = 50;
/** One batch holds no more; only a flood beyond 200,000 exchanges a second loses its oldest. */
const batchLimit = 10_000;

/** The first exchange after a pause is told at once, so that a single request shows without delay. */
export const createTraffic = (tell: (batch: readonly Exchange[]) => void): Traffic => {
  let kept = emptyLog(limits);
  let pending: Exchange[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (pending.length === 0) return;
    const batch = pending;
    pending = [];
    kept = appendExchanges(kept, batch);
    tell(batch);
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
    list: () => {
      return [...kept.exchanges, ...pending].slice(-limits.count);
    },
    clear: () => {
      pending = [];
      kept = clearLog(kept);
    },
    close: () => {
      clearTimeout(timer);
      flush();
    },
  };
};
