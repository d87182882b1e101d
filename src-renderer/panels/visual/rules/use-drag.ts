import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** A rule on its way with mouse, pen or finger. `before`: the index in front of which it would be let go. */
export type Drag = { readonly from: number; readonly before: number };

/** How near the edge of what scrolls the pointer makes it scroll, and how fast at most, in pixels and pixels a frame. */
const edge = 48;
const fastest = 24;

/**
 * Dragging rows by their handle. Rows tell their index by `data-rule`; near an edge the list scrolls as long as the pointer stays there;
 * Escape takes all of it back. `drop` is called once, with the index that the rule then has, and not where it stays.
 */
export const useDrag = (list: RefObject<HTMLElement | null>, drop: (from: number, to: number) => void) => {
  const [drag, setDrag] = useState<Drag>();
  const dropped = useRef(drop);
  dropped.current = drop;
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  const grab = useCallback(
    (index: number, { pointerId, clientY, currentTarget }: PointerEvent<HTMLElement>) => {
      // A finger stays with what it touched first, which is how it is told from another one.
      currentTarget.setPointerCapture(pointerId);
      const grabbed = new AbortController();
      const { signal } = grabbed;
      stop.current = grabbed;
      let [y, before] = [clientY, index];
      setDrag({ from: index, before });
      const look = () => {
        const next = rowBefore(list.current, y);
        if (next === undefined || next === before) return;
        before = next;
        setDrag({ from: index, before });
      };
      let frame = requestAnimationFrame(function turn() {
        if (scrollNear(list.current, y)) look();
        frame = requestAnimationFrame(turn);
      });
      const end = (take: boolean) => {
        grabbed.abort();
        setDrag(undefined);
        const to = before > index ? before - 1 : before;
        if (take && to !== index) dropped.current(index, to);
      };
      signal.addEventListener('abort', () => cancelAnimationFrame(frame));
      const mine = (work: (event: globalThis.PointerEvent) => void) => (event: globalThis.PointerEvent) =>
        event.pointerId === pointerId && work(event);
      const move = mine((event) => {
        y = event.clientY;
        look();
      });
      // At the window, because the row under the handle may be drawn anew on the way.
      window.addEventListener('pointermove', move, { signal });
      window.addEventListener(
        'pointerup',
        mine(() => end(true)),
        { signal },
      );
      window.addEventListener(
        'pointercancel',
        mine(() => end(false)),
        { signal },
      );
      window.addEventListener('blur', () => end(false), { signal });
      const cancel = (event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        end(false);
      };
      window.addEventListener('keydown', cancel, { signal, capture: true });
    },
    [list],
  );
  const handle = (index: number) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || !event.isPrimary || drag) return;
      event.preventDefault();
      grab(index, event);
    },
  });
  return { drag, handle };
};

/** The index in front of which a pointer at this height would put a rule. */
const rowBefore = (list: HTMLElement | null, y: number): number | undefined => {
  let last: number | undefined;
  for (const row of list?.querySelectorAll<HTMLElement>(':scope > [data-rule]') ?? []) {
    const index = Number(row.dataset.rule);
    const { top, height } = row.getBoundingClientRect();
    if (y < top + height / 2) return index;
    last = index + 1;
  }
  return last;
};

/** Scrolls the innermost box around the list that has the pointer near one of its edges and something behind it. */
const scrollNear = (list: HTMLElement | null, y: number): boolean => {
  for (let box = list?.parentElement ?? null; box; box = box.parentElement) {
    if (box.scrollHeight <= box.clientHeight || getComputedStyle(box).overflowY === 'visible') continue;
    const rect = box.getBoundingClientRect();
    const [top, bottom] = [Math.max(0, rect.top), Math.min(window.innerHeight, rect.bottom)];
    const deep = y < top + edge ? y - top - edge : y > bottom - edge ? y - bottom + edge : 0;
    if (deep === 0) continue;
    const before = box.scrollTop;
    box.scrollTop += Math.sign(deep) * Math.min(fastest, Math.ceil(Math.abs(deep) / 2));
    if (box.scrollTop !== before) return true;
  }
  return false;
};
