import type { RouteRow } from '#core/route/rows.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { type LiveColumn, rateOf, sayLive } from './live.ts';

type LiveCellProps = {
  readonly row: RouteRow;
  readonly column: LiveColumn;
  /** Said behind the figure, where no head of a column says it. */
  readonly unit?: string;
};

/** A figure that follows the traffic: this cell alone is drawn again, and only when its words change. */
export const LiveCell = ({ row, column, unit }: LiveCellProps) => {
  const words = useSlice('liveStats', ({ rates }) => sayLive(column, rateOf(row, rates)));
  const look = column === 'errors' && words !== '' && words !== '0' ? 'bad' : undefined;
  if (unit === undefined) return <span className={look}>{words}</span>;
  return words === '' ? null : (
    <span className={`figure ${look ?? ''}`}>
      {words} {unit}
    </span>
  );
};
