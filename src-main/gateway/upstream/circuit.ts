import type { Host, RunningCluster } from './host.ts';
import type { UpstreamFailure } from './upstream.ts';

/**
 * The limits of a cluster (reference 6.5), asked before something is begun. Each is read from the newest policy: a lower limit stops
 * what comes, never what is under way.
 */

/** A client without any connection to its host opens one all the same; that is for it to know. */
export const mayConnect = ({ connections, config }: RunningCluster): boolean =>
  connections < (config.policy?.pool?.maxConnections ?? Infinity);

/** For a connection that is not there yet. */
export const mayWait = ({ pending, config }: RunningCluster): boolean =>
  pending < (config.policy?.pool?.maxPendingRequests ?? Infinity);

export const mayBegin = ({ requests, config }: RunningCluster): boolean =>
  requests < (config.policy?.pool?.maxRequests ?? Infinity);

/**
 * A budget takes the place of `maxRetries`: a share of what is under way, waits, or has ended within its interval, and never less than
 * `atLeast` (Envoy's RetryBudget).
 */
export function mayRetry({ retries, requests, pending, recent = 0, config }: RunningCluster): boolean {
  const { retryBudget, pool } = config.policy ?? {};
  if (!retryBudget) return retries < (pool?.maxRetries ?? Infinity);
  const share = Math.floor((retryBudget.percent / 100) * (requests + pending + recent));
  return retries < Math.max(share, retryBudget.atLeast);
}

/** A request, tunnel or copy has a connection. */
export function begin(host: Host): void {
  host.active += 1;
  host.cluster.requests += 1;
}

/** Once for each `begin`. */
export function end(host: Host): void {
  const { cluster } = host;
  host.active -= 1;
  cluster.requests -= 1;
  const intervalMs = cluster.config.policy?.retryBudget?.intervalMs;
  if (!intervalMs) return;
  cluster.recent = (cluster.recent ?? 0) + 1;
  setTimeout(() => {
    cluster.recent = (cluster.recent ?? 0) - 1;
  }, intervalMs).unref();
}

/** Reference 8.3; never retried. */
export const overflow: UpstreamFailure = { reason: 'overflow' };
