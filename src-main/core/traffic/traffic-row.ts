import type { Exchange } from './exchange.ts';
import type { RowSheet } from './row-sheet.ts';

/**
 * What a list shows of an exchange, and what is counted of it: all but its headers and the small print. An `Exchange` is one as well.
 * `open`: still under way (a WebSocket, a stream of events); the row of the same id that comes when it ends takes its place.
 */
export type TrafficRow = Pick<
  Exchange,
  | 'id'
  | 'generation'
  | 'started'
  | 'durationMs'
  | 'listener'
  | 'proxy'
  | 'method'
  | 'scheme'
  | 'authority'
  | 'path'
  | 'protocol'
  | 'status'
  | 'flags'
  | 'details'
  | 'bytesReceived'
  | 'bytesSent'
  | 'route'
  | 'virtualHost'
  | 'stream'
  | 'open'
> & {
  readonly upstream?: Pick<NonNullable<Exchange['upstream']>, 'cluster' | 'host' | 'attempts'>;
};

/**
 * News of the traffic log. Rows have places that count up without gaps in the order in which they came to the log.
 * `rows` have the places `first`, `first + 1` …; `changed` take the place of rows of the same id; what stood before place `kept` has been let go.
 */
export type TrafficNews = {
  readonly first: number;
  readonly rows: RowSheet;
  readonly changed: readonly TrafficRow[];
  readonly kept: number;
};

/** What a list needs of an exchange, and nothing more: a new object that holds on to none of its headers. */
export const rowOf = (exchange: TrafficRow): TrafficRow => {
  const { id, generation, started, durationMs, listener, proxy, method, scheme, authority, path } = exchange;
  const { protocol, status, flags, details, bytesReceived, bytesSent, route, virtualHost, stream, open } = exchange;
  const { upstream } = exchange;
  return {
    id,
    generation,
    started,
    durationMs,
    listener,
    ...(proxy !== undefined && { proxy }),
    method,
    scheme,
    authority,
    path,
    protocol,
    status,
    flags,
    details,
    bytesReceived,
    bytesSent,
    ...(route && { route }),
    ...(virtualHost !== undefined && { virtualHost }),
    ...(stream && { stream }),
    ...(open && { open }),
    ...(upstream && {
      upstream: {
        cluster: upstream.cluster,
        ...(upstream.host !== undefined && { host: upstream.host }),
        attempts: upstream.attempts,
      },
    }),
  };
};
