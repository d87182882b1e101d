import { expect, test } from 'vitest';
import type { OutlierPolicy } from '#core/route/cluster-policy.ts';
import type { Host, Outcome, RunningCluster } from '../../../src-main/gateway/upstream/host.ts';
import { createOutliers } from '../../../src-main/gateway/upstream/outlier.ts';
import { hostsOf } from '../balance/hosts.ts';
import { origin } from '../tables.ts';

const status = (code: number): Outcome => ({ is: 'answer', status: code });
const local = (why: 'connect' | 'timeout' | 'reset'): Outcome => ({ is: 'local', why });

/** `count` hosts of a cluster with this policy; everybody may be left out unless it says otherwise. Time goes by `pass`. */
const watchHosts = (count: number, policy: Partial<OutlierPolicy> = {}) => {
  const hosts = hostsOf(
    Array.from({ length: count }, () => ({})),
    { maxEjectionPercent: 100, ...policy },
  );
  const [first] = hosts;
  if (!first) throw new Error('a cluster without hosts has nobody to watch');
  const { cluster } = first;
  cluster.hosts = hosts;
  let now = 1_000;
  const logged: string[] = [];
  const changed: RunningCluster[] = [];
  const sweeps = new Map<() => void, number>();
  const outliers = createOutliers(
    {
      clock: () => now,
      log: (level, message, fields) => logged.push(`${level} ${message} ${JSON.stringify(fields)}`),
      repeat: (run, ms) => {
        sweeps.set(run, ms);
        return () => sweeps.delete(run);
      },
    },
    (one) => changed.push(one),
  );
  return {
    hosts,
    first,
    cluster,
    outliers,
    logged,
    changed,
    sweeps,
    tell: (host: Host | undefined, ...outcomes: readonly Outcome[]) => {
      for (const outcome of outcomes) outliers.note(host as Host, outcome);
    },
    pass: (ms: number) => {
      now += ms;
    },
    sweep: () => {
      for (const run of [...sweeps.keys()]) run();
    },
    ejected: () => hosts.filter((host) => host.ejected).map(({ port }) => port),
  };
};

const times = (count: number, outcome: Outcome): readonly Outcome[] => Array.from({ length: count }, () => outcome);

test('five errors in a row leave a host out, with a line in the log and a word to the balancer', () => {
  const { first, cluster, outliers, tell, changed, logged, ejected } = watchHosts(2);
  tell(first, ...times(4, status(500)));
  expect(ejected()).toEqual([]);
  tell(first, status(503));
  expect(ejected()).toEqual([90]);
  expect(changed).toEqual([cluster]);
  expect(logged).toEqual([
    'warn "127.0.0.1:90" of "web" gets no requests for 30s {"cluster":"web","address":"127.0.0.1:90","reason":"5 errors in a row"}',
  ]);
  expect(outliers.ejectionOf(first)).toEqual({ since: 1_000, until: 31_000, reason: '5 errors in a row' });
  expect(outliers.countOf(first)).toBe(1);
});

test('one good answer ends the row', () => {
  const { first, tell, ejected } = watchHosts(2);
  tell(first, ...times(4, status(500)), status(404), ...times(4, status(502)));
  expect(ejected()).toEqual([]);
});

test('nobody goes beyond the share of the policy, and the default share of 10 % needs ten hosts [Q]', () => {
  const small = watchHosts(9, { maxEjectionPercent: 10, consecutive5xx: 1 });
  small.tell(small.first, ...times(20, status(500)));
  expect(small.ejected()).toEqual([]);
  expect(small.changed).toEqual([]);
  const large = watchHosts(10, { maxEjectionPercent: 10, consecutive5xx: 1 });
  for (const host of large.hosts) large.tell(host, status(500));
  expect(large.ejected()).toEqual([90]);
  const half = watchHosts(3, { maxEjectionPercent: 67, consecutive5xx: 1 });
  for (const host of half.hosts) half.tell(host, status(500));
  expect(half.ejected()).toEqual([90, 91]);
});

test('a host that may not go counts anew', () => {
  const { hosts, tell, pass, sweep, ejected } = watchHosts(2, { maxEjectionPercent: 50, consecutive5xx: 3 });
  tell(hosts[0], ...times(3, status(500)));
  tell(hosts[1], ...times(3, status(500)));
  expect(ejected()).toEqual([90]);
  pass(30_000);
  sweep();
  tell(hosts[1], ...times(2, status(500)));
  expect(ejected()).toEqual([]);
  tell(hosts[1], status(500));
  expect(ejected()).toEqual([91]);
});

test('gateway errors count for themselves and as errors; 500 ends their row and not the other one', () => {
  const policy = { consecutiveGatewayErrors: 2, consecutive5xx: 4 };
  const one = watchHosts(2, policy);
  one.tell(one.first, status(503), status(500), status(503), status(504));
  expect(one.outliers.ejectionOf(one.first)?.reason).toBe('2 gateway errors in a row');
  const other = watchHosts(2, policy);
  other.tell(other.first, status(503), status(500), status(503), status(500));
  expect(other.outliers.ejectionOf(other.first)?.reason).toBe('4 errors in a row');
  const off = watchHosts(2, { consecutiveGatewayErrors: 0, consecutive5xx: 0 });
  off.tell(off.first, ...times(50, status(503)));
  expect(off.ejected()).toEqual([]);
});

test('without a split, failed connections are 503 and timeouts 504', () => {
  const { first, tell, outliers } = watchHosts(2, { consecutive5xx: 0, consecutiveGatewayErrors: 3 });
  tell(first, local('connect'), local('timeout'), local('reset'));
  expect(outliers.ejectionOf(first)?.reason).toBe('3 gateway errors in a row');
});

