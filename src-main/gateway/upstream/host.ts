import type { UpstreamTls } from '#core/route/cluster-policy.ts';
import type { Cluster } from '#core/route/table.ts';
import type { Balancer } from './balance/balancer.ts';
import type { Lookup } from './resolve.ts';
import type { Secure } from './tls/upstream-tls.ts';

/** An IP address without brackets, a name, or `unix://` with the path of a socket and port 0. */
export type Address = { readonly address: string; readonly port: number };

/**
 * One address of a cluster while the gateway runs: what load balancing, limits and outlier detection know of it. It belongs to one
 * cluster alone (two clusters of the same address count for themselves, as in Envoy) and outlives the generations that name it.
 */
export type Host = Address & {
  /** As `hostText`: unique within its cluster, and what the access log prints. */
  readonly key: string;
  readonly cluster: RunningCluster;
  labels: Readonly<Record<string, string>>;
  /** At least 1. */
  weight: number;
  /** `region/zone/subzone`. */
  locality: string | undefined;
  /** The Host that its requests get; absent: that of the decision. */
  sendsHost: string | undefined;
  /** Spoken with it, whatever the policy of its cluster says. */
  tls: UpstreamTls | undefined;
  /** When it joined its cluster, in milliseconds since the epoch. */
  readonly since: number;
  /** Requests, tunnels and TCP connections under way. */
  active: number;
  /** Open connections, busy and idle. */
  connections: number;
  /** Set while outlier detection keeps it out. */
  ejected: boolean;
};

/**
 * What an attempt says about its host, for outlier detection: the status of its answer (the one gRPC means, where it speaks gRPC), or
 * how it went without one. An answer that breaks off behind its head is told twice: its status, then `reset`. Nothing is told of an
 * attempt that its client gave up, or that a limit of the cluster refused.
 */
export type Outcome =
  | { readonly is: 'answer'; readonly status: number }
  /** `connect`: no connection, or none in time; `timeout`: no head in time. */
  | { readonly is: 'local'; readonly why: 'connect' | 'timeout' | 'reset' };

/** One cluster while the gateway runs. Counts are of now. */
export type RunningCluster = {
  readonly name: string;
  /** As the newest table has it. */
  config: Cluster;
  /** How TLS is spoken where the policy asks for it; absent: nowhere. */
  readonly secure?: Secure | undefined;
  /** How a name that is dialled gets its address; absent: as the system does it. */
  readonly lookup?: Lookup | undefined;
  /** Why no connection may be opened to an address of a host, by the NetworkPolicies of the newest table; absent: everything may be. */
  readonly refusal?: (host: Host, address: string) => string | undefined;
  /** Replaced as a whole when addresses come and go; hosts that stay are the same objects. */
  hosts: readonly Host[];
  /** Made anew whenever the hosts, their health or the policy change. */
  balancer: Balancer;
  connections: number;
  pending: number;
  requests: number;
  retries: number;
  /** Requests that have ended within the interval of the retry budget, where it has one. */
  recent?: number;
};

/** `address:port`, IPv6 in brackets; the path of a socket of the file system, `@name` where it has no file. */
export const hostText = ({ address, port }: Address): string => {
  if (address.startsWith('unix://')) return address.slice('unix://'.length);
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
};
