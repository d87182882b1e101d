import type { Exchange } from './exchange.ts';

/** The newest exchanges, oldest first, within limits. A value: every operation gives a new one and changes nothing. */
export type ExchangeLog = {
  readonly exchanges: readonly Exchange[];
  /** Rough memory of all of them in bytes. */
  readonly bytes: number;
  /** How many have been let go since the log was made or emptied. */
  readonly dropped: number;
  readonly limits: LogLimits;
};

export type LogLimits = { readonly count: number; readonly bytes: number };

export const emptyLog = (limits: LogLimits): ExchangeLog => ({ exchanges: [], bytes: 0, dropped: 0, limits });

/**
 * The log with a batch at its end and as many of the oldest gone as the limits ask for. The newest stays even where it alone is too large.
 * Costs one copy of the list, so give batches rather than single exchanges.
 */
export const appendExchanges = (log: ExchangeLog, batch: readonly Exchange[]): ExchangeLog => {
  if (batch.length === 0) return log;
  const { limits } = log;
  const all = [...log.exchanges, ...batch];
  let bytes = batch.reduce((sum, exchange) => sum + weightOf(exchange), log.bytes);
  let gone = 0;
  while (gone < all.length - 1 && (all.length - gone > limits.count || bytes > limits.bytes)) {
    bytes -= weightOf(all[gone] as Exchange);
    gone++;
  }
  return { exchanges: gone === 0 ? all : all.slice(gone), bytes, dropped: log.dropped + gone, limits };
};

/** The same limits, nothing in it. */
export const clearLog = (log: ExchangeLog): ExchangeLog => emptyLog(log.limits);

/** Rough memory of one exchange: two bytes per character of what can be long, and a fixed part for the rest. */
export const weightOf = (exchange: Exchange): number => {
  let characters = exchange.path.length + exchange.authority.length + (exchange.userAgent?.length ?? 0);
  characters += (exchange.upstream?.path.length ?? 0) + (exchange.upstream?.transportFailure?.length ?? 0);
  for (const line of exchange.requestHeaders) characters += line.length;
  for (const line of exchange.responseHeaders) characters += line.length;
  return 1024 + 2 * characters;
};
