import type { BalancePolicy, OutlierPolicy } from '#core/route/cluster-policy.ts';
import type { Dice } from '#core/world.ts';
import { type Ask, type Balancer, createBalancer } from '../../../src-main/gateway/upstream/balance/balancer.ts';
import type { OwnPlace } from '../../../src-main/gateway/upstream/balance/localities.ts';
import type { Host, RunningCluster } from '../../../src-main/gateway/upstream/host.ts';
import { cluster, origin } from '../tables.ts';

/** Dice that always fall the same way for the same seed (mulberry32). */
export const seeded = (seed: number): Dice => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

export type Made = Partial<Pick<Host, 'weight' | 'labels' | 'locality' | 'ejected' | 'since' | 'active'>>;

/** Hosts `127.0.0.1:90`, `:91` … of one cluster. */
export const hostsOf = (made: readonly Made[], outlier?: Partial<OutlierPolicy>): readonly Host[] => {
  const policy = outlier && { outlier: { ...usualOutlier, ...outlier } };
  const running: RunningCluster = {
    name: 'web',
    config: cluster([], policy && { policy }),
    hosts: [],
    balancer: { choose: () => undefined },
    connections: 0,
    pending: 0,
    requests: 0,
    retries: 0,
  };
  return made.map((one, index) => ({
    key: `127.0.0.1:${90 + index}`,
    address: '127.0.0.1',
    port: 90 + index,
    cluster: running,
    labels: {},
    weight: 1,
    locality: undefined,
    sendsHost: undefined,
    tls: undefined,
    since: 0,
    active: 0,
    connections: 0,
    ejected: false,
    ...one,
  }));
};

const usualOutlier: OutlierPolicy = {
  consecutive5xx: 5,
  consecutiveGatewayErrors: 0,
  splitLocalOrigin: false,
  consecutiveLocalOrigin: 5,
  intervalMs: 10_000,
  baseEjectionMs: 30_000,
  maxEjectionPercent: 10,
  minHealthPercent: 0,
  origin: origin('DestinationRule', 'web'),
};

export const policy = (by: BalancePolicy['by'], more: Partial<BalancePolicy> = {}): BalancePolicy => ({
  by,
  origin: origin('DestinationRule', 'web'),
  ...more,
});

export const ring = policy('hash', { table: { kind: 'ring', minimumSize: 1024 } });
export const maglev = policy('hash', { table: { kind: 'maglev', size: 65_537 } });

export const balancerOf = (
  hosts: readonly Host[],
  of: BalancePolicy | undefined,
  more: {
    readonly dice?: Dice;
    readonly clock?: () => number;
    readonly proxy?: OwnPlace;
    readonly before?: Balancer;
  } = {},
): Balancer =>
  createBalancer(
    of,
    hosts,
    (host) => !host.ejected,
    { clock: more.clock ?? (() => 0), dice: more.dice ?? seeded(7), ...(more.proxy && { proxy: more.proxy }) },
    more.before,
  );

/** How often each host was chosen, by the last two digits of its key. */
export const countsOf = (
  balancer: Balancer,
  times: number,
  ask: (index: number) => Ask = () => ({}),
  met: (host: Host) => void = () => {},
): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (let i = 0; i < times; i++) {
    const host = balancer.choose(ask(i));
    const name = host === undefined ? 'none' : String(host.port);
    counts[name] = (counts[name] ?? 0) + 1;
    if (host) met(host);
  }
  return counts;
};

/**
 * Whether counts are what chance makes of the shares, at 99 % certainty: Pearson's chi-square against its critical value for as many
 * degrees of freedom as there are shares but one.
 */
export const chiSquare = (
  counts: readonly number[],
  shares: readonly number[],
): { value: number; critical: number } => {
  const total = counts.reduce((sum, one) => sum + one, 0);
  const whole = shares.reduce((sum, one) => sum + one, 0);
  const value = shares.reduce((sum, share, index) => {
    const expected = (total * share) / whole;
    return sum + ((counts[index] ?? 0) - expected) ** 2 / expected;
  }, 0);
  return { value, critical: criticalAt99[shares.length - 2] as number };
};

const criticalAt99 = [6.635, 9.21, 11.345, 13.277, 15.086, 16.812, 18.475, 20.09, 21.666];
