import type { RouteRow } from '#core/route/rows.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { type LiveColumn, rateOf, sayLive } from './live.ts';

/** A figure that follows the traffic: this cell alone is drawn again, and only when its words change. */
export const LiveCell = ({ row, column }: { readonly row: RouteRow; readonly column: LiveColumn }) => {
  const words = useSlice('liveStats', ({ rates }) => sayLive(column, rateOf(row, rates)));
  return <span className={column === 'errors' && words !== '' && words !== '0' ? 'bad' : undefined}>{words}</span>;
};
