import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import type { CellWorld } from './cell-words.ts';
import type { Layout } from './columns.ts';
import { type Line, makeLine } from './draw-line.ts';
import { headHeight, rowHeight } from './list-sight.ts';

/** The elements of a list: what is as high as all rows, what is as high as those before the sheet, what stays in sight, and what has the lines. */
export type SheetParts = {
  readonly space: HTMLElement;
  readonly before: HTMLElement;
  readonly sheet: HTMLElement;
  readonly rows: HTMLElement;
};

/** Rows to draw in order, the first of which has this index in a list that has moved by `front`. */
export type SheetOf = {
  readonly rows: readonly (TrafficRow | undefined)[];
  readonly index: number;
  readonly front: number;
  /** In pixels: where the first line stands, the height of the whole list, and how much of it is seen. */
  readonly top: number;
  readonly height: number;
  readonly seen: number;
  readonly selected: number | undefined;
  readonly now: number;
  readonly world: CellWorld;
};

export type Sheet = {
  readonly draw: (of: SheetOf) => void;
  /** Other columns: all lines are made anew. */
  readonly layOut: (layout: Layout) => void;
  /** Whether lines stand in the document in another order than their rows. */
  readonly isTorn: () => boolean;
  /** Puts them into it, for whoever reads or selects one behind the other; for when nobody scrolls. */
  readonly mend: () => void;
};

/** Rows stand where their number says from a place on that seldom changes, so that what stays in sight is not touched and figures stay small. */
const bound = 4096;

/**
 * Draws the rows in sight into lines that are used again and again: one that leaves at one end comes in at the other, and a row keeps its
 * line while it is drawn. The sheet sticks to what is seen (see the stylesheet): wherever somebody scrolls before others are drawn, rows are
 * there.
 */
export const createSheet = ({ space, before, sheet, rows }: SheetParts): Sheet => {
  let layout: Layout | undefined;
  /** By the last bits of a row's number; in the document they stand in this order, beginning with that of `begin`. */
  let lines: (Line | undefined)[] = [];
  let begin = 0;
  /** The number of the row that was drawn first, and how many were. */
  let drawn = { number: 0, count: 0 };
  const slotOf = (number: number): number => ((number % lines.length) + lines.length) % lines.length;
  /** With room on both sides, so that the next steps tear nothing. */
  const bestBegin = (): number => slotOf(drawn.number - ((lines.length - drawn.count) >> 1));
  const isTorn = (): boolean => drawn.count > 0 && slotOf(drawn.number - begin) + drawn.count > lines.length;
  let placed: Partial<Record<'space' | 'sheet' | 'rows' | 'top' | 'slack', number>> = {};
  const place = (what: keyof typeof placed, to: number, write: (to: number) => void): void => {
    if (placed[what] === to) return;
    placed = { ...placed, [what]: to };
    write(to);
  };
  const lineAt = (slot: number, columns: Layout): Line => {
    const there = lines[slot];
    if (there !== undefined) return there;
    const line = makeLine(columns);
    const behind = Array.from(
      { length: lines.length - 1 - slotOf(slot - begin) },
      (_, i) => lines[slotOf(slot + 1 + i)],
    );
    rows.insertBefore(line.element, behind.find((one) => one !== undefined)?.element ?? null);
    lines[slot] = line;
    return line;
  };
  const makeRoom = (count: number): void => {
    if (count <= lines.length) return;
    lines = Array.from({ length: Math.max(32, 2 ** Math.ceil(Math.log2(count))) }, () => undefined);
    rows.replaceChildren();
  };
  return {
    isTorn,
    mend: () => {
      // What is moved in the document would lose the focus.
      if (!isTorn() || rows.contains(document.activeElement)) return;
      const next = bestBegin();
      for (let slot = begin; slot !== next; slot = slotOf(slot + 1)) {
        const line = lines[slot];
        if (line !== undefined) rows.append(line.element);
      }
      begin = next;
    },
    layOut: (next) => {
      layout = next;
      lines = [];
      rows.replaceChildren();
      rows.style.setProperty('--columns', next.template);
    },
    draw: ({ rows: shown, index, front, top, height, seen, selected, now, world }) => {
      if (layout === undefined) return;
      // The number of a row stays the same whatever comes or goes before it.
      const number = front + index;
      const base = Math.floor(number / bound) * bound;
      makeRoom(shown.length);
      drawn = { number, count: shown.length };
      if (rows.firstChild === null) begin = bestBegin();
      for (let slot = 0; slot < lines.length; slot += 1) {
        const at = slotOf(slot - number);
        if (at >= shown.length) {
          lines[slot]?.hide();
          continue;
        }
        const row = shown[at];
        const isSelected = row !== undefined && row.id === selected;
        const stands = { index: index + at, at: number + at - base };
        lineAt(slot, layout).draw({ row, ...stands, selected: isSelected, now, world });
      }

      const own = shown.length * rowHeight;
      const slack = Math.max(0, own - seen);
      place('space', height, (to) => space.style.setProperty('height', `${to}px`));
      place('sheet', own, (to) => sheet.style.setProperty('height', `${to}px`));
      // Not a margin: what sticks moves only where its margins are not.
      place('top', Math.max(0, Math.min(top, height - own)), (to) => before.style.setProperty('height', `${to}px`));
      place('slack', slack, (to) => {
        sheet.style.setProperty('top', `${headHeight - to}px`);
        sheet.style.setProperty('bottom', `${-to}px`);
      });
      place('rows', (base - number) * rowHeight, (to) => rows.style.setProperty('transform', `translateY(${to}px)`));
    },
  };
};
