import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSlice } from '../../state/stores-context.ts';

/** In pixels. */
export const rowHeight = 28;
export const headHeight = 30;

type Follow = {
  /** The newest row is in sight, and stays so. */
  readonly following: boolean;
  /** How many rows have come since it is not. */
  readonly newer: number;
  /** Whether there is an end where the newest are, which may be out of sight. */
  readonly has: boolean;
  readonly onScroll: () => void;
  /** Stays where it is from now on. */
  readonly leave: () => void;
  readonly jump: () => void;
};

/**
 * Keeps the newest row in sight while the list is scrolled to its end (its top, where the newest come first); elsewhere the rows in sight
 * stay where they are, whatever comes or goes before them.
 */
export const useFollow = (box: RefObject<HTMLElement | null>): Follow => {
  const { by, down } = useSlice('traffic', (state) => state.sort);
  const front = useSlice('traffic', (state) => state.front);
  const matching = useSlice('traffic', (state) => state.matching);
  const look = useSlice('traffic', (state) => state.look);
  const chosen = useSlice('traffic', (state) => state.selectedIndex);
  const has = by === 'time';
  const [following, setFollowing] = useState(true);
  const before = useRef({ look, front });
  const end = down ? -front : front + matching;
  const left = useRef(end);
  // Another list has nothing new.
  if (before.current.look !== look) left.current = end;
  const toEnd = () => {
    const { current } = box;
    if (current) current.scrollTop = down ? 0 : current.scrollHeight;
  };
  /** Scrolls as little as brings the chosen row into sight. */
  const toChosen = () => {
    const { current } = box;
    if (current === null || chosen < 0) return;
    const top = chosen * rowHeight;
    const most = top + rowHeight + headHeight - current.clientHeight;
    current.scrollTop = Math.max(most, Math.min(current.scrollTop, top));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever rows come or go, the end has moved
  useLayoutEffect(() => {
    const { look: sameLook, front: was } = before.current;
    before.current = { look, front };
    const { current } = box;
    const awayFromEnd = chosen >= 0 && chosen !== (down ? 0 : matching - 1);
    // In another list whoever looks at a row wants to see it there.
    if (sameLook !== look && following && awayFromEnd) {
      setFollowing(false);
      toChosen();
    } else if (following && has) toEnd();
    else if (current && sameLook !== look) {
      current.scrollTop = 0;
      toChosen();
    } else if (current && was !== front) current.scrollTop -= (front - was) * rowHeight;
  }, [following, has, down, look, front, matching]);
  // A list that becomes lower is not at its end any more, and nobody has scrolled.
  const stay = useRef(() => {});
  const height = useRef(0);
  stay.current = () => {
    const { scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    const bottom = (chosen + 1) * rowHeight + headHeight;
    const wasSeen = bottom - rowHeight - headHeight >= scrollTop && bottom <= scrollTop + height.current;
    height.current = clientHeight;
    if (following && has) toEnd();
    else if (wasSeen) toChosen();
  };
  useEffect(() => {
    const { current } = box;
    if (current === null || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => stay.current());
    observer.observe(current);
    return () => observer.disconnect();
  }, [box]);
  const leave = () => {
    if (following) left.current = end;
    setFollowing(false);
  };
  const fits = box.current !== null && headHeight + matching * rowHeight <= box.current.clientHeight;
  return {
    following: following && has,
    newer: following || !has ? 0 : Math.max(0, end - left.current),
    has: has && !fits,
    onScroll: () => {
      const { current } = box;
      if (current === null || !has) return;
      const distance = down ? current.scrollTop : current.scrollHeight - current.scrollTop - current.clientHeight;
      if (distance < rowHeight * 1.5) setFollowing(true);
      else leave();
    },
    leave,
    jump: () => {
      setFollowing(true);
      toEnd();
    },
  };
};
