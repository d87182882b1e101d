import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import type { TrafficState, TrafficStore } from '../../state/traffic.ts';
import type { Range } from './list-sight.ts';

/** Rows beyond those drawn that are asked for, and how near their end may come before others are; fewer where somebody rushes by. */
const ahead = 60;
const near = 20;
const rushing = 4;
/** So many drawings ahead of whoever scrolls, and never more rows than this. */
const foresight = { ask: 8, near: 4, most: 400 } as const;

type Known = Pick<TrafficState, 'from' | 'rows' | 'matching'>;

/** Whether rows are here of which none is to be drawn. */
const isApart = ({ first, last }: Range, { from, rows }: Known): boolean =>
  rows.length > 0 && (last < from || first >= from + rows.length);

/** Rows to draw, absent until they have come: the index of the first of them, and the index of the place where it is drawn. */
export type ToDraw = {
  readonly rows: readonly (TrafficRow | undefined)[];
  readonly index: number;
  readonly at: number;
};

/**
 * The rows to draw of a range, some of which are in sight. While not all of those in sight are here, others that are here are seen in their
 * place: whoever drags the scrollbar sees rows pass by, each a moment late, and no empty ones.
 */
export const rowsToDraw = (range: Range, inSight: Range, { from, rows }: Known): ToDraw => {
  const [first, last] = [Math.max(range.first, from), Math.min(range.last, from + rows.length - 1)];
  if (first <= inSight.first && last >= inSight.last)
    return { rows: rows.slice(first - from, last - from + 1), index: first, at: first };
  const count = Math.max(0, inSight.last - inSight.first + 1);
  if (rows.length < count) {
    const all = Array.from({ length: Math.max(0, range.last - range.first + 1) }, (_, at) => range.first + at);
    return { rows: all.map((index) => rows[index - from]), index: range.first, at: range.first };
  }
  const index = Math.max(from, Math.min(inSight.first, from + rows.length - count));
  return { rows: rows.slice(index - from, index - from + count), index, at: inSight.first };
};

/** Asks for the rows around those to draw, as these change; the further ahead the faster they go. */
export const createRowsAhead = (traffic: Pick<TrafficStore, 'show'>) => {
  let newest = false;
  let before: number | undefined;
  return (range: Range, known: Known, following: boolean): void => {
    const { first, last } = range;
    const count = last - first + 1;
    const pace = first - (before ?? first);
    before = first;
    if (count <= 0) return;
    const to = known.from + known.rows.length;
    const stepsAhead = (drawings: number) => Math.min(foresight.most, Math.abs(pace) * drawings);
    const reach = (base: number, drawings: number, down: boolean) =>
      base + (down === pace > 0 ? stepsAhead(drawings) : 0);
    if (following) traffic.show(first, count + ahead, true);
    else if (isApart(range, known)) traffic.show(Math.max(0, first - rushing), count + 2 * rushing);
    else if (
      newest ||
      Math.max(0, first - reach(near, foresight.near, false)) < known.from ||
      Math.min(known.matching, last + reach(near, foresight.near, true)) > to
    ) {
      const from = Math.max(0, first - reach(ahead, foresight.ask, false));
      traffic.show(from, last + reach(ahead, foresight.ask, true) - from + 1);
    }
    newest = following;
  };
};
