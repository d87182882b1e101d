import type { TrafficState, TrafficStore } from '../../state/traffic.ts';
import type { CellWorld } from './cell-words.ts';
import type { Layout } from './columns.ts';
import { elementId } from './draw-line.ts';
import { createSheet, type SheetParts } from './draw-sheet.ts';
import { createListSight, headHeight, type Newest, type Range, rowHeight } from './list-sight.ts';
import { createRowsAhead, rowsToDraw } from './rows-ahead.ts';

/** How long nobody has scrolled before what is out of sight is drawn, and the scrollbar set to where the list is; in milliseconds. */
const calm = 150;
/** So often the time of rows that are under way goes on. */
const beat = 1_000;

/** The grid, which is what is scrolled, and what is in it. */
export type ListParts = SheetParts & { readonly box: HTMLElement };

/**
 * The rows in sight, drawn beside React: a frame of scrolling costs what has to be written into lines that are there. It follows the store
 * and the element that is scrolled, and draws once in a frame.
 */
export type ListView = {
  /** Where the list is to its newest rows, the same object for as long as it says the same; and who is told when that changes. */
  readonly newest: () => Newest;
  readonly onNewest: (listener: () => void) => () => void;
  /** What rows look like from now on. */
  readonly tell: (layout: Layout, world: CellWorld) => void;
  /** The index of the uppermost row that is seen whole, and how many are seen at once. */
  readonly top: () => number;
  readonly page: () => number;
  /** Milliseconds since the epoch, as rows that are under way have been told. */
  readonly now: () => number;
  readonly leave: () => void;
  readonly jump: () => void;
  readonly reveal: (index: number) => void;
  /** Draws into these elements until what comes back is called; `drawn` is told after each drawing. */
  readonly open: (parts: ListParts, drawn: () => void) => () => void;
};

type World = {
  readonly traffic: Pick<TrafficStore, 'getState' | 'subscribe' | 'show'>;
  readonly clock: () => number;
};

/** All that a drawing is made of, so that the same is not made twice. */
type Drawn = {
  readonly state: TrafficState;
  readonly looks: { readonly layout: Layout; readonly world: CellWorld };
  readonly range: Range;
  readonly inSight: Range;
  readonly shift: number;
  readonly height: number;
  readonly seen: number;
  readonly now: number;
};

