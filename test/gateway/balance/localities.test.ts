import { describe, expect, test } from 'vitest';
import type { LocalityPolicy } from '#core/route/cluster-policy.ts';
import { loadsOf } from '../../../src-main/gateway/upstream/balance/loads.ts';
import { levelsOf, localityOfLabels } from '../../../src-main/gateway/upstream/balance/localities.ts';
import type { Host } from '../../../src-main/gateway/upstream/host.ts';
import { balancerOf, chiSquare, countsOf, hostsOf, type Made, maglev, policy, ring, seeded } from './hosts.ts';

const localities = (more: Partial<LocalityPolicy> = {}): LocalityPolicy => ({
  kind: 'localities',
  distribute: [],
  failover: [],
  failoverPriority: [],
  ...more,
});
const near: Made = { locality: 'eu/a/1' };
const places: readonly Made[] = [
  near,
  { locality: 'eu/a/2' },
  { locality: 'eu/b/1' },
  { locality: 'us/a/1' },
  { locality: 'as/a/1' },
];
const home = { locality: 'eu/a/1' };
const portsOf = (levels: ReturnType<typeof levelsOf>) =>
  levels.map((level) => level.flatMap(({ hosts }) => hosts.map(({ port }) => port)));
const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, one) => sum + one, 0);

test('labels say where an endpoint is', () => {
  expect(localityOfLabels({ 'istio-locality': 'eu.a.1' })).toBe('eu/a/1');
  const node = { 'topology.kubernetes.io/region': 'eu', 'topology.kubernetes.io/zone': 'a' };
  expect(localityOfLabels(node)).toBe('eu/a');
  expect(localityOfLabels({ ...node, 'topology.istio.io/subzone': '1' })).toBe('eu/a/1');
  expect(localityOfLabels({ app: 'web' })).toBeUndefined();
});

