import type { TrafficRow } from './traffic-row.ts';

/**
 * Requests that took the same way and ended in the same way, since the counting began. Its figures only ever grow.
 * Times in milliseconds, sizes in bytes of body. The last class of a histogram is everything above the others.
 */
export type Series = {
  readonly listener: string;
  readonly proxy: string;
  readonly protocol: TrafficRow['protocol'];
  readonly virtualHost: string;
  /** The id that the route had when the request was answered; empty where no route was found. */
  readonly route: string;
  readonly cluster: string;
  readonly grpc: boolean;
  readonly stream: TrafficRow['stream'];
  /** 0 where the client went away before an answer. */
  readonly status: number;
  readonly flags: string;
  requests: number;
  readonly times: Histogram;
  readonly received: Histogram;
  readonly sent: Histogram;
};

export type Histogram = { sum: number; readonly classes: Uint32Array };

/** Upper ends of Envoy's own histograms in its Prometheus text (`kDefaultBuckets` of its documentation on statistics), in any unit. */
export const histogramBounds: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
];

/** Counts exchanges that are over; changes only itself. */
export type Meter = {
  readonly add: (row: TrafficRow) => void;
  /** Live objects: to be read, not kept. */
  readonly read: () => readonly Series[];
};

/**
 * A meter with at most `limit` series: a configuration that is changed all day long leaves no end of names behind. What comes after that is
 * counted without its route and virtual host.
 */
export const createMeter = (limit = 5_000): Meter => {
  const all = new Map<string, Series>();
  /** The newest by the route of their rows: most rows are told from each other by a few comparisons, without a key being made. */
  const recent = new Map<string, Series[]>();
  const seriesOf = (row: TrafficRow, named: boolean): Series | undefined => {
    const { listener, proxy = '', protocol, status, flags, upstream, stream } = row;
    const virtualHost = named ? (row.virtualHost ?? '') : '';
    const route = named ? (row.route?.id ?? '') : '';
    const cluster = named ? (upstream?.cluster ?? '') : '';
    const key = `${listener}\n${protocol}\n${virtualHost}\n${route}\n${cluster}\n${status}\n${flags}\n${stream ?? ''}`;
    const known = all.get(key);
    if (known) return known;
    if (named && all.size >= limit) return undefined;
    const grpc = stream === 'grpc';
    const made: Series = {
      ...{ listener, proxy, protocol, virtualHost, route, cluster, grpc, stream, status, flags, requests: 0 },
      times: emptyHistogram(),
      received: emptyHistogram(),
      sent: emptyHistogram(),
    };
    all.set(key, made);
    return made;
  };
  const find = (row: TrafficRow): Series | undefined => {
    const route = row.route?.id ?? '';
    let known = recent.get(route);
    if (known === undefined) {
      if (recent.size >= limit) recent.clear();
      known = [];
      recent.set(route, known);
    }
    for (const series of known) if (isOf(series, row, route)) return series;
    const series = seriesOf(row, true);
    if (series === undefined) return seriesOf(row, false);
    if (known.unshift(series) > looked) known.pop();
    return series;
  };
  return {
    add: (row) => {
      if (row.open) return;
      const series = find(row);
      if (!series) return;
      series.requests += 1;
      put(series.times, row.durationMs);
      put(series.received, row.bytesReceived);
      put(series.sent, row.bytesSent);
    },
    read: () => [...all.values()],
  };
};

const looked = 8;

const isOf = (series: Series, row: TrafficRow, route: string): boolean =>
  series.status === row.status &&
  series.flags === row.flags &&
  series.cluster === (row.upstream?.cluster ?? '') &&
  series.virtualHost === (row.virtualHost ?? '') &&
  series.listener === row.listener &&
  series.protocol === row.protocol &&
  series.stream === row.stream &&
  series.route === route;

export const emptyHistogram = (): Histogram => ({ sum: 0, classes: new Uint32Array(histogramBounds.length + 1) });

const put = (histogram: Histogram, value: number): void => {
  histogram.sum += value;
  let at = 0;
  while (at < histogramBounds.length && value > (histogramBounds[at] as number)) at += 1;
  histogram.classes[at] = (histogram.classes[at] ?? 0) + 1;
};
