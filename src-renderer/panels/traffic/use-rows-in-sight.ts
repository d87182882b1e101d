import { useEffect, useRef } from 'react';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import type { Sight } from './use-sight.ts';

/** Rows beyond those drawn that are asked for, and how near their end may come before others are; fewer where somebody rushes by. */
const ahead = 60;
const near = 20;
const rushing = 4;

/** A row to draw at its index, absent until it has come; `at`: where the first of the lines is drawn, as an index. */
export type Line = { readonly row: TrafficRow | undefined; readonly index: number; readonly at: number };

type RowsInSight = { readonly rows: readonly TrafficRow[]; readonly lines: readonly Line[] };

/**
 * The rows to draw for a part of the list, asked for as it changes. While none of them has come, those that are here are seen in their place:
 * whoever drags the scrollbar sees rows pass by, each a moment late.
 */
export const useRowsInSight = ({
  first,
  last,
  following,
}: Pick<Sight, 'first' | 'last' | 'following'>): RowsInSight => {
  const { traffic } = useStores();
  const matching = useSlice('traffic', (state) => state.matching);
  const from = useSlice('traffic', (state) => state.from);
  const rows = useSlice('traffic', (state) => state.rows);
  const newest = useRef(false);
  const to = from + rows.length;
  const apart = rows.length > 0 && (last < from || first >= to);
  useEffect(() => {
    if (last < first) return;
    if (following) traffic.show(first, last - first + 1 + ahead, true);
    else if (apart) traffic.show(Math.max(0, first - rushing), last - first + 2 * rushing);
    else if (newest.current || Math.max(0, first - near) < from || Math.min(matching, last + near) > to)
      traffic.show(Math.max(0, first - ahead), last - first + 2 * ahead);
    newest.current = following;
  }, [traffic, first, last, from, to, matching, following, apart]);
  const count = Math.max(0, last - first + 1);
  if (!apart || rows.length < count) {
    const lines = Array.from({ length: count }, (_, at) => ({
      row: rows[first + at - from],
      index: first + at,
      at: first,
    }));
    return { rows, lines };
  }
  const skipped = (rows.length - count) >> 1;
  const at = from + skipped;
  const lines = rows.slice(skipped, skipped + count).map((row, index) => ({ row, index: at + index, at }));
  return { rows, lines };
};
