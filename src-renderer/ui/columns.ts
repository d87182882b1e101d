/** A column of a list. `room` is the least width in pixels at which it is worth a column, `grow` its part of what is left. */
export type ListColumn<I extends string = string> = {
  readonly id: I;
  readonly room: number;
  readonly grow: number;
  readonly number?: true;
};

/** The columns that a width has room for, and those that it has not. */
export type ListLayout<C extends ListColumn> = {
  readonly shown: readonly C[];
  readonly folded: readonly C[];
  /** `grid-template-columns` of head and rows. */
  readonly tracks: readonly string[];
};

type Wanted<C extends ListColumn> = {
  /** In the order on the screen. */
  readonly columns: readonly C[];
  /** The ids of those that are wanted; the first gives way last. */
  readonly importance: readonly C['id'][];
  /** In pixels, of the whole line, and what of it is no column. */
  readonly width: number;
  readonly margin: number;
  /** What somebody has chosen, in pixels; a column without one takes its part of what is left. */
  readonly widths: Readonly<Record<string, number>>;
};

/** In pixels: a column cannot be made narrower or wider. */
export const widthLimits = { least: 40, most: 900 } as const;

const gap = 10;

/** Which columns of a list have room; the first two of them have their place at every width. */
export const layOutColumns = <C extends ListColumn>({
  columns,
  importance,
  width,
  margin,
  widths,
}: Wanted<C>): ListLayout<C> => {
  const fitting = new Set<string>();
  let left = width - margin;
  for (const id of importance) {
    const room = (widths[id] ?? columns.find((one) => one.id === id)?.room ?? 0) + gap;
    if (room > left && fitting.size >= 2) break;
    fitting.add(id);
    left -= room;
  }
  const shown = columns.filter(({ id }) => fitting.has(id));
  const grows = shown.some(({ id, grow }) => grow > 0 && widths[id] === undefined);
  const sizeOf = ({ id, room, grow }: C): string => {
    const chosen = widths[id];
    // What has room keeps it; only where nothing fits the first two share what there is.
    if (chosen === undefined) return grow === 0 ? `${room}px` : `minmax(${left < 0 ? 0 : room}px, ${grow}fr)`;
    // Somebody has to take what is left.
    return id === importance[0] && !grows ? `minmax(${chosen}px, 1fr)` : `minmax(0, ${chosen}px)`;
  };
  return {
    shown,
    folded: columns.filter(({ id }) => importance.includes(id) && !fitting.has(id)),
    tracks: shown.map(sizeOf),
  };
};
