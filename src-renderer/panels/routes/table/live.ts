import type { RouteRow } from '#core/route/rows.ts';
import type { Figure } from '#core/route/rows-order.ts';
import { type Rate, type Rates, rateKey } from '#core/traffic/rates.ts';

export type LiveColumn = 'rate' | 'errors' | 'p95';

export const isLive = (column: string): column is LiveColumn =>
  column === 'rate' || column === 'errors' || column === 'p95';

/**
 * What passes a row now. Undefined for rows that nothing is counted of, before anything has passed, and for routes that do not run as they
 * are written: what has their name in the table that runs is another one.
 */
export const rateOf = ({ runs }: RouteRow, rates: Rates): Rate | undefined =>
  runs && rates[rateKey.route(runs.virtualHost, runs.route)];

/** The figure of a live column in words; empty where nothing has passed in the last minute. */
export const sayLive = (column: LiveColumn, rate: Rate | undefined): string => {
  if (rate === undefined || rate.requests === 0) return '';
  const quiet = rate.perSecondInMinute === 0;
  // As on the map: what came in the last minute is never said as none.
  if (column === 'rate') return quiet ? '0' : rounded(rate.perSecond > 0 ? rate.perSecond : rate.perSecondInMinute);
  if (quiet) return '';
  if (column === 'errors') return rate.errorShare === 0 ? '0' : `${rounded(rate.errorShare * 100)}%`;
  return rate.p95 >= 1000 ? `${rounded(rate.p95 / 1000)} s` : `${rounded(rate.p95)} ms`;
};

const rounded = (number: number): string => {
  if (number > 0 && number < 0.1) return '< 0.1';
  return number >= 10 ? String(Math.round(number)) : String(Math.round(number * 10) / 10);
};

/** What rows are sorted by in a live column; rows without figures come last. */
export const figureOf =
  (column: LiveColumn, rates: Rates): Figure =>
  (row) => {
    const rate = rateOf(row, rates);
    if (rate === undefined) return '';
    return column === 'rate'
      ? rate.perSecond || rate.perSecondInMinute
      : column === 'errors'
        ? rate.errorShare
        : rate.p95;
  };