export const createListView = ({ traffic, clock }: World): ListView => {
  const sight = createListSight(traffic.getState());
  let newest = sight.newest();
  const listeners = new Set<() => void>();
  const tellNewest = (is: Newest) => {
    if (isSameNewest(is, newest)) return;
    newest = is;
    for (const listener of listeners) listener();
  };
  let looks: Drawn['looks'] | undefined;
  let opened: { readonly draw: () => void; readonly soon: () => void; readonly seen: () => number } | undefined;
  /** Rows may have come since the last drawing, and whoever goes somewhere goes by these. */
  const catchUp = () => sight.follow(traffic.getState(), opened?.seen() ?? 0);
  let now = 0;

  const open = ({ box, ...parts }: ListParts, told: () => void): (() => void) => {
    const sheet = createSheet(parts);
    const ask = createRowsAhead(traffic);
    let drawn: Drawn | undefined;
    let measured = 0;
    /** Where the element is, as far as is known here. */
    let placed = 0;
    /** Somebody rushes by: rows out of sight are drawn when there is time. */
    let rushing = false;
    /** What was drawn last is another page than the one before. */
    let leapt = false;
    let frame: number | undefined;
    let calming: ReturnType<typeof setTimeout> | undefined;
    let beating: ReturnType<typeof setInterval> | undefined;

    const measure = () => {
      measured = Math.max(0, box.clientHeight - headHeight);
    };
    const rangeNow = (inSight: Range): Range => {
      const wide = sight.range(false);
      if (drawn && isBeside(wide, drawn.range)) rushing = true;
      return rushing ? inSight : wide;
    };
    /** Nobody can read what is another page in each frame: every second one is left as it is, and the next has time to be made. */
    const isSpared = (inSight: Range): boolean => {
      const isDragged = rushing && Math.abs(placed - sight.scrollTop()) < 1;
      const leaps = isDragged && drawn !== undefined && isBeside(inSight, drawn.inSight);
      const spared = leaps && leapt;
      leapt = leaps && !leapt;
      return spared;
    };
    const keepTime = (needed: boolean) => {
      if (needed === (beating !== undefined)) return;
      clearInterval(beating);
      beating = needed ? setInterval(soon, beat) : undefined;
      // What has just come into sight may have been under way for long.
      if (needed) soon();
    };
    const write = (next: Drawn) => {
      const { state, range, inSight, looks } = next;
      const { rows, index, at } = rowsToDraw(range, inSight, state);
      keepTime(rows.some((row) => row?.open));
      if (drawn?.looks.layout !== looks.layout) sheet.layOut(looks.layout);
      const { front, selected } = state;
      const top = at * rowHeight + next.shift;
      sheet.draw({ rows, index, front, top, selected, ...next, world: looks.world });
      writeAttribute(box, 'aria-rowcount', String(state.matching + 1));
      writeAttribute(box, 'data-look', String(state.look));
      const active = rows.some((row) => row !== undefined && row.id === selected);
      writeAttribute(box, 'aria-activedescendant', active ? elementId(selected as number) : undefined);
    };
    const draw = () => {
      if (looks === undefined) return;
      if (frame !== undefined) cancelAnimationFrame(frame);
      frame = undefined;
      const state = traffic.getState();
      sight.follow(state, measured);
      const inSight = sight.range(true);
      const range = rangeNow(inSight);
      ask(range, state, sight.newest().following);
      if (isSpared(inSight)) return soon();
      if (beating !== undefined) now = clock();
      const place = { shift: sight.shift(), height: sight.height(), seen: sight.seen() };
      const next = { state, looks, range, inSight, now, ...place };
      const isOther = drawn === undefined || !isSame(drawn, next);
      if (isOther) write(next);
      drawn = next;
      // Rows that go on coming put nothing off: only who scrolls is waited for.
      if ((rushing || (isOther && sheet.isTorn())) && calming === undefined) wait();
      // Last, because it has everything laid out. Where the element really is may be news that have not come yet.
      if (Math.abs(placed - sight.scrollTop()) >= 1) box.scrollTop = sight.scrollTop();
      placed = sight.scrollTop();
      tellNewest(sight.newest());
      told();
    };
    const soon = () => {
      frame ??= requestAnimationFrame(draw);
    };
    const wait = () => {
      clearTimeout(calming);
      calming = setTimeout(() => {
        calming = undefined;
        rushing = false;
        sheet.mend();
        if (sight.isScaled()) sight.settle();
        soon();
      }, calm);
    };
    const scrolled = () => {
      if (!sight.scrolled(box.scrollTop, Math.max(0, box.clientHeight - headHeight))) return;
      placed = sight.scrollTop();
      if (sight.isScaled() || calming !== undefined) wait();
      soon();
    };

    measure();
    const forget = traffic.subscribe(soon);
    box.addEventListener('scroll', scrolled, { passive: true });
    const observer =
      typeof ResizeObserver === 'undefined'
        ? undefined
        : new ResizeObserver(() => {
            measure();
            draw();
          });
    observer?.observe(box);
    opened = { draw, soon, seen: () => measured };
    draw();
    return () => {
      opened = undefined;
      forget();
      box.removeEventListener('scroll', scrolled);
      observer?.disconnect();
      if (frame !== undefined) cancelAnimationFrame(frame);
      clearTimeout(calming);
      clearInterval(beating);
      parts.rows.replaceChildren();
    };
  };

  return {
    newest: () => newest,
    onNewest: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell: (layout, world) => {
      looks = { layout, world };
      opened?.draw();
    },
    top: sight.top,
    page: sight.page,
    now: () => now,
    leave: () => {
      catchUp();
      sight.leave();
    },
    jump: () => {
      sight.jump();
      opened?.soon();
    },
    reveal: (index) => {
      catchUp();
      sight.reveal(index);
      opened?.soon();
    },
    open,
  };
};

/** Whether two ranges have no row in common. */
const isBeside = (one: Range, other: Range): boolean => one.first > other.last || one.last < other.first;

const isSameRange = (one: Range, other: Range): boolean => one.first === other.first && one.last === other.last;

const isSame = (one: Drawn, other: Drawn): boolean =>
  one.state === other.state &&
  one.looks === other.looks &&
  isSameRange(one.range, other.range) &&
  isSameRange(one.inSight, other.inSight) &&
  one.shift === other.shift &&
  one.height === other.height &&
  one.seen === other.seen &&
  one.now === other.now;

const writeAttribute = (element: HTMLElement, name: string, value: string | undefined): void => {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
};

const isSameNewest = (one: Newest, other: Newest): boolean =>
  one.following === other.following && one.newer === other.newer && one.hasNewest === other.hasNewest;
