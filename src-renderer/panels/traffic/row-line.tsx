// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the chosen row as its active descendant
import { memo } from 'react';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import type { Say } from '../../words/words.ts';
import { type CellWorld, cellOf } from './cells.tsx';
import type { Layout } from './columns.ts';

type RowLineProps = {
  /** Absent until it has come from where the rows are. */
  readonly row: TrafficRow | undefined;
  /** The same as long as the language is: hooks would cost each row dearly. */
  readonly t: Say<'traffic'>;
  readonly says: CellWorld['says'];
  readonly index: number;
  readonly top: number;
  readonly layout: Layout;
  readonly selected: boolean;
  /** Changes for rows that are under way, so that their time goes on. */
  readonly now: number;
};

const prefix = 'exchange-';
export const elementId = (id: number): string => `${prefix}${id}`;

/** The id of the exchange whose line an element is in, and its cell's index. */
export const placeIn = (element: Element): { readonly id: number; readonly cell: Element | null } | undefined => {
  const line = element.closest(`.traffic-row[id^="${prefix}"]`);
  return line === null
    ? undefined
    : { id: Number(line.id.slice(prefix.length)), cell: element.closest('[role=gridcell]') };
};

/** One exchange on one line; the list hears its clicks and says what is pointed at. */
export const RowLine = memo(({ row, t, says, index, top, layout, selected, now }: RowLineProps) => {
  const style = { transform: `translateY(${top}px)` };
  if (row === undefined) {
    return (
      <div role="row" aria-rowindex={index + 2} aria-busy="true" className="traffic-row loading" style={style}>
        <span role="gridcell" aria-label={t('row.loading')} />
      </div>
    );
  }
  const flagApart = layout.shown.some(({ id }) => id === 'flag');
  return (
    <div
      id={elementId(row.id)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`traffic-row${selected ? ' selected' : ''}${row.open ? ' open' : ''}`}
      style={style}
    >
      {layout.shown.map(({ id, number }) => {
        const { shows, className = '' } = cellOf(id, row, { t, says, flagApart, now });
        return (
          <span key={id} role="gridcell" className={number ? `${className} number` : className}>
            {shows}
          </span>
        );
      })}
    </div>
  );
});
