import type { OutlierPolicy } from '#core/route/cluster-policy.ts';
import type { Clock, Log } from '#core/world.ts';
import type { Host, Outcome, RunningCluster } from './host.ts';

/** Why a host was left out, and until when. Times are milliseconds since the epoch. */
export type Ejection = {
  readonly since: number;
  /** When it may come back; it does so at the next look behind this moment. */
  readonly until: number;
  /** Short: `5 errors in a row`. */
  readonly reason: string;
};

export type Outliers = {
  /** How an attempt at a host went; at a host whose cluster has no outlier policy nothing happens. */
  readonly note: (host: Host, outcome: Outcome) => void;
  /**
   * Takes over what the policies of these clusters say now. A policy that changed or is gone lets everybody back in, as a changed
   * cluster begins anew in Envoy; clusters that are not among them are forgotten.
   */
  readonly follow: (clusters: Iterable<RunningCluster>) => void;
  /** Of a host that is left out now. */
  readonly ejectionOf: (host: Host) => Ejection | undefined;
  /** How often a host was left out since it joined its cluster, or since the policy changed. */
  readonly countOf: (host: Host) => number;
  /** Stops looking. */
  readonly close: () => void;
};

/** Runs something again and again without keeping the process alive. Returns how to stop. */
export type Repeat = (run: () => void, ms: number) => () => void;

/** What is known of one host; counts are of errors in a row. */
type Monitor = {
  errors: number;
  gatewayErrors: number;
  localErrors: number;
  /** Ejections that count for how long the next one lasts: one less for each look that finds the host well. */
  backoff: number;
  ejections: number;
  ejection: Ejection | undefined;
};

type Watch = {
  readonly policy: OutlierPolicy;
  readonly said: string;
  readonly monitors: Map<Host, Monitor>;
  readonly stop: () => void;
};

/** Reference 6.6: the longest ejection, where the base is not longer. */
const longestMs = 300_000;

/**
 * Outlier detection (reference 6.6; Envoy's outlier_detection_impl, which Istio configures without success rates): hosts whose answers
 * are errors so many times in a row are left out for a while. `changed` is called after the `ejected` of hosts of a cluster changed.
 */
