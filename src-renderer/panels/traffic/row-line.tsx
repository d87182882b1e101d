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
  readonly answers: CellWorld['answers'];
  readonly index: number;
  readonly top: number;
  readonly layout: Layout;
  readonly selected: boolean;
  /** Changes for rows that are under way, so that their time goes on. */
  readonly now: number;
  readonly onSelect: (index: number) => void;
};

export const elementId = (id: number): string => `exchange-${id}`;

/** One exchange on one line. */
export const RowLine = memo(({ row, t, answers, index, top, layout, selected, now, onSelect }: RowLineProps) => {
  const style = { transform: `translateY(${top}px)`, gridTemplateColumns: layout.template };
  if (row === undefined) {
    return (
      <div role="row" aria-rowindex={index + 2} aria-busy="true" className="traffic-row loading" style={style}>
        <span role="gridcell" aria-label={t('row.loading')} />
      </div>
    );
  }
  const flagApart = layout.shown.some(({ id }) => id === 'flag');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all its rows
    <div
      id={elementId(row.id)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`traffic-row ${selected ? 'selected' : ''} ${row.open ? 'open' : ''}`}
      style={style}
      onClick={() => onSelect(index)}
    >
      {layout.shown.map(({ id, number }) => {
        const { shows, title = '', className = '' } = cellOf(id, row, { t, answers, flagApart, now });
        return (
          <span
            key={id}
            role="gridcell"
            className={`${className} ${number ? 'number' : ''}`}
            title={title === '' ? undefined : title}
          >
            {shows}
          </span>
        );
      })}
    </div>
  );
});
