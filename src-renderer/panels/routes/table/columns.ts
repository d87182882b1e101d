import type { GroupKey, SortKey } from '#core/route/rows-order.ts';

export type ColumnId = SortKey | 'rate' | 'errors' | 'p95';

/** A column of the table. `room` is the least width in pixels at which it is worth a column, `grow` its part of what is left. */
export type Column = {
  readonly id: ColumnId;
  readonly name: string;
  /** What the name is short for, read aloud and shown on hover. */
  readonly title?: string;
  readonly room: number;
  readonly grow: number;
  readonly number?: true;
};

/** In the order on the screen. */
export const columns: readonly Column[] = [
  { id: 'order', name: '#', title: 'order of the gateway', room: 46, grow: 0, number: true },
  { id: 'host', name: 'host', room: 140, grow: 1.1 },
  { id: 'match', name: 'match', room: 170, grow: 2 },
  { id: 'destination', name: 'destination', room: 160, grow: 1.7 },
  { id: 'address', name: 'local address', room: 130, grow: 1 },
  { id: 'resource', name: 'resource', room: 140, grow: 1 },
  { id: 'place', name: 'file', title: 'file and line', room: 120, grow: 0.9 },
  { id: 'rate', name: 'req/s', title: 'requests per second', room: 56, grow: 0, number: true },
  { id: 'errors', name: 'errors', title: 'errors per second and their share', room: 58, grow: 0, number: true },
  { id: 'p95', name: 'p95', title: 'time that 95 of 100 requests stay within', room: 62, grow: 0, number: true },
];

/** Which column gives way last: the first. */
const importance: readonly ColumnId[] = [
  'match',
  'destination',
  'order',
  'host',
  'rate',
  'address',
  'place',
  'errors',
  'p95',
  'resource',
];

/** Beside the columns: the button of the row's actions, and the space at both ends. */
const margin = 52;
const gap = 10;

/** The columns that a width has room for, and those that go into a second line of each row. */
export type Layout = {
  readonly shown: readonly Column[];
  readonly folded: readonly Column[];
  /** `grid-template-columns` of head and rows. */
  readonly template: string;
};

/** What groups say already needs no column. */
const saidBy: Readonly<Partial<Record<GroupKey, ColumnId>>> = {
  host: 'host',
  resource: 'resource',
  destination: 'destination',
};

/** In pixels: a column cannot be made narrower or wider. */
export const widthLimits = { least: 40, most: 900 } as const;

/** `widths`: what somebody has chosen; a column without one takes its part of what is left. */
export const layOut = (
  width: number,
  off: readonly string[],
  group: GroupKey,
  widths: Readonly<Record<string, number>> = {},
): Layout => {
  const wanted = importance.filter((id) => !off.includes(id) && saidBy[group] !== id);
  const fitting = new Set<ColumnId>();
  let left = width - margin;
  for (const id of wanted) {
    const room = (widths[id] ?? columns.find((one) => one.id === id)?.room ?? 0) + gap;
    // The first two have their place at every width.
    if (room > left && fitting.size >= 2) break;
    fitting.add(id);
    left -= room;
  }
  const isWanted = ({ id }: Column) => wanted.includes(id);
  const shown = columns.filter((one) => fitting.has(one.id));
  const grows = shown.some(({ id, grow }) => grow > 0 && widths[id] === undefined);
  const sizeOf = ({ id, room, grow }: Column): string => {
    const chosen = widths[id];
    // Somebody has to take what is left.
    if (chosen !== undefined) return id === 'match' && !grows ? `minmax(${chosen}px, 1fr)` : `minmax(0, ${chosen}px)`;
    return grow === 0 ? `${room}px` : `minmax(0, ${grow}fr)`;
  };
  return {
    shown,
    folded: columns.filter((one) => isWanted(one) && !fitting.has(one.id)),
    template: [...shown.map(sizeOf), '28px'].join(' '),
  };
};
