import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useWords } from '../words/words.ts';
import { widthLimits } from './columns.ts';

/** In pixels, for each press of a key. */
const step = 16;

type Resize = {
  /** Of the head whose edge is being dragged. */
  readonly dragged: string | undefined;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>, id: string) => void;
  /** Shift+← and Shift+→ on a head; true when the key was one of them. `name` is for those who cannot see it. */
  readonly onKey: (event: KeyboardEvent<HTMLElement>, id: string, name: string) => boolean;
  /** Back to the width that it has by itself. */
  readonly forget: (id: string) => void;
  /** For those who cannot see it. */
  readonly said: string;
};

const within = (width: number): number => Math.round(Math.min(widthLimits.most, Math.max(widthLimits.least, width)));

const widthOf = (element: Element): number =>
  element.closest('[role="columnheader"]')?.getBoundingClientRect().width ?? 0;

/** Widths of columns by their ids. */
export type Widths = Readonly<Record<string, number>>;

/** Columns made wider and narrower, by dragging the edge of their head or by keys on it. `change` is given the widths as they are. */
export const useResize = (change: (to: (widths: Widths) => Widths) => void): Resize => {
  const t = useWords('ui');
  const [dragged, setDragged] = useState<string>();
  const [said, setSaid] = useState('');
  const set = (id: string, width: number) => change((widths) => ({ ...widths, [id]: within(width) }));
  return {
    dragged,
    said,
    onPointerDown: (event, id) => {
      const handle = event.currentTarget;
      const [from, width] = [event.clientX, widthOf(handle)];
      event.preventDefault();
      event.stopPropagation();
      handle.setPointerCapture(event.pointerId);
      setDragged(id);
      const move = (next: globalThis.PointerEvent) => set(id, width + next.clientX - from);
      const end = () => {
        handle.removeEventListener('pointermove', move);
        setDragged(undefined);
      };
      handle.addEventListener('pointermove', move);
      handle.addEventListener('lostpointercapture', end, { once: true });
    },
    onKey: (event, id, column) => {
      if (!event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return false;
      event.preventDefault();
      const width = within(widthOf(event.currentTarget) + (event.key === 'ArrowLeft' ? -step : step));
      set(id, width);
      setSaid(t('head.width', { column, width }));
      return true;
    },
    forget: (id) => change(({ [id]: _, ...others }) => others),
  };
};