test('with a split, failed connections are counted by themselves', () => {
  const { hosts, first, tell, outliers, ejected } = watchHosts(3, {
    splitLocalOrigin: true,
    consecutive5xx: 2,
    consecutiveLocalOrigin: 3,
  });
  tell(first, local('connect'), status(500), local('connect'), local('connect'));
  expect(ejected()).toEqual([]);
  tell(first, local('connect'));
  expect(outliers.ejectionOf(first)?.reason).toBe('3 failed connections in a row');
  tell(hosts[1], status(500), local('connect'), status(500));
  expect(outliers.ejectionOf(hosts[1] as Host)?.reason).toBe('2 errors in a row');
  // The connection was there each time, so that no two of these failures are in a row.
  tell(hosts[2], ...times(9, local('timeout')), ...times(9, local('reset')));
  expect(hosts[2]?.ejected).toBe(false);
});

test('error codes take the place of 5xx', () => {
  const { first, tell, outliers, ejected } = watchHosts(2, {
    errorCodes: [429, 503],
    consecutive5xx: 2,
    consecutiveGatewayErrors: 1,
  });
  tell(first, status(429), status(500), status(429));
  expect(ejected()).toEqual([]);
  tell(first, status(503));
  expect(outliers.ejectionOf(first)?.reason).toBe('2 errors in a row');
});

test('a host returns at a look behind its time, not before', () => {
  const { first, tell, pass, sweep, changed, logged, ejected } = watchHosts(2);
  tell(first, ...times(5, status(500)));
  pass(29_999);
  sweep();
  expect(ejected()).toEqual([90]);
  pass(1);
  expect(ejected()).toEqual([90]);
  sweep();
  expect(ejected()).toEqual([]);
  expect(changed).toHaveLength(2);
  expect(logged.at(-1)).toBe(
    'info "127.0.0.1:90" of "web" gets requests again after 30s {"cluster":"web","address":"127.0.0.1:90"}',
  );
  // What it answered while it was out does not count.
  tell(first, ...times(4, status(500)));
  expect(ejected()).toEqual([]);
});

test('every ejection is longer than the one before, up to five minutes, and each quiet look makes the next one shorter', () => {
  const { first, tell, pass, sweep, outliers } = watchHosts(2, { consecutive5xx: 1 });
  const lasts: number[] = [];
  for (let i = 0; i < 12; i++) {
    tell(first, status(500));
    const { since, until } = outliers.ejectionOf(first) ?? { since: 0, until: 0 };
    lasts.push((until - since) / 1000);
    pass(until - since);
    sweep();
  }
  expect(lasts).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300]);
  // Eleven are remembered, the last of which does not make it longer.
  for (let i = 0; i < 9; i++) sweep();
  tell(first, status(500));
  const { since, until } = outliers.ejectionOf(first) ?? { since: 0, until: 0 };
  expect(until - since).toBe(90_000);
  expect(outliers.countOf(first)).toBe(13);
});

test('a base above five minutes is the longest itself', () => {
  const { first, tell, pass, sweep, outliers } = watchHosts(2, { consecutive5xx: 1, baseEjectionMs: 600_000 });
  tell(first, status(500));
  pass(600_000);
  sweep();
  tell(first, status(500));
  const { since, until } = outliers.ejectionOf(first) ?? { since: 0, until: 0 };
  expect(until - since).toBe(600_000);
});

test('hosts that leave are no longer counted', () => {
  const { hosts, first, cluster, tell, outliers, ejected } = watchHosts(3, {
    maxEjectionPercent: 50,
    consecutive5xx: 1,
  });
  tell(first, status(500));
  tell(hosts[1], status(500));
  expect(ejected()).toEqual([90]);
  cluster.hosts = hosts.slice(1);
  outliers.follow([cluster]);
  expect(outliers.ejectionOf(first)).toBeUndefined();
  tell(hosts[1], status(500));
  expect(hosts[1]?.ejected).toBe(true);
});

test('a policy that changes or goes lets everybody in; one that only moved does not', () => {
  const { first, cluster, tell, outliers, changed, sweeps, ejected } = watchHosts(2, { consecutive5xx: 1 });
  const outlier = cluster.config.policy?.outlier as OutlierPolicy;
  const say = (next: OutlierPolicy | undefined) => {
    cluster.config = { ...cluster.config, policy: next ? { outlier: next } : {} };
    outliers.follow([cluster]);
  };
  tell(first, status(500));
  say({ ...outlier, origin: origin('DestinationRule', 'moved') });
  expect(ejected()).toEqual([90]);
  say({ ...outlier, baseEjectionMs: 1_000 });
  expect(ejected()).toEqual([]);
  expect(changed).toHaveLength(2);
  tell(first, status(500));
  expect(outliers.ejectionOf(first)?.until).toBe(2_000);
  say(undefined);
  expect(ejected()).toEqual([]);
  expect(sweeps.size).toBe(0);
  tell(first, ...times(9, status(500)));
  expect(ejected()).toEqual([]);
  expect(sweeps.size).toBe(0);
});

test('looks come at the interval of the policy and end with the cluster', () => {
  const { first, tell, outliers, sweeps } = watchHosts(2, { intervalMs: 2_500 });
  expect(sweeps.size).toBe(0);
  tell(first, status(200));
  expect([...sweeps.values()]).toEqual([2_500]);
  outliers.follow([]);
  expect(sweeps.size).toBe(0);
  tell(first, status(200));
  expect(sweeps.size).toBe(1);
  outliers.close();
  expect(sweeps.size).toBe(0);
});
