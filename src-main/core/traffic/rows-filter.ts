import { readTerms, type Term } from '../text/filter-terms.ts';

/** What a filter of the traffic may ask for by name; `word` is anything else, found anywhere in a row. */
export const trafficKeys = [
  'is',
  'host',
  'path',
  'method',
  'status',
  'flag',
  'route',
  'to',
  'address',
  'gen',
  'proxy',
  'stream',
  'slower',
  'larger',
] as const;
export type TrafficKey = (typeof trafficKeys)[number];
export type TrafficTerm = Term<TrafficKey>;

/**
 * What `is:` knows. `error`: a service failed, or was not reached (as `isFailure` says). `open`: still under way. `cut`: the client got no
 * answer. `retried`: more than one attempt. `unrouted`: no route took it. `tls`: over TLS.
 */
export const trafficStates = ['error', 'open', 'cut', 'retried', 'unrouted', 'tls'] as const;
export type TrafficState = (typeof trafficStates)[number];

/** What passes in a way of its own; `tcp` and `udp` are connections that nobody reads HTTP from. */
export const streamNames = ['websocket', 'events', 'grpc', 'tcp', 'udp'] as const;
export type StreamName = (typeof streamNames)[number];

/** The terms of a written filter; see `readTerms`. Values are as they were typed; case makes no difference when they are looked for. */
export const readTrafficFilter = (written: string): readonly TrafficTerm[] => readTerms(trafficKeys, written);

/** `200ms`, `1.5s`, `2m`, or milliseconds alone; undefined for what is no time. */
export const readTime = (value: string): number | undefined => {
  const [, figure, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/i.exec(value) ?? [];
  return figure === undefined ? undefined : Number(figure) * { ms: 1, s: 1000, m: 60_000 }[unit.toLowerCase() as 'ms'];
};

/** `500`, `10kb`, `1.5MB`, `1MiB` in bytes, a kilobyte being 1024 as everywhere in the window; undefined for what is no size. */
export const readSize = (value: string): number | undefined => {
  const [, figure, unit = ''] = /^(\d+(?:\.\d+)?)(k|m|g)?(?:i?b)?$/i.exec(value) ?? [];
  return figure === undefined ? undefined : Number(figure) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
};

/** What a value should have been. */
export type Misread = 'status' | 'state' | 'stream' | 'generation' | 'time' | 'size';

/**
 * What the value of a term should have been, where nothing could ever be meant by it; undefined where it is understood. Beginnings of
 * values are understood: `is:err`, `status:4`.
 */
export const misread = ({ key, value }: TrafficTerm): Misread | undefined => {
  const wanted = value.toLowerCase();
  const begins = (name: string) => name.startsWith(wanted);
  switch (key) {
    case 'status':
      return /^(?=.{1,3}$)\d*x*$/.test(wanted) ? undefined : 'status';
    case 'is':
      return trafficStates.some(begins) ? undefined : 'state';
    case 'stream':
      return streamNames.some(begins) ? undefined : 'stream';
    case 'gen':
      return /^\d+$/.test(wanted) ? undefined : 'generation';
    case 'slower':
      return readTime(wanted) === undefined ? 'time' : undefined;
    case 'larger':
      return readSize(wanted) === undefined ? 'size' : undefined;
    default:
      return undefined;
  }
};

/** `reviews.default:9080 (v1)` of `outbound|9080|v1|reviews.default.svc.cluster.local`; what is no such name stays as it is. */
export const sayCluster = (cluster: string): string => {
  const [whole, port = '', subset = '', host = '', beside = ''] =
    /^outbound\|(\d*)\|([^|]*)\|([^ ]+)( @ .*)?$/.exec(cluster) ?? [];
  if (whole === undefined) return cluster;
  const name = host.replace(/\.svc\.cluster\.local$/, '');
  return `${name}${port === '' || port === '0' ? '' : `:${port}`}${subset === '' ? '' : ` (${subset})`}${beside}`;
};
