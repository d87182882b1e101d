import { load } from '#core/route/load.ts';
import type { Table } from '#core/route/table.ts';
import { type BlastRadius, compareAnswers } from '#core/traffic/blast-radius.ts';
import type { Exchange } from '#core/traffic/exchange.ts';

/** So many requests are looked at between two pauses: a few milliseconds. */
const atOnce = 250;

/**
 * What of the recorded requests would be answered otherwise by the table of the draft. Works in small pieces, with `pause` between them,
 * and stops without an answer once `signal` says so.
 */
export const measureBlastRadius = async (
  tables: { readonly running: Table; readonly draft: Table },
  exchanges: readonly Exchange[],
  pause: () => Promise<void>,
  signal: { readonly aborted: boolean },
): Promise<BlastRadius | undefined> => {
  const before = load(tables.running);
  await pause();
  if (signal.aborted) return undefined;
  const comparison = compareAnswers(before, load(tables.draft));
  for (let at = 0; at < exchanges.length; at += atOnce) {
    await pause();
    if (signal.aborted) return undefined;
    for (const exchange of exchanges.slice(at, at + atOnce)) comparison.feed(exchange);
  }
  return comparison.result();
};
