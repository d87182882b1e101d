import { createPool, type Pool } from './pool.ts';
import type { TrafficRow } from './traffic-row.ts';

/** The texts of a row, by column; absent ones are nothing. */
export const textNames = [
  'listener',
  'proxy',
  'method',
  'authority',
  'path',
  'protocol',
  'flags',
  'details',
  'virtualHost',
  'stream',
  'cluster',
  'address',
] as const;
export type TextName = (typeof textNames)[number];

/** The figures of a row, by column; as in `TrafficRow`. */
export const figureNames = [
  'id',
  'generation',
  'started',
  'durationMs',
  'status',
  'bytesReceived',
  'bytesSent',
  'attempts',
] as const;
export type FigureName = (typeof figureNames)[number];

type RowRoute = NonNullable<TrafficRow['route']>;

/**
 * Rows in columns: some 100 bytes each, and each text once. A row stands at its place (see `TrafficNews`); all places from `low` on and
 * before `high` are there. Figures and numbers of texts are asked by place.
 */
export type RowColumns = {
  readonly low: () => number;
  readonly high: () => number;
  /** Forgets everything; the next row has this place. */
  readonly begin: (place: number) => void;
  /** Rows that came now; what is there already is passed over. */
  readonly append: (first: number, rows: readonly TrafficRow[]) => void;
  /** Rows from before those that are there, which end where these begin. */
  readonly prepend: (rows: readonly TrafficRow[]) => void;
  /** A row in place of the one of its id; its place, or undefined where it has been let go. */
  readonly change: (row: TrafficRow) => number | undefined;
  /** Lets go of what stands before a place. */
  readonly release: (place: number) => void;
  readonly rowAt: (place: number) => TrafficRow;
  readonly placeOf: (id: number) => number | undefined;
  readonly figure: (name: FigureName, place: number) => number;
  readonly number: (name: TextName, place: number) => number;
  readonly text: (name: TextName, place: number) => string;
  readonly routeNumber: (place: number) => number;
  readonly isOpen: (place: number) => boolean;
  readonly isTls: (place: number) => boolean;
  readonly texts: Readonly<Record<TextName, Pool<string>>>;
  readonly routes: Pool<RowRoute>;
  /** Rows that are still under way. */
  readonly open: () => number;
};

const tls = 1;
const open = 2;
const wentUp = 4;

type Arrays = {
  readonly figures: Readonly<Record<FigureName, Float64Array | Uint32Array>>;
  readonly numbers: Readonly<Record<TextName, Uint32Array>>;
  readonly routes: Uint32Array;
  readonly bits: Uint8Array;
};

const arraysOf = (size: number): Arrays => ({
  figures: record(figureNames, (name) => (wide.has(name) ? new Float64Array(size) : new Uint32Array(size))),
  numbers: record(textNames, () => new Uint32Array(size)),
  routes: new Uint32Array(size),
  bits: new Uint8Array(size),
});

/** Figures that may be fractions or very large. */
const wide: ReadonlySet<FigureName> = new Set(['started', 'durationMs', 'bytesReceived', 'bytesSent']);

const record = <K extends string, T>(names: readonly K[], make: (name: K) => T): Readonly<Record<K, T>> =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as unknown as Readonly<Record<K, T>>;

const smallest = 1024;

