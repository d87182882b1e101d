import { explainPolicy } from '../route/explain-policy.ts';
import { sayEndpoint } from '../route/say-endpoint.ts';
import type { Cluster, Endpoint } from '../route/table.ts';

/** One cluster of the table that answers, and how its endpoints are now. Plain JSON. */
export type UpstreamState = {
  /** `outbound|80||web.default.svc.cluster.local`. */
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  readonly protocol: Cluster['protocol'];
  readonly boundBy: Cluster['boundBy'];
  /** What a DestinationRule sets, one short phrase for each block; empty: nothing. */
  readonly inForce: readonly string[];
  /** Of now; a limit that is not here is none. */
  readonly limits: Partial<UpstreamCounts>;
  readonly now: UpstreamCounts;
  /** In the order of the table; hosts that only requests name, as they came. */
  readonly endpoints: readonly EndpointState[];
};

/** Connections open or being opened; requests that wait for one; requests and retries under way. */
export type UpstreamCounts = {
  readonly connections: number;
  readonly pending: number;
  readonly requests: number;
  readonly retries: number;
};

/** One address of a cluster. */
export type EndpointState = {
  /** `address:port`; the name of a bundled sample or of a gateway's listener before it was asked for. */
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly weight: number;
  /** `region/zone/subzone`. */
  readonly locality?: string;
  /** `idle`: no request has asked for its cluster yet, so that nothing is known of it. */
  readonly health: 'healthy' | 'ejected' | 'idle';
  /** While it is left out. Milliseconds since the epoch; it comes back at the first look behind `until`. */
  readonly ejection?: { readonly since: number; readonly until: number; readonly reason: string };
  /** How often it was left out. */
  readonly ejections: number;
  /** Requests, tunnels and TCP connections under way. */
  readonly active: number;
  readonly connections: number;
  readonly totals: EndpointTotals;
};

/** Since the endpoint joined its cluster. */
export type EndpointTotals = {
  /** Attempts, those under way and those that a limit refused too: a retry is one more. */
  readonly requests: number;
  readonly answers: number;
  /** Answers 5xx. */
  readonly errors: number;
  /** Attempts for which there was no connection. */
  readonly connectFailures: number;
  /** Attempts that broke off, or took longer than they may. */
  readonly broken: number;
};

export const noTotals: EndpointTotals = { requests: 0, answers: 0, errors: 0, connectFailures: 0, broken: 0 };

/** The share of attempts that went well among those that came to something, from 0 to 1; undefined where there were none. */
export const successShare = ({ answers, errors, connectFailures, broken }: EndpointTotals): number | undefined => {
  const known = answers + connectFailures + broken;
  return known === 0 ? undefined : (answers - errors) / known;
};

/** A cluster as the table alone has it: what it is before any request has asked for it. */
export const idleUpstream = (cluster: Cluster): UpstreamState => {
  const { name, host, port, subset, protocol, boundBy, endpoints, policy } = cluster;
  const now = { connections: 0, pending: 0, requests: 0, retries: 0 };
  return {
    cluster: name,
    host,
    port,
    ...(subset === undefined ? {} : { subset }),
    protocol,
    boundBy,
    inForce: policy === undefined ? [] : explainPolicy(policy),
    limits: limitsOf(cluster, now),
    now,
    endpoints: endpoints.map(idleEndpoint),
  };
};

/** Reference 6.5. A retry budget follows the requests under way and stands in the place of a limit of retries. */
export const limitsOf = ({ policy }: Cluster, now: UpstreamCounts): Partial<UpstreamCounts> => {
  const { pool, retryBudget } = policy ?? {};
  const share = retryBudget && Math.floor((retryBudget.percent / 100) * (now.requests + now.pending));
  const retries = retryBudget ? Math.max(share ?? 0, retryBudget.atLeast) : pool?.maxRetries;
  return {
    ...(pool?.maxConnections === undefined ? {} : { connections: pool.maxConnections }),
    ...(pool?.maxPendingRequests === undefined ? {} : { pending: pool.maxPendingRequests }),
    ...(pool?.maxRequests === undefined ? {} : { requests: pool.maxRequests }),
    ...(retries === undefined ? {} : { retries }),
  };
};

const idleEndpoint = (endpoint: Endpoint): EndpointState => {
  const locality = endpoint.at === 'address' ? endpoint.locality : undefined;
  return {
    address: sayEndpoint(endpoint),
    labels: endpoint.labels,
    weight: endpoint.at === 'address' ? (endpoint.weight ?? 1) : 1,
    ...(locality === undefined ? {} : { locality }),
    health: 'idle',
    ejections: 0,
    active: 0,
    connections: 0,
    totals: noTotals,
  };
};
