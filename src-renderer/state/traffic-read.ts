import type { Wire } from '#contract/contract.ts';
import { type RowSheet, rowCount, sheetTo } from '#core/traffic/row-sheet.ts';

type Reader = {
  /** The log ends at this place now; news from there on may be taken, and pages of what stands before it follow. */
  readonly begin: (place: number) => void;
  /** Rows that end where those that were read before begin; how much of all has been read by then, 0 to 1. */
  readonly page: (rows: RowSheet, kept: number, share: number) => void;
  readonly isWanted: () => boolean;
};

/** The first page is what is looked at; of the others so many rows are parsed, counted and handed on within a frame, with time to spare. */
const firstSize = 250;
const pageSize = 1_000;
/** Pages that are asked for before they are needed. */
const ahead = 2;

/** Reads what main remembers of the traffic in small pages, the newest first, so that what is looked at is there at once. */
export const readTraffic = async ({ call }: Pick<Wire, 'call'>, { begin, page, isWanted }: Reader): Promise<void> => {
  const { kept: oldest, next } = await call('traffic.rows', { from: 0, count: 1 });
  if (!isWanted()) return;
  begin(next);
  const all = next - oldest;
  let asked = next;
  const ask = () => {
    const end = asked;
    asked = Math.max(oldest, end - (end === next ? firstSize : pageSize));
    const page = call('traffic.rows', { from: asked, count: end - asked });
    // Nobody waits for the others when one fails.
    page.catch(() => undefined);
    return { end, page };
  };
  const underWay = all === 0 ? [] : [ask()];
  for (let one = underWay.shift(); one; one = underWay.shift()) {
    // Main answers these while this one is taken in.
    while (underWay.length < ahead && asked > oldest) underWay.push(ask());
    const { end, page: answer } = one;
    const { first, rows, kept } = await answer;
    // What was let go meanwhile is not there; a page never reaches behind what is known.
    const there = sheetTo(rows, end - first);
    if (!isWanted() || first + rowCount(there) !== end) return;
    page(there, kept, (next - first) / all);
  }
};
