import type { TrafficOrder } from '#core/traffic/rows-order.ts';
import { type ListColumn, type ListLayout, layOutColumns } from '../../ui/columns.ts';
import type { en } from '../../words/catalogues.ts';
import type { Say } from '../../words/words.ts';

/** A column of the traffic; `full`: its name is short, and this is the key of the whole one. */
export type Column = ListColumn<TrafficOrder> & { readonly full?: keyof (typeof en)['traffic']['full'] };

/** In the order on the screen. */
export const columns: readonly Column[] = [
  { id: 'time', room: 62, grow: 0 },
  { id: 'method', room: 58, grow: 0 },
  { id: 'request', room: 160, grow: 2.4 },
  { id: 'status', room: 78, grow: 0 },
  { id: 'flag', full: 'flag', room: 128, grow: 0.4 },
  { id: 'route', room: 114, grow: 1.1 },
  { id: 'generation', full: 'generation', room: 40, grow: 0, number: true },
  { id: 'destination', room: 130, grow: 1 },
  { id: 'address', room: 116, grow: 0.4 },
  { id: 'duration', full: 'duration', room: 62, grow: 0, number: true },
  { id: 'size', full: 'size', room: 68, grow: 0, number: true },
  { id: 'protocol', room: 76, grow: 0 },
];

/** Which column gives way last: the first. */
const importance: readonly TrafficOrder[] = [
  'request',
  'status',
  'method',
  'route',
  'duration',
  'time',
  'destination',
  'flag',
  'address',
  'size',
  'protocol',
  'generation',
];

/** The whole name of a column. */
export const fullName = (t: Say<'traffic'>, { id, full }: Column): string =>
  full === undefined ? t(`column.${id}`) : t(`full.${full}`);

export type Layout = ListLayout<Column> & { readonly template: string };

/** From here on times have their milliseconds. */
const roomy = 1000;

/** The space at both ends of a line. */
const margin = 24;

/** The columns that a width in pixels has room for, of those that nobody has put away. */
export const layOut = (
  width: number,
  off: readonly string[],
  widths: Readonly<Record<string, number>> = {},
): Layout => {
  const layout = layOutColumns({
    columns: width < roomy ? columns : columns.map((one) => (one.id === 'time' ? { ...one, room: 88 } : one)),
    importance: importance.filter((id) => !off.includes(id)),
    width,
    margin,
    widths,
  });
  return { ...layout, template: layout.tracks.join(' ') };
};
