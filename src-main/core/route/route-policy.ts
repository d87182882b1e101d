import type { Origin, TextMatch } from './table.ts';

// What a route does beside choosing a destination: part of the table, and as plain as it.

/** Shares are in millionths of requests, as Envoy counts them: `value × 10000`, cut off (reference 5.11). Never 0: such a part is left out. */
export type Fault = {
  readonly delay?: { readonly perMillion: number; readonly ms: number };
  readonly abort?: { readonly perMillion: number } & AbortWith;
};

export type AbortWith =
  | { readonly status: number }
  /** The code and its name: 14, `UNAVAILABLE`. */
  | { readonly grpcStatus: number; readonly grpcName: string };

/** Lists are joined as they go into headers; absent ones leave their header out (reference 5.13). */
export type CorsPolicy = {
  readonly origins: readonly TextMatch[];
  readonly methods?: string;
  readonly headers?: string;
  readonly expose?: string;
  readonly maxAgeSeconds?: number;
  readonly credentials: boolean;
  /** Preflight requests of other origins go to the service; otherwise they are answered here with nothing allowed. */
  readonly forwardUnmatched: boolean;
  /** Gateway API: headers that a preflight request does not ask for are not allowed to it, and it is told what scripts may read. */
  readonly askedOnly?: true;
};

/** When and how a request is sent again (reference 5.10). */
export type RetryPolicy = {
  /** Retries after the first attempt; at least 1. */
  readonly retries: number;
  readonly on: readonly RetryCondition[];
  /** For `retriable-status-codes`. */
  readonly statusCodes: readonly number[];
  /** Of one attempt; absent: the route's limit alone. */
  readonly perTryTimeoutMs?: number;
  /** The first wait is shorter than this; it doubles up to ten times of it. */
  readonly backoffMs: number;
  /** Every wait is so long at least, and what `backoffMs` says longer; absent: 0. */
  readonly leastBackoffMs?: number;
  /** Another attempt looks for an endpoint that was not tried yet. */
  readonly avoidPrevious: boolean;
  readonly remoteLocalities: boolean;
  /** Where it is written; absent for Istio's own default. */
  readonly origin?: Origin;
};

export type RetryCondition =
  | '5xx'
  | 'gateway-error'
  | 'reset'
  | 'reset-before-request'
  | 'connect-failure'
  | 'retriable-4xx'
  | 'refused-stream'
  | 'retriable-status-codes'
  | 'retriable-headers'
  | 'envoy-ratelimited'
  | 'http3-post-connect-failure'
  | 'cancelled'
  | 'deadline-exceeded'
  | 'internal'
  | 'resource-exhausted'
  | 'unavailable';

/** Where it is written which endpoint a client belongs to (Gateway API, SessionPersistence). */
export type Session = {
  readonly in: 'cookie' | 'header';
  /** Of a header in lower case. */
  readonly name: string;
  /** The client is sent anywhere again after this; absent: never. */
  readonly lifetimeMs?: number;
  /** The cookie outlives the browser's session, for as long as `lifetimeMs`. */
  readonly permanent?: true;
  readonly origin: Origin;
};

/** A service that is asked about a request before it goes on (Gateway API, ExternalAuth over HTTP): 200 lets it, everything else ends it. */
export type ExternalAuth = {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  /** What is put before the path of the request; empty: nothing. */
  readonly path: string;
  /** In lower case: the headers of the request that it gets. */
  readonly requestHeaders: readonly string[];
  /** In lower case: the headers of its answer that go on with the request; absent: all that do not describe the answer itself. */
  readonly answerHeaders?: readonly string[];
  readonly origin: Origin;
};
