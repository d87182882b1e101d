/** A browser makes no element taller than some 33 million pixels of the screen, and draws inexactly long before; zoom takes its part of it. */
const tallest = 8_000_000;

/**
 * Where in a list of any height somebody is who scrolls an element of limited height. Small steps are as long in the list as they are on the
 * screen; whoever drags the scrollbar goes the same share of both. All in pixels.
 */
export type ScrollScale = {
  /** Of the list, and of what is seen of it. */
  readonly resize: (total: number, seen: number) => void;
  /** Of the element that is scrolled. */
  readonly height: () => number;
  readonly top: () => number;
  /** The largest that `top` can be. */
  readonly most: () => number;
  /** The element's own position; the list is drawn so much further down than it says. */
  readonly scrollTop: () => number;
  readonly shift: () => number;
  /** Somebody has scrolled the element. False where that is what was known. */
  readonly scrolled: (scrollTop: number) => boolean;
  /** Goes somewhere in the list; `scrollTop` is what the element has to be set to then. */
  readonly go: (top: number) => void;
};

export const createScrollScale = (limit = tallest): ScrollScale => {
  let total = 0;
  let seen = 0;
  let top = 0;
  let scrollTop = 0;
  const most = () => Math.max(0, total - seen);
  const height = () => Math.min(total, Math.max(limit, seen * 4));
  const mostScroll = () => Math.max(0, height() - seen);
  const within = (one: number) => Math.max(0, Math.min(one, most()));
  const go = (to: number) => {
    top = within(to);
    scrollTop = total === height() ? top : Math.round((top / Math.max(1, most())) * mostScroll());
  };
  return {
    resize: (nextTotal, nextSeen) => {
      if (nextTotal === total && nextSeen === seen) return;
      total = nextTotal;
      seen = nextSeen;
      go(top);
    },
    height,
    top: () => top,
    most,
    scrollTop: () => scrollTop,
    shift: () => scrollTop - top,
    scrolled: (to) => {
      const moved = to - scrollTop;
      // Browsers round what they are set to.
      if (Math.abs(moved) < 1) return false;
      if (total === height()) top = within(to);
      else {
        const near = Math.abs(moved) < seen * 2;
        const atEnd = to < 1 || to > mostScroll() - 1;
        top = within(near && !atEnd ? top + moved : (to / Math.max(1, mostScroll())) * most());
      }
      scrollTop = to;
      return true;
    },
    go,
  };
};
