import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import type { CellWorld } from './cell-words.ts';
import type { Layout } from './columns.ts';
import { classesOfCell, makeCell } from './draw-cell.ts';
import { rowHeight } from './list-sight.ts';

const prefix = 'exchange-';
/** The name of a row's element. */
export const elementId = (id: number): string => `${prefix}${id}`;

/** The id of the exchange whose line an element is in, and its cell. */
export const placeIn = (element: Element): { readonly id: number; readonly cell: Element | null } | undefined => {
  const line = element.closest(`.traffic-row[id^="${prefix}"]`);
  return line === null
    ? undefined
    : { id: Number(line.id.slice(prefix.length)), cell: element.closest('[role=gridcell]') };
};

/** What a line shows and where: `at` in rows from the beginning of its sheet, `now` in milliseconds since the epoch. */
export type LineOf = {
  /** Absent until it has come from where the rows are. */
  readonly row: TrafficRow | undefined;
  readonly index: number;
  readonly at: number;
  readonly selected: boolean;
  readonly now: number;
  readonly world: CellWorld;
};

/** One exchange on one line, another one each time it is drawn; the list hears its clicks and says what is pointed at. */
export type Line = {
  readonly element: HTMLElement;
  readonly draw: (of: LineOf) => void;
  /** Out of sight, for a while. */
  readonly hide: () => void;
};

/** A line of some columns, in no document yet. */
export const makeLine = ({ shown }: Layout): Line => {
  const element = elementOf('div', 'row');
  const flagApart = shown.some(({ id }) => id === 'flag');
  const cells = shown.map(({ id, number }) => {
    const cell = elementOf(
      'span',
      'gridcell',
      [...(classesOfCell[id] ?? []), number && 'number'].filter(Boolean).join(' '),
    );
    return { cell, draw: makeCell(id, cell, flagApart) };
  });
  const write = ({ row, world, now }: LineOf, was: LineOf | undefined): void => {
    if (row === undefined) {
      if (was !== undefined && was.row === undefined && was.world === world) return;
      element.removeAttribute('aria-selected');
      element.setAttribute('aria-busy', 'true');
      const cell = elementOf('span', 'gridcell');
      cell.setAttribute('aria-label', world.t('row.loading'));
      return element.replaceChildren(cell);
    }
    if (was?.row === undefined) {
      element.removeAttribute('aria-busy');
      element.replaceChildren(...cells.map(({ cell }) => cell));
    }
    for (const { draw } of cells) draw(row, world, now);
  };
  /** Only the line in which a row is seen has its name: another one may have had it before. */
  let named: number | undefined;
  const call = (id: number | undefined): void => {
    if (named === id) return;
    named = id;
    if (id === undefined) element.removeAttribute('id');
    else element.id = elementId(id);
  };
  let drawn: LineOf | undefined;
  let isHidden = false;
  return {
    element,
    draw: (of) => {
      const { row, index, at, selected, now, world } = of;
      if (isHidden) element.hidden = false;
      isHidden = false;
      call(row?.id);
      if (drawn?.at !== at) element.style.top = `${at * rowHeight}px`;
      if (drawn?.index !== index) element.setAttribute('aria-rowindex', String(index + 2));
      if (drawn === undefined || drawn.row !== row || drawn.world !== world || (row?.open && drawn.now !== now))
        write(of, drawn);
      if (row && (drawn?.row === undefined || drawn.selected !== selected))
        element.setAttribute('aria-selected', String(selected));
      const marks = `traffic-row${selected ? ' selected' : ''}${row?.open ? ' open' : ''}${row ? '' : ' loading'}`;
      if (element.className !== marks) element.className = marks;
      drawn = of;
    },
    hide: () => {
      if (!isHidden) element.hidden = true;
      isHidden = true;
      call(undefined);
    },
  };
};

const elementOf = (tag: string, role: string, className = ''): HTMLElement => {
  const element = document.createElement(tag);
  element.setAttribute('role', role);
  element.className = className;
  return element;
};
