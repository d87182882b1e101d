import { type PointerEvent, useEffect, useRef } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { type CellWorld, titleOf } from './cells.tsx';
import type { Layout } from './columns.ts';
import { placeIn } from './row-line.tsx';

/** Says more of the cell that is pointed at: only that one has a title, because making those of all of them would cost each row dearly. */
export const useHints = (layout: Layout, world: Omit<CellWorld, 'flagApart'>): ((event: PointerEvent) => void) => {
  const { traffic } = useStores();
  const hinted = useRef<{ readonly cell: Element; readonly id: number }>(undefined);
  const forget = () => {
    hinted.current?.cell.removeAttribute('title');
    hinted.current = undefined;
  };
  // Whenever it is drawn anew: the line of the cell may be another row's by now.
  useEffect(() => {
    const { current } = hinted;
    if (current !== undefined && placeIn(current.cell)?.id !== current.id) forget();
  });
  return ({ target }) => {
    forget();
    const place = target instanceof Element ? placeIn(target) : undefined;
    const cell = place?.cell;
    if (!cell) return;
    const row = traffic.getState().rows.find(({ id }) => id === place.id);
    const column = layout.shown[[...(cell.parentElement?.children ?? [])].indexOf(cell)];
    if (row === undefined || column === undefined) return;
    const title = titleOf(column.id, row, { ...world, flagApart: false });
    if (title === '') return;
    cell.setAttribute('title', title);
    hinted.current = { cell, id: place.id };
  };
};
