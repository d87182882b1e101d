import type { RowColumns } from './row-columns.ts';
import { sayCluster } from './rows-filter.ts';
import { sizeOf, streamOf } from './rows-match.ts';

/** What rows can be sorted by; `time` is the order in which they came to the log. */
export const trafficOrders = [
  'time',
  'method',
  'request',
  'status',
  'flag',
  'route',
  'generation',
  'destination',
  'address',
  'duration',
  'size',
  'protocol',
] as const;
export type TrafficOrder = (typeof trafficOrders)[number];

export type TrafficSort = { readonly by: TrafficOrder; readonly down: boolean };

/** Which of two rows comes first; of those that are alike the one that came first. */
export const compareRows = (columns: RowColumns, { by, down }: TrafficSort): ((a: number, b: number) => number) => {
  const compare = comparisons[by](columns);
  return down ? (a, b) => compare(b, a) || a - b : (a, b) => compare(a, b) || a - b;
};

type Comparison = (columns: RowColumns) => (a: number, b: number) => number;

const figure =
  (of: (columns: RowColumns, place: number) => number): Comparison =>
  (columns) =>
  (a, b) =>
    of(columns, a) - of(columns, b);

const text =
  (of: (columns: RowColumns, place: number) => string): Comparison =>
  (columns) =>
  (a, b) =>
    compareText(of(columns, a), of(columns, b));

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const comparisons: Readonly<Record<TrafficOrder, Comparison>> = {
  time: figure((_, place) => place),
  method: text((columns, place) => columns.text('method', place)),
  request: (columns) => (a, b) =>
    compareText(columns.text('authority', a), columns.text('authority', b)) ||
    compareText(columns.text('path', a), columns.text('path', b)),
  status: figure((columns, place) => columns.figure('status', place)),
  flag: text((columns, place) => columns.text('flags', place)),
  route: (columns) => {
    const said = (place: number) => {
      const route = columns.routes.at(columns.routeNumber(place));
      return route === undefined ? '' : `${route.origin.name} ${route.name} ${route.id}`;
    };
    return (a, b) => (columns.routeNumber(a) === columns.routeNumber(b) ? 0 : compareText(said(a), said(b)));
  },
  generation: figure((columns, place) => columns.figure('generation', place)),
  destination: (columns) => (a, b) =>
    columns.number('cluster', a) === columns.number('cluster', b)
      ? 0
      : compareText(sayCluster(columns.text('cluster', a)), sayCluster(columns.text('cluster', b))),
  address: text((columns, place) => columns.text('address', place)),
  duration: figure((columns, place) => columns.figure('durationMs', place)),
  size: figure(sizeOf),
  protocol: text((columns, place) => streamOf(columns, place) ?? columns.text('protocol', place)),
};

/**
 * Sorts places in pieces: each step says how much is done, 0 to 1, so that whoever has other work may do it in between, or stop.
 */
export function* sortInPieces(
  places: Float64Array,
  compare: (a: number, b: number) => number,
): Generator<number, Float64Array, void> {
  const { length } = places;
  let from: Float64Array = places;
  let to: Float64Array = new Float64Array(length);
  const rounds = Math.max(1, Math.ceil(Math.log2(length / shortRun)));
  let round = 0;
  for (let start = 0; start < length; start += shortRun) {
    from.subarray(start, start + shortRun).sort(compare);
    if (start % stepOf === 0) yield (start / length) * 0.3;
  }
  for (let width = shortRun; width < length; width *= 2, round++) {
    let since = 0;
    for (let start = 0; start < length; start += width * 2) {
      const middle = Math.min(start + width, length);
      const end = Math.min(start + width * 2, length);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        const takesLeft = left < middle && (right >= end || compare(from[left] as number, from[right] as number) <= 0);
        to[at] = (takesLeft ? from[left++] : from[right++]) as number;
        since += 1;
        if (since >= stepOf) {
          since = 0;
          yield 0.3 + ((round + at / length) / rounds) * 0.7;
        }
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

const shortRun = 64;
/** Comparisons between two looks at the clock. */
const stepOf = 4096;
