import type { BalancePolicy } from '#core/route/cluster-policy.ts';
import type { Clock } from '#core/world.ts';
import type { Host } from '../host.ts';

/** How much of its weight a host is worth now, up to 1. */
export type Warmth = (host: Host) => number;

/**
 * Envoy's slow start: `max(minimum, (age / window) ^ (1 / aggression))` while a host is younger than the window. Undefined where the
 * policy has none.
 */
export function warmthOf(warmup: BalancePolicy['warmup'], clock: Clock): Warmth | undefined {
  if (!warmup || warmup.ms <= 0) return undefined;
  const { ms, minimumPercent, aggression } = warmup;
  return ({ since }) => {
    const age = clock() - since;
    if (age >= ms) return 1;
    return Math.max((Math.max(age, 1) / ms) ** (1 / aggression), minimumPercent / 100, leastWarmth);
  };
}

/** A weight is read when a host has had its turn, so one that begins with next to nothing would wait for it far beyond the window. */
const leastWarmth = 0.01;
