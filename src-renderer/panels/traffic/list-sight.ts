import type { TrafficState } from '../../state/traffic.ts';
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

/** What of the traffic says where rows stand. */
export type ListState = Pick<TrafficState, 'sort' | 'front' | 'matching' | 'look' | 'selectedIndex'>;

/** Rows by index; `last` is before `first` where there are none. */
export type Range = { readonly first: number; readonly last: number };

/** Whether the newest row is in sight and stays so, how many have come since it is not, and whether its end of the list may be out of sight. */
export type Newest = { readonly following: boolean; readonly newer: number; readonly hasNewest: boolean };

/**
 * Which rows of the list are in sight. The newest row stays in sight while the list is scrolled to its end (its top, where the newest come
 * first); elsewhere the rows in sight stay where they are, whatever comes or goes before them.
 */
export type ListSight = {
  /** The list is this now, and so much of it is seen, in pixels (0: nothing can be measured). */
  readonly follow: (next: ListState, height: number) => void;
  /** Somebody has scrolled the element, which is this high now (0: as before). False where that is what was known. */
  readonly scrolled: (scrollTop: number, height: number) => boolean;
  /** The rows to draw, with some beyond those in sight; those in sight alone for whoever rushes by. */
  readonly range: (rushing: boolean) => Range;
  /** The index of the uppermost row that is seen whole, and how many are seen at once. */
  readonly top: () => number;
  readonly page: () => number;
  /** In pixels, of what is scrolled; of the part of it that is seen; and by how much rows stand further down in it than their index says. */
  readonly height: () => number;
  readonly seen: () => number;
  readonly shift: () => number;
  readonly scrollTop: () => number;
  /** Whether steps and the scrollbar go different ways, so that the element's position has to be set right when nobody scrolls any more. */
  readonly isScaled: () => boolean;
  readonly settle: () => void;
  readonly newest: () => Newest;
  /** Stays where it is from now on. */
  readonly leave: () => void;
  readonly jump: () => void;
  /** As little as it takes to see the row. */
  readonly reveal: (index: number) => void;
};

/** Of a list that begins at its newest. */
export const createListSight = (first: ListState): ListSight => {
  const scale = createScrollScale();
  let now = first;
  let seen = usualHeight;
  let wantsNewest = true;
  const hasNewest = () => now.sort.by === 'time';
  const following = () => wantsNewest && hasNewest();
  const end = () => (now.sort.down ? -now.front : now.front + now.matching);
  const newestIndex = () => (now.sort.down ? 0 : now.matching - 1);
  const distance = () => (now.sort.down ? scale.top() : scale.most() - scale.top());
  let left = end();

  const show = (index: number) => {
    const at = index * rowHeight;
    if (at < scale.top()) scale.go(at);
    else if (at + rowHeight > scale.top() + seen) scale.go(at + rowHeight - seen);
  };
  const isSeen = (index: number) =>
    index >= 0 && index * rowHeight >= scale.top() && (index + 1) * rowHeight <= scale.top() + seen;
  const leave = () => {
    if (wantsNewest) left = end();
    wantsNewest = false;
  };

  return {
    follow: (next, height) => {
      const was = now;
      const chosen = next.selectedIndex;
      const nextSeen = height || usualHeight;
      // Whoever looks at a row goes on to see it where the list becomes lower.
      const wasSeen = seen !== nextSeen && isSeen(chosen);
      now = next;
      seen = nextSeen;
      scale.resize(now.matching * rowHeight, seen);
      if (was.look !== now.look) {
        // Another list has nothing new, and whoever looks at a row wants to see it there.
        left = end();
        if (following() && chosen >= 0 && chosen !== newestIndex()) wantsNewest = false;
        if (chosen < 0) scale.go(0);
        else show(chosen);
      } else if (was.front !== now.front) scale.go(scale.top() + (was.front - now.front) * rowHeight);
      if (wasSeen) show(chosen);
      if (following()) scale.go(now.sort.down ? 0 : scale.most());
    },
    scrolled: (scrollTop, measured) => {
      // The browser itself scrolls where the box has become higher, before that is known here.
      const height = measured || seen;
      scale.resize(now.matching * rowHeight, height);
      const was = distance();
      if (!scale.scrolled(scrollTop)) return false;
      const is = distance();
      // Whoever goes away from the end, however slowly, does not want to be kept there.
      if (hasNewest() && height === seen) {
        if (is > was) leave();
        else if (is < close) wantsNewest = true;
      }
      return true;
    },
    range: (rushing) => {
      const top = scale.top();
      const most = now.matching - 1;
      if (rushing) {
        const first = Math.max(0, Math.floor(top / rowHeight));
        return { first, last: Math.min(most, Math.floor((top + seen) / rowHeight)) };
      }
      const start = Math.floor(top / (rowHeight * step)) * step;
      return {
        first: Math.max(0, start - beyond),
        last: Math.min(most, start + Math.ceil(seen / rowHeight) + step + beyond),
      };
    },
    top: () => Math.ceil(scale.top() / rowHeight),
    page: () => Math.max(1, Math.floor(seen / rowHeight) - 1),
    height: scale.height,
    seen: () => seen,
    shift: scale.shift,
    scrollTop: scale.scrollTop,
    isScaled: () => scale.height() !== now.matching * rowHeight,
    settle: () => scale.go(scale.top()),
    newest: () => ({
      following: following(),
      newer: following() || !hasNewest() ? 0 : Math.max(0, end() - left),
      hasNewest: hasNewest() && now.matching * rowHeight > seen,
    }),
    leave,
    jump: () => {
      wantsNewest = true;
    },
    reveal: (index) => {
      show(index);
      if (hasNewest() && index === newestIndex()) wantsNewest = true;
    },
  };
};
