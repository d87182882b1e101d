import { describe, expect, test } from 'vitest';
import { decide } from '#core/route/decide.ts';
import type { Facts } from '#core/route/facts.ts';
import { load } from '#core/route/load.ts';
import { main, service, shop, tableOf } from '../../core/compile/world.ts';
import { balancerOf, chiSquare, countsOf, hostsOf, policy, seeded } from './hosts.ts';

const valuesOf = (counts: Readonly<Record<string, number>>, hosts: number): readonly number[] =>
  Array.from({ length: hosts }, (_, i) => counts[String(90 + i)] ?? 0);

describe('weighted destinations, 10,000 requests', () => {
  test.each([[[90, 10]], [[50, 30, 20]], [[1, 99]]])('%j', (weights) => {
    const to = weights.map((weight, index) => `{ destination: { host: v${index} }, weight: ${weight} }`);
    const services = weights.map((_, index) => service(`v${index}`, 80));
    const loaded = load(tableOf(main, shop(`[{ route: [${to.join(', ')}] }]`), ...services));
    const facts: Facts = {
      listener: '0.0.0.0_80',
      tls: false,
      method: 'GET',
      authority: 'shop.test',
      target: '/',
      headers: [],
    };
    const dice = seeded(20_261_121);
    const counts = weights.map(() => 0);
    for (let i = 0; i < 10_000; i++) {
      const decision = decide(loaded, facts, dice);
      const host = decision.outcome === 'forward' ? decision.destination.host : decision.outcome;
      const index = weights.findIndex((_, number) => host.startsWith(`v${number}.`));
      counts[index] = (counts[index] ?? 0) + 1;
    }
    const { value, critical } = chiSquare(counts, weights);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(10_000);
    expect(value).toBeLessThan(critical);
  });
});

describe('round robin', () => {
  test('takes every host once in a round', () => {
    const balancer = balancerOf(hostsOf(Array(3).fill({})), policy('round-robin'), { dice: () => 0 });
    expect(Array.from({ length: 6 }, () => balancer.choose({})?.port)).toEqual([90, 91, 92, 90, 91, 92]);
  });

  test('begins anywhere', () => {
    const of = (dice: number) => balancerOf(hostsOf(Array(3).fill({})), policy('round-robin'), { dice: () => dice });
    expect([0, 0.4, 0.9].map((dice) => of(dice).choose({})?.port)).toEqual([90, 91, 92]);
  });

  test('keeps to weights exactly, evenly mixed', () => {
    const balancer = balancerOf(hostsOf([{ weight: 5 }, { weight: 3 }, { weight: 2 }]), policy('round-robin'));
    const counts = valuesOf(countsOf(balancer, 1_000), 3);
    for (const [index, expected] of [500, 300, 200].entries())
      expect(Math.abs((counts[index] ?? 0) - expected)).toBeLessThanOrEqual(1);
    const ten = Array.from({ length: 10 }, () => balancer.choose({})?.port);
    expect(ten.filter((port) => port === 92)).toHaveLength(2);
    expect(ten.join(' ')).not.toContain('92 92');
  });

  test('goes on where it was when the table is replaced and hosts stay', () => {
    const hosts = hostsOf(Array(3).fill({}));
    let balancer = balancerOf(hosts, policy('round-robin'));
    const ports: (number | undefined)[] = [];
    for (let i = 0; i < 9; i++) {
      ports.push(balancer.choose({})?.port);
      balancer = balancerOf(hosts, policy('round-robin'), { before: balancer, dice: seeded(i) });
    }
    expect(new Set(ports.slice(0, 3)).size).toBe(3);
    expect(ports.slice(3)).toEqual([...ports.slice(0, 3), ...ports.slice(0, 3)]);
  });

  test('begins anew when a weight changes', () => {
    const hosts = hostsOf([{}, {}]);
    const before = balancerOf(hosts, policy('round-robin'));
    (hosts[1] as { weight: number }).weight = 3;
    const counts = valuesOf(countsOf(balancerOf(hosts, policy('round-robin'), { before }), 400), 2);
    expect(counts).toEqual([100, 300]);
  });

  test('looks for a host that was not tried', () => {
    const balancer = balancerOf(hostsOf(Array(3).fill({})), policy('round-robin'), { dice: () => 0 });
    const avoid = new Set(['127.0.0.1:90', '127.0.0.1:91']);
    for (let i = 0; i < 5; i++) expect(balancer.choose({ avoid })?.port).toBe(92);
    expect(balancer.choose({ avoid: new Set([90, 91, 92].map((port) => `127.0.0.1:${port}`)) })).toBeDefined();
  });
});

