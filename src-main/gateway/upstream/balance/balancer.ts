import type { BalancePolicy } from '#core/route/cluster-policy.ts';
import type { Clock, Dice } from '#core/world.ts';
import { type Address, type Host, hostText } from '../host.ts';
import { createLevel, type Level } from './level.ts';
import { type Health, loadsOf } from './loads.ts';
import { type Level as Groups, levelsOf, type OwnPlace } from './localities.ts';
import { anyHash, throwDice } from './picker.ts';
import { type Kept, keepPickers } from './pickers.ts';

/** What a request may say about the host it goes to. */
export type Ask = {
  /** Of the key that the route names; absent where there is none. */
  readonly hash?: bigint;
  /** Keys of hosts that another attempt has met. Looked for elsewhere a few times, then accepted (reference 5.10). */
  readonly avoid?: ReadonlySet<string>;
  /** Keys of hosts whose locality (its whole priority level) has been tried enough; all of them tried: any will do. */
  readonly leave?: ReadonlySet<string>;
  /** Whether the client belongs to a host, by its key: such a host comes before every choice. */
  readonly belongs?: (key: string) => boolean;
  /** Where the client of the mesh was going, a name or an address; for clusters whose `lookup` is `original`. */
  readonly original?: Address;
  /** The host that the request asks for, without port; for clusters whose `lookup` is `host`. */
  readonly authority?: string;
};

/** Chooses among the hosts it was made for. Absent: there is none. */
export type Balancer = {
  readonly choose: (ask: Ask) => Host | undefined;
  /** What the next balancer of the cluster goes on with where its hosts are the same: turns and tables. */
  readonly kept?: readonly Kept[];
};

/**
 * The load balancing of a cluster as Envoy does it: priority levels by locality and health, within a level localities by weight,
 * within a locality the policy's own way. `hosts` are all of the cluster, in the table's order; `usable` leaves out those that are
 * ejected, and is asked now, so that a change of health needs another balancer. `before` is the balancer that this one replaces.
 */
export function createBalancer(
  policy: BalancePolicy | undefined,
  hosts: readonly Host[],
  usable: (host: Host) => boolean,
  world: { readonly clock: Clock; readonly dice: Dice; readonly proxy?: OwnPlace },
  before?: Balancer,
): Balancer {
  if (policy?.by === 'original-destination') return originalDestination(hosts);
  const { dice } = world;
  const outlier = hosts[0]?.cluster.config.policy?.outlier;
  const groups = levelsOf(hosts, policy?.locality, outlier !== undefined, world.proxy ?? {});
  const health = groups.map((level) => healthOf(level, usable));
  const { percent, panic } = loadsOf(health, outlier?.minHealthPercent ?? 0);
  const pickers = keepPickers(policy, world, before?.kept ?? []);
  const hashes = policy?.by === 'hash';
  const levels = groups.map((level, index) =>
    createLevel(level, panic[index] === true, usable, pickers.of, hashes, dice),
  );
  const only = percent.indexOf(100);

  const levelFor = (hash: bigint, loads: readonly number[]): Level | undefined => {
    let left = hashes ? Number(hash % 100n) : throwDice(dice, 100);
    return levels.find((_, index) => {
      left -= loads[index] ?? 0;
      return left < 0;
    });
  };
  const remaining = (leave: ReadonlySet<string>): readonly number[] => {
    const others = health.map((one, index) =>
      groups[index]?.some((group) => group.hosts.some(({ key }) => leave.has(key))) ? { usable: 0, all: 0 } : one,
    );
    const loads = loadsOf(others, 0).percent;
    return loads.some((load) => load > 0) ? loads : percent;
  };
  const once = (hash: bigint, leave: ReadonlySet<string> | undefined, attempt: number): Host | undefined => {
    const moves = leave !== undefined && levels.length > 1;
    const level = only !== -1 && !moves ? levels[only] : levelFor(hash, moves ? remaining(leave) : percent);
    return level?.pick(hash, attempt);
  };

  return {
    kept: pickers.kept,
    choose: ({ hash, avoid, leave }) => {
      let host: Host | undefined;
      for (let attempt = 0; attempt <= (avoid ? searches : 0); attempt++) {
        host = once(hashes ? (hash ?? anyHash(dice)) : 0n, leave, attempt);
        if (!host || !avoid?.has(host.key)) return host;
      }
      return host;
    },
  };
}

/** How often another host is looked for (reference 5.10). */
const searches = 5;

const healthOf = (level: Groups, usable: (host: Host) => boolean): Health => {
  const hosts = level.flatMap((group) => group.hosts);
  return { usable: hosts.filter(usable).length, all: hosts.length };
};

/** A client of a gateway was going to the gateway, so there it is nobody (reference 6.4). */
const originalDestination = (hosts: readonly Host[]): Balancer => {
  const byKey = new Map(hosts.map((host) => [host.key, host]));
  return { choose: ({ original }) => original && byKey.get(hostText(original)) };
};
