import { type PointerEvent, useRef, useState } from 'react';

/** Where the line is that shows where an item will be dropped. */
export type DropMark = 'above' | 'below' | 'dragged' | undefined;

/**
 * Dragging the items of a list by their handles. `move` is told of the drop; Escape or a drop at the same place does nothing. The children
 * of `list` are the items, in order. The same can be done by keys, which is not told here.
 */
export const useDrag = (count: number, move: (from: number, to: number) => void) => {
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>();
  const targetAt = (y: number, from: number): number => {
    const rows = [...(list.current?.children ?? [])].map((one) => one.getBoundingClientRect());
    const above = rows.filter(({ top, height }, index) => index !== from && y > top + height / 2).length;
    return Math.min(above, count - 1);
  };
  const grab = (event: PointerEvent<HTMLElement>, from: number) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    setDrag({ from, to: from });
    let to = from;
    const stop = new AbortController();
    const end = (drop: boolean) => {
      stop.abort();
      setDrag(undefined);
      if (drop && to !== from) move(from, to);
    };
    const { signal } = stop;
    const follow = ({ clientY }: globalThis.PointerEvent) => {
      to = targetAt(clientY, from);
      setDrag({ from, to });
    };
    handle.addEventListener('pointermove', follow, { signal });
    handle.addEventListener('pointerup', () => end(true), { signal });
    handle.addEventListener('pointercancel', () => end(false), { signal });
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), { signal });
  };
  const markAt = (index: number): DropMark => {
    if (drag === undefined) return undefined;
    if (index === drag.from) return 'dragged';
    if (index !== drag.to) return undefined;
    return drag.to < drag.from ? 'above' : 'below';
  };
  return { list, grab, markAt };
};
