import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSlice } from '../../state/stores-context.ts';
import { createScrollScale } from './scroll-scale.ts';

/** In pixels. */
export const rowHeight = 28;
export const headHeight = 30;

/** Rows that are drawn beyond those in sight, and how many pass by before others are drawn. */
const beyond = 8;
const step = 4;
/** What is drawn where nothing can be measured. */
const usualHeight = 800;
/** Nearer to the end than this somebody wants to be there. */
const close = rowHeight * 1.5;
/** How long nobody has scrolled before the scrollbar is set to where the list is. */
const calm = 150;

export type Sight = {
  /** The rows to draw, by index; `last` is before `first` where there are none. */
  readonly first: number;
  readonly last: number;
  /** The index of the uppermost row that is seen whole, and how many are seen at once. */
  readonly top: number;
  readonly page: number;
  /** In pixels, of what is scrolled, and by how much rows stand further down in it than their index says. */
  readonly height: number;
  readonly shift: number;
  /** The newest row is in sight, and stays so. */
  readonly following: boolean;
  /** How many rows have come since it is not. */
  readonly newer: number;
  /** Whether there is an end where the newest are, which may be out of sight. */
  readonly hasNewest: boolean;
  readonly onScroll: () => void;
  /** Stays where it is from now on. */
  readonly leave: () => void;
  readonly jump: () => void;
  /** As little as it takes to see the row. */
  readonly reveal: (index: number) => void;
};

/**
 * Which rows of the list are in sight. The newest row stays in sight while the list is scrolled to its end (its top, where the newest come
 * first); elsewhere the rows in sight stay where they are, whatever comes or goes before them.
 */
export const useSight = (box: RefObject<HTMLElement | null>): Sight => {
  const { by, down } = useSlice('traffic', (state) => state.sort);
  const front = useSlice('traffic', (state) => state.front);
  const matching = useSlice('traffic', (state) => state.matching);
  const look = useSlice('traffic', (state) => state.look);
  const chosen = useSlice('traffic', (state) => state.selectedIndex);
  const seen = useHeight(box) || usualHeight;
  const hasNewest = by === 'time';
  const [wantsNewest, setWantsNewest] = useState(true);
  let following = wantsNewest && hasNewest;
  const [, draw] = useState(0);
  const [scale] = useState(() => createScrollScale());
  const before = useRef({ look, front, seen });
  const end = down ? -front : front + matching;
  const left = useRef(end);

  const isSeen = (height: number) =>
    chosen >= 0 && chosen * rowHeight >= scale.top() && (chosen + 1) * rowHeight <= scale.top() + height;
  const show = (index: number) => {
    const at = index * rowHeight;
    if (at < scale.top()) scale.go(at);
    else if (at + rowHeight > scale.top() + seen) scale.go(at + rowHeight - seen);
  };

  // What came or went before the rows in sight moves them; all of this says the same however often it is drawn.
  const wasSeen = before.current.seen !== seen && isSeen(before.current.seen);
  scale.resize(matching * rowHeight, seen);
  if (before.current.look !== look) {
    // Another list has nothing new, and whoever looks at a row wants to see it there.
    left.current = end;
    if (following && chosen >= 0 && chosen !== (down ? 0 : matching - 1)) {
      following = false;
      setWantsNewest(false);
    }
    if (chosen < 0) scale.go(0);
    else show(chosen);
  } else if (before.current.front !== front) scale.go(scale.top() + (before.current.front - front) * rowHeight);
  if (wasSeen) show(chosen);
  before.current = { look, front, seen };
  if (following) scale.go(down ? 0 : scale.most());

  const top = scale.top();
  const start = Math.floor(top / (rowHeight * step)) * step;
  const first = Math.max(0, start - beyond);
  const last = Math.min(matching - 1, start + Math.ceil(seen / rowHeight) + step + beyond);

  const move = useCallback(() => {
    const { current } = box;
    if (current) current.scrollTop = scale.scrollTop();
  }, [box, scale]);
  const placed = useRef(0);
  useLayoutEffect(() => {
    if (Math.abs(placed.current - scale.scrollTop()) >= 1) move();
    placed.current = scale.scrollTop();
  });
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(settle.current), []);

  const leave = useCallback(() => {
    setWantsNewest((was) => {
      if (was) left.current = end;
      return false;
    });
  }, [end]);
  const distance = () => (down ? scale.top() : scale.most() - scale.top());
  return {
    first,
    last,
    top: Math.ceil(top / rowHeight),
    page: Math.max(1, Math.floor(seen / rowHeight) - 1),
    height: scale.height(),
    shift: scale.shift(),
    following,
    newer: following || !hasNewest ? 0 : Math.max(0, end - left.current),
    hasNewest: hasNewest && matching * rowHeight > seen,
    onScroll: () => {
      const { current } = box;
      if (current === null) return;
      // The browser itself scrolls where the box has become higher, before that is known here.
      const height = Math.max(0, current.clientHeight - headHeight) || seen;
      scale.resize(matching * rowHeight, height);
      const was = distance();
      if (!scale.scrolled(current.scrollTop)) return;
      placed.current = scale.scrollTop();
      const now = distance();
      // Whoever goes away from the end, however slowly, does not want to be kept there.
      if (hasNewest && height === seen) {
        if (now > was) leave();
        else if (now < close) setWantsNewest(true);
      }
      if (Math.floor(scale.top() / (rowHeight * step)) * step !== start) draw((times) => times + 1);
      if (scale.height() === matching * rowHeight) return;
      clearTimeout(settle.current);
      settle.current = setTimeout(() => {
        scale.go(scale.top());
        draw((times) => times + 1);
      }, calm);
    },
    leave,
    jump: () => setWantsNewest(true),
    reveal: (index) => {
      show(index);
      if (hasNewest && index === (down ? 0 : matching - 1)) setWantsNewest(true);
      draw((times) => times + 1);
    },
  };
};

/** The height in pixels of what of the rows is seen, as it changes; 0 before it is there. */
const useHeight = (box: RefObject<HTMLElement | null>): number => {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const measure = () => setHeight(Math.max(0, current.clientHeight - headHeight));
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [box]);
  return height;
};
