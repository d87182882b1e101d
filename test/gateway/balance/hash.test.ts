import { describe, expect, test } from 'vitest';
import type { BalancePolicy } from '#core/route/cluster-policy.ts';
import { xxHash64 } from '../../../src-main/gateway/upstream/balance/xx-hash.ts';
import { balancerOf, chiSquare, countsOf, hostsOf, maglev, policy, ring, seeded } from './hosts.ts';

const ringOf = (minimumSize: number): BalancePolicy => policy('hash', { table: { kind: 'ring', minimumSize } });
const maglevOf = (size: number): BalancePolicy => policy('hash', { table: { kind: 'maglev', size } });
const portsOf = (of: BalancePolicy, made: Parameters<typeof hostsOf>[0], hashes: readonly bigint[]) => {
  const balancer = balancerOf(hostsOf(made), of);
  return hashes.map((hash) => balancer.choose({ hash })?.port);
};

describe('xxHash64', () => {
  test('the known values of the algorithm', () => {
    const known = {
      '': 0xef46db3751d8e999n,
      a: 0xd24ec4f1a98c6e5bn,
      as: 0x1c330fb2d66be179n,
      asd: 0x631c37ce72a97393n,
      asdf: 0x415872f599cea71en,
      abc: 0x44bc2cf5ad770999n,
      'Call me Ishmael. Some years ago--never mind how long precisely-': 0x02a2e85470d6fd96n,
    };
    for (const [text, hash] of Object.entries(known)) expect(xxHash64(text)).toBe(hash);
  });

  test('those that Envoy pins', () => {
    expect(xxHash64('foo')).toBe(3728699739546630719n);
    expect(xxHash64('bar')).toBe(5234164152756840025n);
    expect(xxHash64('foo\nbar')).toBe(8917841378505826757n);
    expect(xxHash64('lyft')).toBe(4400747396090729504n);
  });
});

describe('a ring', () => {
  test('of two points for each host has those that Envoy’s has', () => {
    const points = [
      [833437586790550860n, 94],
      [928266305478181108n, 92],
      [1033482794131418490n, 90],
      [3551244743356806947n, 95],
      [3851675632748031481n, 93],
      [5583722120771150861n, 91],
      [6311230543546372928n, 91],
      [7700377290971790572n, 93],
      [13144177310400110813n, 95],
      [13444792449719432967n, 92],
      [15516499411664133160n, 94],
      [16117243373044804889n, 90],
    ] as const;
    const balancer = balancerOf(hostsOf(Array(6).fill({})), ringOf(4));
    points.forEach(([hash, port], index) => {
      expect(balancer.choose({ hash })?.port).toBe(port);
      expect(balancer.choose({ hash: hash + 1n })?.port).toBe(points[(index + 1) % points.length]?.[1]);
    });
  });

  test('gives weights 1, 2 and 3 as many points', () => {
    const weights = [{ weight: 1 }, { weight: 2 }, { weight: 3 }];
    expect(
      portsOf(ringOf(2), weights, [
        928266305478181108n,
        4443673547860492590n,
        5583722120771150861n,
        6311230543546372928n,
      ]),
    ).toEqual([92, 92, 91, 91]);
  });
});

test('a ring of very many hosts is as large as Envoy’s, and every host has its points', () => {
  const hosts = hostsOf(Array(400).fill({}));
  const counts = countsOf(balancerOf(hosts, ring), 40_000, (i) => ({ hash: xxHash64(`user-${i}`) }));
  expect(Object.keys(counts)).toHaveLength(400);
});

test('weights far apart do not make a ring without end', () => {
  const hosts = hostsOf([{ weight: 1 }, { weight: 4_000_000_000 }]);
  const counts = countsOf(balancerOf(hosts, ring), 1_000, (i) => ({ hash: xxHash64(`user-${i}`) }));
  expect(counts['91']).toBeGreaterThan(990);
}, 30_000);

describe('Maglev', () => {
  test('fills a table of 7 as Envoy does', () => {
    const hashes = Array.from({ length: 14 }, (_, i) => BigInt(i));
    const once = [92, 94, 90, 91, 95, 90, 93];
    expect(portsOf(maglevOf(7), Array(6).fill({}), hashes)).toEqual([...once, ...once]);
  });

  test('and one of 17 with weights 1 and 2', () => {
    const hashes = Array.from({ length: 17 }, (_, i) => BigInt(i));
    const seconds = [1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1];
    expect(portsOf(maglevOf(17), [{ weight: 1 }, { weight: 2 }], hashes)).toEqual(seconds.map((one) => 90 + one));
  });

  test('looks elsewhere as Envoy does, and takes the last where all were met', () => {
    const balancer = balancerOf(hostsOf(Array(6).fill({})), maglevOf(7));
    expect(balancer.choose({ hash: 10n })?.port).toBe(91);
    expect(balancer.choose({ hash: 10n, avoid: new Set(['127.0.0.1:91']) })?.port).toBe(90);
  });
});

