import type { GroupKey, SortKey } from '#core/route/rows-order.ts';
import { type ListColumn, layOutColumns } from '../../../ui/columns.ts';
import type { en } from '../../../words/catalogues.ts';
import type { Say } from '../../../words/words.ts';

export type ColumnId = SortKey | 'rate' | 'errors' | 'p95';

export type Column = ListColumn<ColumnId> & {
  /** Where its name is short: the key of what it is short for, read aloud and shown on hover. */
  readonly full?: keyof (typeof en)['routes']['full'];
};

/** In the order on the screen. */
export const columns: readonly Column[] = [
  { id: 'order', full: 'order', room: 46, grow: 0, number: true },
  { id: 'host', room: 140, grow: 1.1 },
  { id: 'match', room: 170, grow: 2 },
  { id: 'destination', room: 160, grow: 1.7 },
  { id: 'address', room: 130, grow: 1 },
  { id: 'resource', room: 140, grow: 1 },
  { id: 'place', full: 'place', room: 120, grow: 0.9 },
  { id: 'rate', full: 'rate', room: 56, grow: 0, number: true },
  { id: 'errors', full: 'errors', room: 58, grow: 0, number: true },
  { id: 'p95', full: 'p95', room: 62, grow: 0, number: true },
];

/** The whole name of a column. */
export const fullName = (t: Say<'routes'>, { id, full }: Column): string =>
  full === undefined ? t(`column.${id}`) : t(`full.${full}`);

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

/** `widths`: what somebody has chosen; a column without one takes its part of what is left. */
export const layOut = (
  width: number,
  off: readonly string[],
  group: GroupKey,
  widths: Readonly<Record<string, number>> = {},
): Layout => {
  const { shown, folded, tracks } = layOutColumns({
    columns,
    importance: importance.filter((id) => !off.includes(id) && saidBy[group] !== id),
    width,
    margin,
    widths,
  });
  return { shown, folded, template: [...tracks, '28px'].join(' ') };
};
