import type { BalancePolicy } from '#core/route/cluster-policy.ts';
import { createLeastRequest } from './least-request.ts';
import { createMaglev } from './maglev.ts';
import type { Picker, Share, World } from './picker.ts';
import { createRandom } from './random.ts';
import { createRing } from './ring.ts';
import { createRoundRobin } from './round-robin.ts';
import { warmthOf } from './warmth.ts';

/** A picker, and what it was made of. */
export type Kept = { readonly way: string; readonly shares: readonly Share[]; readonly picker: Picker };

/** Makes pickers the policy's way; one of `before` goes on where hosts and shares are the same. `kept` are those in use. */
export function keepPickers(
  policy: BalancePolicy | undefined,
  world: World,
  before: readonly Kept[],
): { readonly of: (shares: readonly Share[]) => Picker; readonly kept: readonly Kept[] } {
  const way = JSON.stringify([policy?.by, policy?.table, policy?.warmup]);
  const kept: Kept[] = [];
  return {
    kept,
    of: (shares) => {
      const old = before.find((one) => one.way === way && sameShares(one.shares, shares));
      const one = old ?? { way, shares, picker: createPicker(policy, shares, world) };
      kept.push(one);
      return one.picker;
    },
  };
}

const sameShares = (a: readonly Share[], b: readonly Share[]): boolean =>
  a.length === b.length && a.every(({ host, weight }, index) => host === b[index]?.host && weight === b[index]?.weight);

const createPicker = (policy: BalancePolicy | undefined, shares: readonly Share[], world: World): Picker => {
  const { by = 'least-request', table, warmup } = policy ?? {};
  if (by === 'hash')
    return table?.kind === 'maglev' ? createMaglev(shares, table.size) : createRing(shares, table?.minimumSize ?? 1024);
  if (by === 'random') return createRandom(shares, world);
  const create = by === 'round-robin' ? createRoundRobin : createLeastRequest;
  return create(shares, world, warmthOf(warmup, world.clock));
};