/** No rows yet. Columns grow as rows come, and never shrink until they begin anew. */
export const createRowColumns = (): RowColumns => {
  let texts = record(textNames, () => createPool<string>((value) => value));
  let routes = createPool<RowRoute>(keyOfRoute);
  // Its length is a power of two, so that a place finds its slot by its last bits.
  let arrays = arraysOf(smallest);
  let mask = smallest - 1;
  let low = 0;
  let high = 0;
  /** Only these change, as a rule. */
  let opened = new Map<number, number>();

  const makeRoom = (count: number): void => {
    if (high - low + count <= mask + 1) return;
    let size = mask + 1;
    while (size < high - low + count) size *= 2;
    const wider = arraysOf(size);
    for (let place = low; place < high; place++) {
      const [from, to] = [place & mask, place & (size - 1)];
      for (const name of figureNames) wider.figures[name][to] = arrays.figures[name][from] as number;
      for (const name of textNames) wider.numbers[name][to] = arrays.numbers[name][from] as number;
      wider.routes[to] = arrays.routes[from] as number;
      wider.bits[to] = arrays.bits[from] as number;
    }
    arrays = wider;
    mask = size - 1;
  };

  const write = (place: number, row: TrafficRow): void => {
    const slot = place & mask;
    const { figures, numbers } = arrays;
    const { upstream } = row;
    for (const name of figureNames) figures[name][slot] = name === 'attempts' ? (upstream?.attempts ?? 0) : row[name];
    for (const name of textNames) numbers[name][slot] = texts[name].take(textOf(row, name));
    arrays.routes[slot] = routes.take(row.route);
    arrays.bits[slot] = (row.scheme === 'https' ? tls : 0) | (row.open ? open : 0) | (upstream ? wentUp : 0);
    if (row.open) opened.set(row.id, place);
  };

  const erase = (place: number): void => {
    const slot = place & mask;
    for (const name of textNames) texts[name].drop(arrays.numbers[name][slot] as number);
    routes.drop(arrays.routes[slot] as number);
    if (((arrays.bits[slot] as number) & open) !== 0) opened.delete(arrays.figures.id[slot] as number);
  };

  const placeOf = (id: number): number | undefined => {
    const known = opened.get(id);
    if (known !== undefined) return known;
    for (let place = high - 1; place >= low; place--) if (arrays.figures.id[place & mask] === id) return place;
    return undefined;
  };

  const number = (name: TextName, place: number): number => arrays.numbers[name][place & mask] as number;
  const text = (name: TextName, place: number): string => texts[name].at(number(name, place)) ?? '';
  const figure = (name: FigureName, place: number): number => arrays.figures[name][place & mask] as number;
  const has = (bit: number, place: number): boolean => ((arrays.bits[place & mask] as number) & bit) !== 0;

  const rowAt = (place: number): TrafficRow => {
    const maybe = (name: TextName): string | undefined => texts[name].at(number(name, place));
    const [proxy, virtualHost, stream, address] = [
      maybe('proxy'),
      maybe('virtualHost'),
      maybe('stream'),
      maybe('address'),
    ];
    const route = routes.at(arrays.routes[place & mask] as number);
    return {
      id: figure('id', place),
      generation: figure('generation', place),
      started: figure('started', place),
      durationMs: figure('durationMs', place),
      listener: text('listener', place),
      ...(proxy !== undefined && { proxy }),
      method: text('method', place),
      scheme: has(tls, place) ? 'https' : 'http',
      authority: text('authority', place),
      path: text('path', place),
      protocol: text('protocol', place) as TrafficRow['protocol'],
      status: figure('status', place),
      flags: text('flags', place),
      details: text('details', place),
      bytesReceived: figure('bytesReceived', place),
      bytesSent: figure('bytesSent', place),
      ...(route !== undefined && { route }),
      ...(virtualHost !== undefined && { virtualHost }),
      ...(stream !== undefined && { stream: stream as NonNullable<TrafficRow['stream']> }),
      ...(has(open, place) && { open: true as const }),
      ...(has(wentUp, place) && {
        upstream: {
          cluster: text('cluster', place),
          ...(address !== undefined && { host: address }),
          attempts: figure('attempts', place),
        },
      }),
    };
  };

  return {
    low: () => low,
    high: () => high,
    begin: (place) => {
      texts = record(textNames, () => createPool<string>((value) => value));
      routes = createPool<RowRoute>(keyOfRoute);
      arrays = arraysOf(smallest);
      mask = smallest - 1;
      low = place;
      high = place;
      opened = new Map();
    },
    append: (first, rows) => {
      // What came between has been let go before it could be read: the rows begin anew behind it.
      if (first > high) {
        for (let place = low; place < high; place++) erase(place);
        low = first;
        high = first;
      }
      const news = rows.slice(high - first);
      makeRoom(news.length);
      for (const row of news) write(high++, row);
    },
    prepend: (rows) => {
      makeRoom(rows.length);
      for (let index = rows.length - 1; index >= 0; index--) {
        low -= 1;
        write(low, rows[index] as TrafficRow);
      }
    },
    change: (row) => {
      const place = placeOf(row.id);
      if (place === undefined) return undefined;
      // The new one first, so that what both share stays where it is.
      const { numbers, routes: held } = arrays;
      const slot = place & mask;
      const before = textNames.map((name) => numbers[name][slot] as number);
      const route = held[slot] as number;
      opened.delete(row.id);
      write(place, row);
      textNames.forEach((name, index) => {
        texts[name].drop(before[index] as number);
      });
      routes.drop(route);
      return place;
    },
    release: (place) => {
      for (; low < Math.min(place, high); low++) erase(low);
      if (low < place) {
        low = place;
        high = place;
      }
    },
    rowAt,
    placeOf,
    figure,
    number,
    text,
    routeNumber: (place) => arrays.routes[place & mask] as number,
    isOpen: (place) => has(open, place),
    isTls: (place) => has(tls, place),
    get texts() {
      return texts;
    },
    get routes() {
      return routes;
    },
    open: () => opened.size,
  };
};

const textOf = (row: TrafficRow, name: TextName): string | undefined =>
  name === 'cluster' ? row.upstream?.cluster : name === 'address' ? row.upstream?.host : row[name];

/** The same route of the same text: of another generation it may stand on another line. */
const keyOfRoute = ({ id, name, origin }: RowRoute): string => {
  const { kind, namespace, path, place } = origin;
  return `${id}\n${name}\n${kind}\n${namespace}\n${origin.name}\n${path}\n${place.file}\n${place.range.join()}\n${place.line}`;
};