export function createOutliers(
  { clock, log, repeat = repeatQuietly }: { readonly clock: Clock; readonly log: Log; readonly repeat?: Repeat },
  changed: (cluster: RunningCluster) => void,
): Outliers {
  const watches = new Map<RunningCluster, Watch>();
  let closed = false;

  const watch = (cluster: RunningCluster, policy: OutlierPolicy): Watch => {
    const made: Watch = {
      policy,
      said: sayPolicy(policy),
      monitors: new Map(),
      stop: repeat(() => sweep(cluster, made), policy.intervalMs),
    };
    watches.set(cluster, made);
    return made;
  };

  const monitorOf = ({ monitors }: Watch, host: Host): Monitor => {
    let monitor = monitors.get(host);
    if (!monitor) {
      monitor = { errors: 0, gatewayErrors: 0, localErrors: 0, backoff: 0, ejections: 0, ejection: undefined };
      monitors.set(host, monitor);
    }
    return monitor;
  };

  /** Whoever may come back does; whoever is well gets a shorter ejection the next time. */
  const sweep = (cluster: RunningCluster, { policy, monitors }: Watch): void => {
    const now = clock();
    const present = new Set(cluster.hosts);
    let returned = false;
    for (const [host, monitor] of monitors) {
      if (!present.has(host)) monitors.delete(host);
      else if (!monitor.ejection) monitor.backoff = Math.max(0, monitor.backoff - 1);
      else if (now - monitor.ejection.since >= lasts(policy, monitor.backoff)) {
        readmit(host, monitor);
        returned = true;
        const seconds = Math.round((now - monitor.ejection.since) / 1000);
        monitor.ejection = undefined;
        log('info', `"${host.key}" of "${cluster.name}" gets requests again after ${seconds}s`, fieldsOf(host));
      }
    }
    if (returned) changed(cluster);
  };

  /** At once, and only as far as the policy's share of the hosts goes; the share of a cluster counts the one that is to go. */
  const eject = (host: Host, { policy }: Watch, monitor: Monitor, reason: string): void => {
    const { hosts, name } = host.cluster;
    // Whoever has left the cluster cannot be left out.
    if (!hosts.includes(host)) return;
    const out = hosts.filter(({ ejected }) => ejected).length;
    if ((100 * (out + 1)) / hosts.length > policy.maxEjectionPercent) {
      log(
        'debug',
        `"${host.key}" of "${name}" stays in use: more than ${policy.maxEjectionPercent}% would be left out`,
        {
          ...fieldsOf(host),
          reason,
        },
      );
      return;
    }
    if (monitor.backoff * policy.baseEjectionMs < Math.max(longestMs, policy.baseEjectionMs) + policy.baseEjectionMs)
      monitor.backoff += 1;
    const since = clock();
    const ms = lasts(policy, monitor.backoff);
    monitor.ejection = { since, until: since + ms, reason };
    monitor.ejections += 1;
    host.ejected = true;
    log('warn', `"${host.key}" of "${name}" gets no requests for ${ms / 1000}s`, { ...fieldsOf(host), reason });
    changed(host.cluster);
  };

  /** Another error in a row. Counts begin anew where one of them speaks up, whether or not the host had to go. */
  const charge = (host: Host, watched: Watch, count: Counted, limit: number): void => {
    const monitor = monitorOf(watched, host);
    monitor[count] += 1;
    // Equal, not at least: who is left out already goes on counting, and 0 is never met.
    if (monitor[count] !== limit || host.ejected) return;
    eject(host, watched, monitor, `${limit} ${limit === 1 ? reasons[count].slice(0, -1) : reasons[count]} in a row`);
    monitor[count] = 0;
  };

  const chargeStatus = (host: Host, watched: Watch, status: number): void => {
    const { policy } = watched;
    if (status < 500 || status > 599) {
      const monitor = watched.monitors.get(host);
      if (monitor) Object.assign(monitor, { errors: 0, gatewayErrors: 0 });
      return;
    }
    if (gatewayErrors.has(status)) charge(host, watched, 'gatewayErrors', policy.consecutiveGatewayErrors);
    else monitorOf(watched, host).gatewayErrors = 0;
    charge(host, watched, 'errors', policy.consecutive5xx);
  };

  const unwatch = (cluster: RunningCluster, { stop, monitors }: Watch): void => {
    stop();
    watches.delete(cluster);
    let returned = false;
    for (const [host, monitor] of monitors) {
      if (!host.ejected) continue;
      readmit(host, monitor);
      returned = true;
    }
    if (returned) changed(cluster);
  };

  return {
    note: (host, outcome) => {
      const { cluster } = host;
      const policy = cluster.config.policy?.outlier;
      if (!policy || closed) return;
      const watched = watches.get(cluster) ?? watch(cluster, policy);
      if (outcome.is === 'answer') {
        // Whoever answers could be connected to.
        if (policy.splitLocalOrigin) connected(watched.monitors.get(host));
        chargeStatus(host, watched, countedAs(policy, outcome.status));
      } else if (policy.splitLocalOrigin) {
        // A connection was there before it broke or stalled, which ends the row before this failure.
        if (outcome.why !== 'connect') connected(watched.monitors.get(host));
        charge(host, watched, 'localErrors', policy.consecutiveLocalOrigin);
      } else chargeStatus(host, watched, outcome.why === 'timeout' ? 504 : 503);
    },
    follow: (clusters) => {
      const present = new Set(clusters);
      for (const [cluster, watched] of [...watches]) {
        const policy = cluster.config.policy?.outlier;
        if (!present.has(cluster) || !policy || sayPolicy(policy) !== watched.said) unwatch(cluster, watched);
        else
          for (const host of watched.monitors.keys()) if (!cluster.hosts.includes(host)) watched.monitors.delete(host);
      }
    },
    ejectionOf: (host) => watches.get(host.cluster)?.monitors.get(host)?.ejection,
    countOf: (host) => watches.get(host.cluster)?.monitors.get(host)?.ejections ?? 0,
    close: () => {
      closed = true;
      for (const { stop } of watches.values()) stop();
      watches.clear();
    },
  };
}

type Counted = 'errors' | 'gatewayErrors' | 'localErrors';

const reasons: Readonly<Record<Counted, string>> = {
  errors: 'errors',
  gatewayErrors: 'gateway errors',
  localErrors: 'failed connections',
};

const gatewayErrors: ReadonlySet<number> = new Set([502, 503, 504]);

/** Envoy's error matcher reports what it matches as 500 and everything else as a success. */
const countedAs = ({ errorCodes }: OutlierPolicy, status: number): number =>
  errorCodes === undefined ? status : errorCodes.includes(status) ? 500 : 200;

const lasts = ({ baseEjectionMs }: OutlierPolicy, times: number): number =>
  Math.min(baseEjectionMs * times, Math.max(longestMs, baseEjectionMs));

const connected = (monitor: Monitor | undefined): void => {
  if (monitor) monitor.localErrors = 0;
};

/** Counts begin anew, so that a few new errors do not lead straight out again. */
const readmit = (host: Host, monitor: Monitor): void => {
  host.ejected = false;
  Object.assign(monitor, { errors: 0, gatewayErrors: 0, localErrors: 0 });
};

const fieldsOf = ({ key, cluster }: Host) => ({ cluster: cluster.name, address: key });

/** A block that was only moved says the same. */
const sayPolicy = ({ origin: _, ...policy }: OutlierPolicy): string => JSON.stringify(policy);

/** Beyond it Node's timers run at once. */
const longestTimerMs = 2 ** 31 - 1;

const repeatQuietly: Repeat = (run, ms) => {
  const timer = setInterval(run, Math.min(ms, longestTimerMs));
  timer.unref();
  return () => clearInterval(timer);
};