describe('levels', () => {
  test('go from the own place to the region and beyond, with outlier detection', () => {
    expect(portsOf(levelsOf(hostsOf(places), undefined, true, home))).toEqual([[90], [91], [92], [93, 94]]);
  });

  test('are one without outlier detection, without a place of the gateway, or turned off', () => {
    const all = [[90, 91, 92, 93, 94]];
    expect(portsOf(levelsOf(hostsOf(places), localities(), false, home))).toEqual(all);
    expect(portsOf(levelsOf(hostsOf(places), localities(), true, {}))).toEqual(all);
    expect(portsOf(levelsOf(hostsOf(places), localities({ enabled: false }), true, home))).toEqual(all);
  });

  test('of another region follow failover', () => {
    const to = (region: string) => localities({ failover: [{ from: 'eu', to: region }] });
    expect(portsOf(levelsOf(hostsOf(places), to('as'), true, home))).toEqual([[90], [91], [92], [94], [93]]);
    expect(portsOf(levelsOf(hostsOf(places), to('us'), true, { locality: 'as/a/1' }))).toEqual([
      [94],
      [90, 91, 92, 93],
    ]);
  });

  test('skip places where nobody is', () => {
    expect(portsOf(levelsOf(hostsOf(places.slice(2)), undefined, true, home))).toEqual([[90], [91, 92]]);
  });

  test('of failoverPriority follow how many labels agree, in their order', () => {
    const made: readonly Made[] = [
      { labels: { version: 'v1', canary: 'no' } },
      { labels: { version: 'v2', canary: 'yes' } },
      { labels: { version: 'v1', canary: 'yes' } },
      { labels: {} },
    ];
    const priority = localities({ failoverPriority: ['version', 'canary'] });
    const own = { labels: { version: 'v1', canary: 'yes' } };
    expect(portsOf(levelsOf(hostsOf(made), priority, true, own))).toEqual([[92], [90], [91, 93]]);
    // A value that is written stands for the gateway's own.
    const written = localities({ failoverPriority: ['version=v2', 'canary'] });
    expect(portsOf(levelsOf(hostsOf(made), written, true, own))).toEqual([[91], [90, 92, 93]]);
    // Without labels the gateway agrees with everybody.
    expect(portsOf(levelsOf(hostsOf(made), priority, true, {}))).toEqual([[90, 91, 92, 93]]);
  });

  test('of failoverPriority know the labels of places', () => {
    const priority = localities({ failoverPriority: ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'] });
    expect(portsOf(levelsOf(hostsOf(places), priority, true, home))).toEqual([[90, 91], [92], [93, 94]]);
  });

  test('of failoverPriority and failover together: labels first', () => {
    const both = localities({ failoverPriority: ['tier'], failover: [{ from: 'eu', to: 'us' }] });
    const made = [
      { ...near, labels: { tier: 'silver' } },
      { locality: 'us/a/1', labels: { tier: 'gold' } },
      { locality: 'as/a/1', labels: { tier: 'gold' } },
    ];
    expect(portsOf(levelsOf(hostsOf(made), both, true, { ...home, labels: { tier: 'gold' } }))).toEqual([
      [91],
      [92],
      [90],
    ]);
  });

  test('of zones are regions: one gateway fills all zones of its own evenly', () => {
    const zones = localities({ kind: 'zones', failover: [{ from: 'eu', to: 'as' }] });
    expect(portsOf(levelsOf(hostsOf(places), zones, true, home))).toEqual([[90, 91, 92], [94], [93]]);
  });
});

describe('shares of levels', () => {
  const health = (...usable: readonly (readonly [number, number])[]) => usable.map(([u, all]) => ({ usable: u, all }));

  test('stay with the first while it can carry them, and spill over with a factor of 1.4', () => {
    expect(loadsOf(health([5, 5], [5, 5]), 0).percent).toEqual([100, 0]);
    expect(loadsOf(health([72, 100], [100, 100]), 0).percent).toEqual([100, 0]);
    expect(loadsOf(health([50, 100], [100, 100]), 0).percent).toEqual([70, 30]);
    expect(loadsOf(health([25, 100], [25, 100]), 0).percent).toEqual([50, 50]);
    expect(loadsOf(health([25, 100], [50, 100], [100, 100]), 0).percent).toEqual([35, 65, 0]);
    expect(loadsOf(health([0, 5], [5, 5]), 0).percent).toEqual([0, 100]);
    expect(loadsOf(health([5, 100], [5, 100], [5, 100]), 0).percent).toEqual([34, 33, 33]);
  });

  test('are none where nobody is well, and by the number of hosts in panic', () => {
    expect(loadsOf(health([0, 3], [0, 1]), 0)).toEqual({ percent: [0, 0], panic: [false, false] });
    expect(loadsOf(health([0, 3], [0, 1]), 50)).toEqual({ percent: [75, 25], panic: [true, true] });
  });

  test('there is no panic while all levels together can carry everything', () => {
    expect(loadsOf(health([1, 10], [10, 10]), 50)).toEqual({ percent: [14, 86], panic: [false, false] });
    expect(loadsOf(health([1, 10], [5, 10]), 20).panic).toEqual([true, false]);
  });
});

describe('failover', () => {
  const hosts = (): readonly Host[] => hostsOf([near, near, near, near, { locality: 'us/a/1' }], {});
  const eject = (from: readonly Host[], count: number): void => {
    for (const host of from.slice(0, count)) host.ejected = true;
  };

  test.each([
    [0, 0],
    [1, 0],
    [2, 0.3],
    [3, 0.65],
    [4, 1],
  ])('with %i of four ejected, %f of the requests leave the place', (ejected, share) => {
    const all = hosts();
    eject(all, ejected);
    for (const by of ['round-robin', 'least-request', 'random'] as const) {
      const counts = countsOf(balancerOf(all, policy(by), { proxy: home, dice: seeded(31) }), 5_000);
      const away = counts['94'] ?? 0;
      if (share === 0 || share === 1) expect(away).toBe(5_000 * share);
      else {
        const { value, critical } = chiSquare([away, 5_000 - away], [share, 1 - share]);
        expect(value).toBeLessThan(critical);
      }
    }
  });

  test.each([
    ['ring', ring],
    ['Maglev', maglev],
  ])('keeps a key of a %s on its level', (_, of) => {
    const all = hosts();
    eject(all, 2);
    const one = balancerOf(all, of, { proxy: home, dice: seeded(1) });
    const other = balancerOf(all, of, { proxy: home, dice: seeded(2) });
    let away = 0;
    for (let i = 0n; i < 1_000n; i++) {
      const hash = i * 0x9e3779b97f4a7c15n;
      const host = one.choose({ hash: BigInt.asUintN(64, hash) });
      expect(other.choose({ hash: BigInt.asUintN(64, hash) })).toBe(host);
      if (host?.locality === 'us/a/1') away += 1;
    }
    expect(away).toBeGreaterThan(200);
    expect(away).toBeLessThan(400);
  });

  test('another attempt leaves places that were tried, and takes any where all were', () => {
    const balancer = balancerOf(hosts(), undefined, { proxy: home });
    const leave = new Set(['127.0.0.1:90']);
    for (let i = 0; i < 20; i++) expect(balancer.choose({ leave })?.port).toBe(94);
    for (let i = 0; i < 20; i++)
      expect(balancer.choose({ leave: new Set([...leave, '127.0.0.1:94']) })?.port).not.toBe(94);
  });
});

describe('distribute', () => {
  const to = { 'eu/a/*': 80, 'us/*': 20 };
  const shares = { locality: localities({ distribute: [{ from: 'eu/*', to }] }) };
  const rule = policy('round-robin', shares);

  test('shares requests among places, whatever their hosts weigh, and leaves out those it does not name', () => {
    const counts = countsOf(balancerOf(hostsOf(places), rule, { proxy: home }), 1_000);
    expect(counts).toEqual({ '90': 400, '91': 400, '93': 200 });
  });

  test('is for gateways of that place alone', () => {
    const counts = countsOf(balancerOf(hostsOf(places), rule, { proxy: { locality: 'as/a/1' } }), 1_000);
    expect(total(counts)).toBe(1_000);
    expect(Object.keys(counts)).toHaveLength(5);
  });

  test('gives less to a place of which many hosts are ejected', () => {
    const hosts = hostsOf([near, near, near, near, { locality: 'us/a/1' }], {});
    for (const host of hosts.slice(0, 2)) host.ejected = true;
    const half = policy('round-robin', {
      locality: localities({ distribute: [{ from: 'eu/*', to: { 'eu/*': 50, 'us/*': 50 } }] }),
    });
    const counts = countsOf(balancerOf(hosts, half, { proxy: home }), 1_700);
    // 50 × 0.7 against 50.
    expect(Math.abs((counts['94'] ?? 0) - 1_000)).toBeLessThanOrEqual(2);
  });

  test('puts its shares into tables of hashes', () => {
    for (const table of [ring, maglev]) {
      const balancer = balancerOf(hostsOf(places), { ...table, ...shares }, { proxy: home });
      const dice = seeded(9);
      const counts = countsOf(balancer, 10_000, () => ({ hash: BigInt(Math.floor(dice() * 2 ** 53)) << 11n }));
      expect(counts['92']).toBeUndefined();
      expect(Math.abs((counts['93'] ?? 0) - 2_000)).toBeLessThan(400);
    }
  });
});

describe('panic', () => {
  const three = (minHealthPercent: number, ejected: number): readonly Host[] => {
    const hosts = hostsOf([{}, {}, {}], { minHealthPercent });
    for (const host of hosts.slice(0, ejected)) host.ejected = true;
    return hosts;
  };

  test('below the threshold all hosts are used again', () => {
    const counts = countsOf(balancerOf(three(50, 2), policy('round-robin')), 300);
    expect(counts).toEqual({ '90': 100, '91': 100, '92': 100 });
  });

  test('above it only those that are well', () => {
    expect(countsOf(balancerOf(three(30, 2), policy('round-robin')), 300)).toEqual({ '92': 300 });
  });

  test('with a threshold of 0 nobody is left in the end', () => {
    expect(balancerOf(three(0, 3), undefined).choose({})).toBeUndefined();
    expect(balancerOf(three(1, 3), undefined).choose({})).toBeDefined();
    expect(balancerOf([], ring).choose({ hash: 1n })).toBeUndefined();
  });
});
