import type { TrafficRow } from './traffic-row.ts';

/** A glance at traffic: how many, how they ended, how long they took. Times in milliseconds; 0 where there is nothing. */
export type TrafficStats = {
  readonly count: number;
  /** By class of status; `none` for clients that went away before an answer. */
  readonly byClass: Readonly<Record<'1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none', number>>;
  /** How many the gateway answered itself. */
  readonly local: number;
  readonly p50: number;
  readonly p95: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
};

/** The figures of a list of exchanges. Percentiles by nearest rank: p95 is a time that was measured, not one in between. */
export const statsOf = (exchanges: readonly TrafficRow[]): TrafficStats => {
  const byClass = { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, none: 0 };
  let local = 0;
  let bytesReceived = 0;
  let bytesSent = 0;
  for (const exchange of exchanges) {
    byClass[classOf(exchange.status)]++;
    if (exchange.details !== 'via_upstream') local++;
    bytesReceived += exchange.bytesReceived;
    bytesSent += exchange.bytesSent;
  }
  const times = exchanges.map((exchange) => exchange.durationMs).sort((a, b) => a - b);
  return {
    count: exchanges.length,
    byClass,
    local,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    bytesReceived,
    bytesSent,
  };
};

const classOf = (status: number): keyof TrafficStats['byClass'] => {
  const digit = Math.floor(status / 100);
  return digit >= 1 && digit <= 5 ? (`${digit}xx` as '1xx') : 'none';
};

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
