import { type PointerEvent, type RefObject, useEffect, useState } from 'react';

/** A rule on its way with the mouse or a finger. `before`: the index in front of which it would be let go. */
export type Drag = { readonly from: number; readonly before: number };

/** How near the edge of what scrolls the pointer makes it scroll, and how far at a time, in pixels. */
const edge = 36;
const step = 14;

/**
 * Dragging rows by their handle. Rows tell their index by `data-rule`; Escape takes it back. `drop` is called once, with the index that
 * the rule then has, and not where it stays.
 */
export const useDrag = (list: RefObject<HTMLElement | null>, drop: (from: number, to: number) => void) => {
  const [drag, setDrag] = useState<Drag>();
  const under = drag !== undefined;

  useEffect(() => {
    if (!under) return;
    const cancel = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setDrag(undefined);
    };
    window.addEventListener('keydown', cancel, true);
    return () => window.removeEventListener('keydown', cancel, true);
  }, [under]);

  const handle = (index: number) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: index, before: index });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (!drag) return;
      scrollNear(list.current, event.clientY);
      const before = rowBefore(list.current, event.clientY);
      if (before !== undefined && before !== drag.before) setDrag({ ...drag, before });
    },
    onPointerUp: () => {
      if (!drag) return;
      setDrag(undefined);
      const to = drag.before > drag.from ? drag.before - 1 : drag.before;
      if (to !== drag.from) drop(drag.from, to);
    },
    onPointerCancel: () => setDrag(undefined),
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

const scrollNear = (list: HTMLElement | null, y: number): void => {
  let box = list?.parentElement ?? null;
  while (box && (box.scrollHeight <= box.clientHeight || getComputedStyle(box).overflowY === 'visible'))
    box = box.parentElement;
  if (!box) return;
  const { top, bottom } = box.getBoundingClientRect();
  if (y < top + edge) box.scrollBy(0, -step);
  if (y > bottom - edge) box.scrollBy(0, step);
};