describe('least request', () => {
  test('is what there is without a policy: of two hosts at random the one with less to do', () => {
    const hosts = hostsOf([{ active: 5 }, { active: 0 }, { active: 9 }]);
    const counts = valuesOf(countsOf(balancerOf(hosts, undefined, { dice: seeded(3) }), 9_000), 3);
    // Drawn with replacement: the idle one wins 5 of 9 draws, the busiest only against itself.
    const { value, critical } = chiSquare(counts, [3, 5, 1]);
    expect(value).toBeLessThan(critical);
  });

  test('shares evenly among equals', () => {
    const counts = valuesOf(countsOf(balancerOf(hostsOf(Array(5).fill({})), undefined), 10_000), 5);
    const { value, critical } = chiSquare(counts, [1, 1, 1, 1, 1]);
    expect(value).toBeLessThan(critical);
  });

  test('keeps to weights where they differ, and to what hosts have to do', () => {
    const idle = hostsOf([{ weight: 1 }, { weight: 3 }]);
    expect(valuesOf(countsOf(balancerOf(idle, policy('least-request')), 400), 2)).toEqual([100, 300]);
    const busy = hostsOf([{ weight: 1 }, { weight: 3, active: 2 }]);
    expect(valuesOf(countsOf(balancerOf(busy, policy('least-request')), 400), 2)).toEqual([200, 200]);
  });

  test('evens out requests that are under way', () => {
    const hosts = hostsOf(Array(4).fill({}));
    const balancer = balancerOf(hosts, policy('least-request'), { dice: seeded(5) });
    countsOf(
      balancer,
      400,
      () => ({}),
      (host) => {
        host.active += 1;
      },
    );
    for (const { active } of hosts) expect(Math.abs(active - 100)).toBeLessThan(10);
  });
});

test('random does not look at weights', () => {
  const hosts = hostsOf([{ weight: 1 }, { weight: 9 }, { weight: 5 }]);
  const counts = valuesOf(countsOf(balancerOf(hosts, policy('random'), { dice: seeded(17) }), 9_000), 3);
  const { value, critical } = chiSquare(counts, [1, 1, 1]);
  expect(value).toBeLessThan(critical);
});

test('the original destination is the host that the client was going to, and nobody at a gateway', () => {
  const balancer = balancerOf(hostsOf([{}, {}]), policy('original-destination'));
  expect(balancer.choose({})).toBeUndefined();
  expect(balancer.choose({ original: { address: '127.0.0.1', port: 91 } })?.port).toBe(91);
  expect(balancer.choose({ original: { address: '127.0.0.1', port: 99 } })).toBeUndefined();
});

describe.each(['round-robin', 'least-request'] as const)('slow start with %s', (by) => {
  const warm = (minimumPercent: number, aggression: number) =>
    policy(by, { warmup: { ms: 10_000, minimumPercent, aggression } });
  const sharesAt = (now: number, of = warm(10, 1)) => {
    const hosts = hostsOf([{ since: -100_000 }, { since: 0 }]);
    return valuesOf(countsOf(balancerOf(hosts, of, { clock: () => now }), 1_100), 2);
  };
  const near = (counts: readonly number[], wanted: number) =>
    expect(Math.abs((counts[1] ?? 0) - wanted)).toBeLessThanOrEqual(2);

  test('a new host begins with its least share and grows to all of it', () => {
    near(sharesAt(1), (1_100 * 0.1) / 1.1);
    near(sharesAt(5_000), (1_100 * 0.5) / 1.5);
    near(sharesAt(10_000), 550);
  });

  test('aggression bends the way there', () => {
    near(sharesAt(2_500, warm(10, 2)), (1_100 * 0.5) / 1.5);
  });

  test('nobody waits for a host without a least share', () => {
    const counts = sharesAt(0, warm(0, 1));
    expect(counts[0]).toBeGreaterThan(1_080);
    expect(counts[1]).toBeGreaterThan(0);
  });
});
