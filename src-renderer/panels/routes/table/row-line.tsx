// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the row as its active descendant
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys of all its rows
import { memo, type ReactNode } from 'react';
import type { RouteRow } from '#core/route/rows.ts';
import type { Hidden } from '#core/route/rows-hidden.ts';
import { sayTarget } from '#core/route/rows-words.ts';
import { Badge } from '../../../ui/badge.tsx';
import { ChevronIcon, MoreIcon, WarningIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { cellText, countMarks, marksOf } from './cells.ts';
import type { Column, Layout } from './columns.ts';
import type { Line } from './lines.ts';
import { isLive } from './live.ts';
import { LiveCell } from './live-cell.tsx';
import { TestMark } from './test-mark.tsx';

type Placed = { readonly index: number; readonly top: number; readonly height: number; readonly current: boolean };

type RowLineProps = Placed & {
  readonly line: Extract<Line, { is: 'row' }>;
  readonly hidden: Hidden;
  readonly layout: Layout;
  readonly onSelect: (id: string) => void;
  readonly onEnter: (row: RouteRow) => void;
  readonly onMenu: (id: string) => void;
};

/** The element of a line; such a name must have no spaces. */
export const elementId = (id: string): string => `route-line-${encodeURIComponent(id)}`;

/** One route on one line, on two where not all of its columns have room. */
export const RowLine = memo((props: RowLineProps) => {
  const { line, hidden, layout, index, top, height, current } = props;
  const t = useWords('routes');
  const { row, group } = line;
  const tree = group === undefined ? {} : { 'aria-level': 2, 'aria-posinset': line.position, 'aria-setsize': line.of };
  return (
    <div
      id={elementId(row.id)}
      role="row"
      aria-rowindex={index + 2}
      {...tree}
      aria-selected={current}
      className={`routes-line ${current ? 'current' : ''} ${row.change === 'removed' ? 'removed' : ''} ${layout.folded.length > 0 ? 'two' : ''}`}
      style={{ transform: `translateY(${top}px)`, height, gridTemplateColumns: layout.template }}
      onClick={() => props.onSelect(row.id)}
      onDoubleClick={() => props.onEnter(row)}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu(row.id);
      }}
    >
      {layout.shown.map((column) => (
        <Cell key={column.id} row={row} column={column}>
          {column.id === 'match' && layout.folded.length === 0 && <Badges row={row} hidden={hidden} />}
        </Cell>
      ))}
      {layout.folded.length > 0 && <Folded row={row} hidden={hidden} layout={layout} />}
      <span role="gridcell" className="route-more">
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('actionsOf', { order: row.order })}
          onClick={(event) => {
            event.stopPropagation();
            props.onMenu(row.id);
          }}
        >
          <MoreIcon size={20} />
        </button>
      </span>
    </div>
  );
});

type CellProps = { readonly row: RouteRow; readonly column: Column; readonly children?: ReactNode };

const Cell = ({ row, column, children }: CellProps) => {
  const { id } = column;
  if (isLive(id)) {
    return (
      <span role="gridcell" className="number">
        <LiveCell row={row} column={id} />
      </span>
    );
  }
  const text = cellText(row, id);
  const title = id === 'destination' && row.targets.length > 0 ? row.targets.map(sayTarget).join(', ') : text;
  const look = column.number ? 'number muted' : id === 'destination' || id === 'address' ? 'mono' : '';
  return (
    <span role="gridcell" className={look} title={title}>
      <span className="route-said">
        <span className="route-words" lang="en">
          {text}
        </span>
        {children}
      </span>
    </span>
  );
};

type BadgesProps = { readonly row: RouteRow; readonly hidden: Hidden };

/** The name that somebody has given a route, and what stands out about it. */
const Badges = ({ row, hidden }: BadgesProps) => {
  const t = useWords('routes');
  // Other APIs name routes by themselves.
  const name = row.does.is === 'route' && row.origin?.kind === 'VirtualService' ? row.does.route.name : '';
  return (
    <>
      {name !== '' && <Badge>{name}</Badge>}
      {marksOf(t, row, hidden).map((mark) => (
        <Badge key={mark.word} tone={mark.tone} title={mark.title}>
          {mark.tone === 'warn' && <WarningIcon size={12} />}
          {mark.word}
        </Badge>
      ))}
      <TestMark row={row} />
    </>
  );
};

/** A second line with what has no column of its own at this width, from the conditions to the end. */
const Folded = ({ row, hidden, layout: { shown, folded } }: BadgesProps & { readonly layout: Layout }) => {
  const t = useWords('routes');
  return (
    <span
      role="gridcell"
      className="route-folded"
      style={{ gridColumn: `${shown.findIndex(({ id }) => id === 'match') + 1} / -2` }}
    >
      <Badges row={row} hidden={hidden} />
      {folded.map(({ id }) => {
        if (isLive(id)) return <LiveCell key={id} row={row} column={id} unit={t(`column.${id}`)} />;
        const text = cellText(row, id);
        return text === '' ? null : (
          <span key={id} className={id} lang="en" title={text}>
            {text}
          </span>
        );
      })}
    </span>
  );
};

type GroupLineProps = Placed & {
  readonly line: Extract<Line, { is: 'group' }>;
  readonly detail: string;
  readonly hidden: Hidden;
  readonly columns: number;
  readonly onOpen: (id: string, open: boolean) => void;
};

/** The head of a group: its name, how many routes it has, whether they are shown, and what stands out among them while they are not. */
export const GroupLine = memo((props: GroupLineProps) => {
  const { line, detail, hidden, columns, index, top, height, current, onOpen } = props;
  const t = useWords('routes');
  const { group, open, id, position, of } = line;
  const count = group.rows.length;
  return (
    <div
      id={elementId(id)}
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-posinset={position}
      aria-setsize={of}
      aria-expanded={open}
      aria-selected={current}
      className={`routes-line group ${current ? 'current' : ''} ${open ? 'open' : ''}`}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => onOpen(id, !open)}
    >
      <span role="gridcell" aria-colspan={columns} title={group.name}>
        <ChevronIcon size={14} />
        <strong lang="en">{group.name}</strong>
        <span className="muted detail" title={detail}>
          {detail}
        </span>
        {!open &&
          countMarks(t, group.rows, hidden).map(({ mark, count }) => (
            <Badge key={mark.word} tone={mark.tone}>
              {mark.tone === 'warn' && <WarningIcon size={12} />}
              {count} {mark.word}
            </Badge>
          ))}
        <span className="muted count">{t('count', { count })}</span>
      </span>
    </div>
  );
});
