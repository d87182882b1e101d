import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useStores } from '../../../state/stores-context.ts';
import { useWords } from '../../../words/words.ts';
import { type Column, fullName, widthLimits } from './columns.ts';

/** In pixels, for each press of a key. */
const step = 16;

type Resize = {
  /** Of the head whose edge is being dragged. */
  readonly dragged: string | undefined;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>, column: Column) => void;
  /** Shift+← and Shift+→ on a head; true when the key was one of them. */
  readonly onKey: (event: KeyboardEvent<HTMLElement>, column: Column) => boolean;
  /** Back to the width that it has by itself. */
  readonly forget: (column: Column) => void;
  /** For those who cannot see it. */
  readonly said: string;
};

const within = (width: number): number => Math.round(Math.min(widthLimits.most, Math.max(widthLimits.least, width)));

const widthOf = (element: Element): number =>
  element.closest('[role="columnheader"]')?.getBoundingClientRect().width ?? 0;

/** Columns made wider and narrower, by dragging the edge of their head or by keys on it. */
export const useResize = (): Resize => {
  const { routesTable } = useStores();
  const t = useWords('routes');
  const [dragged, setDragged] = useState<string>();
  const [said, setSaid] = useState('');
  const set = ({ id }: Column, width: number) =>
    routesTable.change({ widths: { ...routesTable.getState().widths, [id]: within(width) } });
  return {
    dragged,
    said,
    onPointerDown: (event, column) => {
      const handle = event.currentTarget;
      const [from, width] = [event.clientX, widthOf(handle)];
      event.preventDefault();
      event.stopPropagation();
      handle.setPointerCapture(event.pointerId);
      setDragged(column.id);
      const move = (next: globalThis.PointerEvent) => set(column, width + next.clientX - from);
      const end = () => {
        handle.removeEventListener('pointermove', move);
        setDragged(undefined);
      };
      handle.addEventListener('pointermove', move);
      handle.addEventListener('lostpointercapture', end, { once: true });
    },
    onKey: (event, column) => {
      if (!event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return false;
      event.preventDefault();
      const width = within(widthOf(event.currentTarget) + (event.key === 'ArrowLeft' ? -step : step));
      set(column, width);
      setSaid(t('head.width', { column: fullName(t, column), width }));
      return true;
    },
    forget: ({ id }) => {
      const { [id]: _, ...others } = routesTable.getState().widths;
      routesTable.change({ widths: others });
    },
  };
};
