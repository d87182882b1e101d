import type { CorsOutcome } from '../action/cors.ts';
import type { DrawnFault } from '../action/fault.ts';
import type {
  Cluster,
  Destination,
  HeaderOperations,
  Listener,
  Mirror,
  Origin,
  RetryPolicy,
  Route,
  VirtualHost,
} from './table.ts';

/**
 * What happens to one request. Plain data but for the references into the table, which are plain data too.
 * `status`, `flag` and `details` are Envoy's (reference 8.3, 8.6).
 */
export type Decision = Forward | Redirect | Respond | Reject;

type Chosen = {
  readonly listener: Listener;
  readonly virtualHost: VirtualHost;
  readonly route: Route;
  /** Normalised path with query, before any rewrite; what the access log prints. */
  readonly path: string;
};

export type Forward = Chosen & {
  readonly outcome: 'forward';
  readonly destination: Destination;
  /** Absent: the cluster does not exist (503, NC, `cluster_not_found`). */
  readonly cluster?: Cluster;
  /** Path with query to send upstream. */
  readonly upstreamPath: string;
  /** Set when a rewrite changed the path: value of `x-envoy-original-path`. */
  readonly originalPath?: string;
  /** Host to send upstream. */
  readonly upstreamAuthority: string;
  readonly timeoutMs?: number;
  /** What chance has made of the route's fault; it comes before everything else (reference 5.3). */
  readonly fault?: DrawnFault;
  /** What the route's CORS policy makes of this request; comes behind the fault. */
  readonly cors?: CorsOutcome;
  readonly retry?: RetryPolicy;
  /** The mirrors that get a copy of this request. */
  readonly mirrors?: readonly ChosenMirror[];
};

/** `cluster` is absent where it does not exist: then nothing is sent. */
export type ChosenMirror = { readonly mirror: Mirror; readonly cluster?: Cluster };

export type Redirect = Chosen & {
  readonly outcome: 'redirect';
  readonly status: number;
  readonly location: string;
  readonly responseHeaders: readonly HeaderOperations[];
  /** As for `Forward`. */
  readonly cors?: CorsOutcome;
};

export type Respond = Chosen & {
  readonly outcome: 'respond';
  readonly status: number;
  readonly body?: { readonly text: string } | { readonly base64: string };
  readonly grpcStatus?: number;
  readonly responseHeaders: readonly HeaderOperations[];
  /** As for `Forward`. */
  readonly cors?: CorsOutcome;
};

/** Answered by the proxy itself, before or without a route. */
export type Reject = {
  readonly outcome: 'reject';
  readonly status: number;
  /** Response flag: `NR` … or `-`. */
  readonly flag: string;
  /** `%RESPONSE_CODE_DETAILS%`. */
  readonly details: string;
  readonly body: string;
  /** `httpsRedirect` answers 301 with this. */
  readonly location?: string;
  readonly close: boolean;
  readonly listener?: Listener;
  readonly virtualHost?: VirtualHost;
  readonly path?: string;
  /** The server that asks for TLS, for `httpsRedirect`. */
  readonly origin?: Origin;
};
