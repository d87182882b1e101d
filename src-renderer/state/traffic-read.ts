import type { Wire } from '#contract/contract.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';

type Reader = {
  /** The log ends at this place now; news from there on may be taken, and pages of what stands before it follow. */
  readonly begin: (place: number) => void;
  /** Rows that end where those that were read before begin; how much of all has been read by then, 0 to 1. */
  readonly page: (rows: readonly TrafficRow[], kept: number, share: number) => void;
  readonly isWanted: () => boolean;
};

/** So many rows are parsed, counted and handed on within a frame, with time to spare. */
const pageSize = 500;

/** Reads what main remembers of the traffic in small pages, the newest first, so that what is looked at is there at once. */
export const readTraffic = async ({ call }: Pick<Wire, 'call'>, { begin, page, isWanted }: Reader): Promise<void> => {
  const { kept: oldest, next } = await call('traffic.rows', { from: 0, count: 1 });
  if (!isWanted()) return;
  begin(next);
  const all = next - oldest;
  for (let [end, kept] = [next, oldest]; end > kept; ) {
    const from = Math.max(kept, end - pageSize);
    const { first, rows, kept: left } = await call('traffic.rows', { from, count: end - from });
    if (!isWanted()) return;
    kept = left;
    // What was let go meanwhile is not there; a page never reaches behind what is known.
    const there = rows.slice(0, Math.max(0, end - first));
    if (first + there.length !== end) return;
    end = first;
    page(there, left, all === 0 ? 1 : (next - end) / all);
  }
};
