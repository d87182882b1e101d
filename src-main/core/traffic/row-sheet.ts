import { rowOf, type TrafficRow } from './traffic-row.ts';

/** What many rows say alike. */
export type RowKind = Omit<TrafficRow, 'id' | 'started' | 'durationMs' | 'path' | 'status' | Sizes | 'upstream'> & {
  readonly upstream?: Omit<NonNullable<TrafficRow['upstream']>, 'attempts'>;
};
type Sizes = 'bytesReceived' | 'bytesSent';

/**
 * Rows on their way to a window, a tenth as long as they are as objects: what they say alike once, the rest as figures and texts in their order.
 * A figure is never more than a number that JSON can say.
 */
export type RowSheet = {
  readonly kinds: readonly RowKind[];
  /** Milliseconds since the epoch, which `started` counts from. */
  readonly since: number;
  /** Of each row, one behind the other: kind, id, started, duration, status, bytes received and sent, attempts. */
  readonly figures: readonly number[];
  readonly paths: readonly string[];
};

const width = 8;

export const emptySheet: RowSheet = { kinds: [], since: 0, figures: [], paths: [] };

export const rowCount = ({ paths }: RowSheet): number => paths.length;

/** A sheet that is being filled in. */
export type SheetWriter = {
  /** The number of a kind; `same` is an object that all rows of it share, and `make` is only asked for its first. */
  readonly kind: (same: object, make: () => RowKind) => number;
  readonly row: (
    kind: number,
    path: string,
    id: number,
    started: number,
    durationMs: number,
    status: number,
    bytesReceived: number,
    bytesSent: number,
    attempts: number,
  ) => void;
  readonly add: (row: TrafficRow) => void;
  readonly count: () => number;
  readonly done: () => RowSheet;
};

export const writeSheet = (): SheetWriter => {
  const kinds: RowKind[] = [];
  const known = new Map<object, number>();
  const figures: number[] = [];
  const paths: string[] = [];
  let since = 0;
  const row: SheetWriter['row'] = (kind, path, id, started, durationMs, status, received, sent, attempts) => {
    if (paths.length === 0) since = started;
    figures.push(kind, id, started - since, durationMs, status, received, sent, attempts);
    paths.push(path);
  };
  return {
    kind: (same, make) => {
      const number = known.get(same);
      if (number !== undefined) return number;
      known.set(same, kinds.length);
      return kinds.push(make()) - 1;
    },
    row,
    add: (one) => {
      const { id, started, durationMs, status, bytesReceived, bytesSent, path, upstream } = one;
      const kind = kinds.push(kindOf(one)) - 1;
      row(kind, path, id, started, durationMs, status, bytesReceived, bytesSent, upstream?.attempts ?? 0);
    },
    count: () => paths.length,
    done: () => ({ kinds, since, figures, paths }),
  };
};

/** Of rows that have nothing in common. */
export const sheetOf = (rows: readonly TrafficRow[]): RowSheet => {
  const sheet = writeSheet();
  for (const row of rows) sheet.add(row);
  return sheet.done();
};

/** The rows from one index on; those of a kind share its objects. */
export const rowsOf = ({ kinds, since, figures, paths }: RowSheet, from = 0): readonly TrafficRow[] => {
  const rows: TrafficRow[] = [];
  for (let i = Math.max(0, from); i < paths.length; i += 1) {
    const at = width * i;
    const figure = (column: number) => figures[at + column] as number;
    const { upstream, ...kind } = kinds[figure(0)] as RowKind;
    rows.push(
      rowOf({
        ...kind,
        id: figure(1),
        started: since + figure(2),
        durationMs: figure(3),
        status: figure(4),
        bytesReceived: figure(5),
        bytesSent: figure(6),
        path: paths[i] as string,
        ...(upstream && { upstream: { ...upstream, attempts: figure(7) } }),
      }),
    );
  }
  return rows;
};

/** What stands from one index on. */
export const sheetFrom = (sheet: RowSheet, from: number): RowSheet =>
  from <= 0 ? sheet : { ...sheet, figures: sheet.figures.slice(width * from), paths: sheet.paths.slice(from) };

/** What stands before one index. */
export const sheetTo = (sheet: RowSheet, to: number): RowSheet => {
  const count = Math.max(0, to);
  if (count >= rowCount(sheet)) return sheet;
  return { ...sheet, figures: sheet.figures.slice(0, width * count), paths: sheet.paths.slice(0, count) };
};

const kindOf = (row: TrafficRow): RowKind => {
  const { id, started, durationMs, path, status, bytesReceived, bytesSent, upstream, ...kind } = rowOf(row);
  if (upstream === undefined) return kind;
  const { attempts, ...way } = upstream;
  return { ...kind, upstream: way };
};
