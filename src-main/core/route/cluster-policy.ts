import type { Origin } from './table.ts';

/**
 * How connections and requests go to the endpoints of a cluster: the blocks of a DestinationRule's `trafficPolicy` that are in force
 * for its port and subset (reference 6.3), with the defaults of what they leave out. An absent block means Envoy's own defaults:
 * least request, no limits, 10 s to connect, nobody left out, plaintext. Times are milliseconds.
 */
export type ClusterPolicy = {
  readonly balance?: BalancePolicy;
  readonly pool?: PoolPolicy;
  readonly outlier?: OutlierPolicy;
  readonly tls?: UpstreamTls;
  readonly proxyProtocol?: { readonly version: 'V1' | 'V2'; readonly origin: Origin };
  readonly tunnel?: {
    readonly protocol: 'CONNECT' | 'POST';
    readonly host: string;
    readonly port: number;
    readonly origin: Origin;
  };
  /** Retries under way are at most `percent` of the requests under way, but `atLeast` are always allowed. */
  readonly retryBudget?: {
    readonly percent: number;
    readonly atLeast: number;
    readonly intervalMs?: number;
    readonly origin: Origin;
  };
};

/** Reference 6.4. `hash` without a key on the destination chooses at random. */
export type BalancePolicy = {
  readonly by: 'least-request' | 'round-robin' | 'random' | 'original-destination' | 'hash';
  /** Beside `hash`. */
  readonly table?:
    | { readonly kind: 'ring'; readonly minimumSize: number }
    | { readonly kind: 'maglev'; readonly size: number };
  /** Slow start: a new endpoint begins with `minimumPercent` of its share and reaches all of it after `ms`. */
  readonly warmup?: { readonly ms: number; readonly minimumPercent: number; readonly aggression: number };
  readonly locality?: LocalityPolicy;
  readonly origin: Origin;
};

/** What of a request decides about its endpoint. */
export type HashKey =
  /** Lower case. */
  | { readonly on: 'header'; readonly name: string }
  | {
      readonly on: 'cookie';
      readonly name: string;
      readonly path?: string;
      /** Absent: the gateway makes no cookie; 0: a session cookie. */
      readonly ttlMs?: number;
      readonly attributes: readonly (readonly [name: string, value: string])[];
    }
  | { readonly on: 'source-ip' }
  | { readonly on: 'query'; readonly name: string };

/** As written; localities are `region/zone/subzone` with `*` at the end. */
export type LocalityPolicy = {
  /** `zones`: within the region Envoy prefers the own zone as far as it can carry the requests. */
  readonly kind: 'localities' | 'zones';
  readonly enabled?: boolean;
  readonly distribute: readonly { readonly from: string; readonly to: Readonly<Record<string, number>> }[];
  readonly failover: readonly { readonly from: string; readonly to: string }[];
  readonly failoverPriority: readonly string[];
  readonly minimumEndpoints?: number;
};

/** Reference 6.5. Absent limits are none; every cluster counts for itself. */
export type PoolPolicy = {
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  /** Of HTTP/1.1 too. */
  readonly maxRequests?: number;
  readonly maxRetries?: number;
  /** After so many requests a connection is closed; 1 ends keep-alive. */
  readonly maxRequestsPerConnection?: number;
  readonly maxConcurrentStreams?: number;
  readonly connectTimeoutMs: number;
  /** Of a connection without requests; 0: for ever. */
  readonly idleTimeoutMs: number;
  /** Of a TCP connection; 0: for ever. */
  readonly tcpIdleTimeoutMs: number;
  readonly maxConnectionDurationMs?: number;
  readonly tcpKeepalive?: { readonly probes?: number; readonly timeMs?: number; readonly intervalMs?: number };
  readonly http2KeepAlive?: { readonly intervalMs: number; readonly timeoutMs: number };
  /** The protocol of the client is spoken to the service, whatever the port says. */
  readonly useClientProtocol: boolean;
  readonly origin: Origin;
};

/** Reference 6.6. Counts are in a row; 0 turns one off. */
export type OutlierPolicy = {
  readonly consecutive5xx: number;
  readonly consecutiveGatewayErrors: number;
  /** Failed connections count for themselves, and not as 5xx. */
  readonly splitLocalOrigin: boolean;
  readonly consecutiveLocalOrigin: number;
  readonly intervalMs: number;
  readonly baseEjectionMs: number;
  readonly maxEjectionPercent: number;
  /** Below this share of good endpoints all of them are used again; 0: never. */
  readonly minHealthPercent: number;
  /** The statuses that are errors; absent: 5xx. */
  readonly errorCodes?: readonly number[];
  readonly origin: Origin;
};

/** Reference 6.7. Files and Secrets are named, not read. */
export type UpstreamTls = {
  readonly mode: 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  /** Absent: the host of the request as it is sent. */
  readonly sni?: string;
  /** Empty: the host of the request, and any where `sni` is written, as in Istio. */
  readonly subjectAltNames: readonly string[];
  /** A name that begins with `*.` is for every name below it; absent: names are as they are written. */
  readonly wildcardNames?: true;
  readonly verify: boolean;
  readonly caCertificates?: string;
  readonly caCrl?: string;
  readonly clientCertificate?: string;
  readonly privateKey?: string;
  readonly credentialName?: string;
  /** Where the gateway finds what `credentialName` holds among its `Secrets`; a part that is not there is absent. */
  readonly credential?: {
    readonly pair?: string;
    readonly authorities?: string;
    readonly otherAuthorities?: readonly string[];
  };
  readonly origin: Origin;
};

/** An answer that is the same for every request. `headers` as name and value pairs, `content-type` among them where there is a body. */
export type Stub = {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** How long it waits before it answers. */
  readonly delayMs: number;
};