describe.each([
  ['ring', ring, 0.99],
  ['Maglev', maglev, 0.95],
] as const)('keys on a %s', (_, of, stay) => {
  const keys = Array.from({ length: 10_000 }, (_value, i) => xxHash64(`user-${i}`));

  test('always go to the same host, whatever chance says and in whatever order hosts are', () => {
    const hosts = hostsOf(Array(10).fill({}));
    const one = balancerOf(hosts, of, { dice: seeded(1) });
    const other = balancerOf([...hosts].reverse(), of, { dice: seeded(2) });
    for (const hash of keys) {
      const host = one.choose({ hash });
      expect(one.choose({ hash })).toBe(host);
      expect(other.choose({ hash })).toBe(host);
    }
  });

  test('of the nine that stay are where they were when one of ten leaves', () => {
    const hosts = hostsOf(Array(10).fill({}));
    for (const gone of hosts) {
      const before = balancerOf(hosts, of);
      const after = balancerOf(
        hosts.filter((host) => host !== gone),
        of,
      );
      const others = keys.filter((hash) => before.choose({ hash }) !== gone);
      const same = others.filter((hash) => before.choose({ hash }) === after.choose({ hash }));
      expect(same.length / others.length).toBeGreaterThanOrEqual(stay);
    }
  });

  test('are shared by weight', () => {
    const counts = countsOf(balancerOf(hostsOf([{ weight: 1 }, { weight: 3 }]), of), keys.length, (i) => ({
      hash: keys[i] as bigint,
    }));
    // A ring is not quite even: its hosts get within a tenth of what they should.
    expect(counts['91']).toBeGreaterThan(7_500 * 0.9);
    expect(counts['91']).toBeLessThan(7_500 * 1.1);
  });

  test('find another host where one is to be avoided, and the same one again', () => {
    const hosts = hostsOf(Array(3).fill({}));
    const balancer = balancerOf(hosts, of);
    let moved = 0;
    for (const hash of keys.slice(0, 500)) {
      const first = balancer.choose({ hash });
      const avoid = new Set([first?.key ?? '']);
      const second = balancer.choose({ hash, avoid });
      expect(balancer.choose({ hash, avoid })).toBe(second);
      if (second !== first) moved += 1;
    }
    expect(moved).toBeGreaterThan(480);
  });

  test('of a host that is ejected go elsewhere and come back', () => {
    const hosts = hostsOf(Array(3).fill({}), {});
    const before = balancerOf(hosts, of);
    const gone = hosts[1] as (typeof hosts)[number];
    gone.ejected = true;
    const without = balancerOf(hosts, of, { before });
    for (const hash of keys.slice(0, 200)) expect(without.choose({ hash })).not.toBe(gone);
    gone.ejected = false;
    const again = balancerOf(hosts, of, { before: without });
    for (const hash of keys.slice(0, 200)) expect(again.choose({ hash })).toBe(before.choose({ hash }));
  });

  test('are chance where a request has none', () => {
    const hosts = hostsOf(Array(4).fill({}));
    const counts = countsOf(balancerOf(hosts, maglev, { dice: seeded(11) }), 4_000);
    const { value, critical } = chiSquare(
      [counts['90'], counts['91'], counts['92'], counts['93']].map(Number),
      [1, 1, 1, 1],
    );
    expect(value).toBeLessThan(critical);
  });
});

test('a table stays where hosts stay, and is made anew for another host', () => {
  const hosts = hostsOf(Array(3).fill({}));
  const first = balancerOf(hosts, maglev);
  const same = balancerOf(hosts, maglev, { before: first });
  expect(same.kept?.[0]).toBe(first.kept?.[0]);
  expect(balancerOf(hosts.slice(1), maglev, { before: first }).kept?.[0]).not.toBe(first.kept?.[0]);
  expect(balancerOf(hosts, ring, { before: first }).kept?.[0]).not.toBe(first.kept?.[0]);
});
