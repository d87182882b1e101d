import { type PointerEvent, useMemo, useRef } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { type CellWorld, titleOf } from './cell-words.ts';
import type { Layout } from './columns.ts';
import { placeIn } from './draw-line.ts';

type World = { readonly layout: Layout; readonly world: CellWorld; readonly now: () => number };

/**
 * Says more of the cell that is pointed at: only that one has a title, because making those of all of them would cost each row dearly.
 * `drawn` has to be called when rows were drawn: the line of the cell may be another row's by then.
 */
export const useHints = (is: World): { readonly over: (event: PointerEvent) => void; readonly drawn: () => void } => {
  const { traffic } = useStores();
  const latest = useRef(is);
  latest.current = is;
  return useMemo(() => {
    let hinted: { readonly cell: Element; readonly id: number } | undefined;
    const forget = () => {
      hinted?.cell.removeAttribute('title');
      hinted = undefined;
    };
    return {
      drawn: () => {
        if (hinted !== undefined && placeIn(hinted.cell)?.id !== hinted.id) forget();
      },
      over: ({ target }) => {
        forget();
        const { layout, world, now } = latest.current;
        const place = target instanceof Element ? placeIn(target) : undefined;
        const cell = place?.cell;
        if (!cell) return;
        const row = traffic.getState().rows.find(({ id }) => id === place.id);
        const column = layout.shown[[...(cell.parentElement?.children ?? [])].indexOf(cell)];
        if (row === undefined || column === undefined) return;
        const title = titleOf(column.id, row, world, now());
        if (title === '') return;
        cell.setAttribute('title', title);
        hinted = { cell, id: place.id };
      },
    };
  }, [traffic]);
};
