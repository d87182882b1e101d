import type { HeaderLines } from '../route/facts.ts';
import type { Origin } from '../route/table.ts';

/**
 * One request and its response as the gateway saw them: the record behind the access log, the traffic panel and `run --json`.
 * Times in milliseconds, sizes in bytes of body. Plain JSON.
 */
export type Exchange = {
  /** Counts up from 1 within one run of the gateway. */
  readonly id: number;
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly started: number;
  /** Until the last byte of the response (or its end). */
  readonly durationMs: number;
  readonly listener: string;
  /** Whose line this is: `mesh` for the sidecar of a workload, or an egress gateway as `Listener.proxy` names it. Absent: the ingress gateway. */
  readonly proxy?: string;
  readonly method: string;
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  /** As routed (normalised, before rewriting), with query. */
  readonly path: string;
  /** `-` for a connection that carries no HTTP, or none that could be read: method, path and status are empty then. */
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2' | '-';
  readonly requestHeaders: HeaderLines;
  /** 0 when the client went away before an answer. */
  readonly status: number;
  readonly responseHeaders: HeaderLines;
  /** `-` or flags joined by `,` (reference 8.6). */
  readonly flags: string;
  /** `%RESPONSE_CODE_DETAILS%`; `via_upstream` for what came from a service. */
  readonly details: string;
  readonly terminationDetails?: string;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly upstream?: {
    readonly cluster: string;
    /** `address:port` dialled. */
    readonly host?: string;
    readonly localAddress?: string;
    readonly serviceTimeMs?: number;
    readonly transportFailure?: string;
    readonly attempts: number;
    /** What the service received, after all rewriting. */
    readonly path: string;
    readonly authority: string;
  };
  readonly route?: { readonly id: string; readonly name: string; readonly origin: Origin };
  readonly virtualHost?: string;
  readonly requestId: string;
  readonly userAgent?: string;
  readonly forwardedFor: string;
  readonly downstreamLocal: string;
  readonly downstreamRemote: string;
  readonly serverName?: string;
  /** What passes in messages rather than as one body. */
  readonly stream?: 'websocket' | 'events' | 'grpc';
  /** Still under way when this was told; its times and sizes are those of that moment. */
  readonly open?: true;
  readonly timing?: Timing;
};

/** When what happened, in milliseconds since `started`; what did not happen is absent. */
export type Timing = {
  /** The last byte of the request had come from the client. */
  readonly requested?: number;
  /** The last attempt began: an endpoint was chosen and its connection asked for. */
  readonly dispatched?: number;
  /** A connection was there; the same as `dispatched` where one was open already. */
  readonly connected?: number;
  /** The head of the service's answer. */
  readonly answered?: number;
  /** The last byte to the client. */
  readonly ended: number;
};
