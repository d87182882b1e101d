import { createDeadlines } from './deadlines.ts';
import { equalWeights, type Picker, type Share, throwDice, type World } from './picker.ts';
import type { Warmth } from './warmth.ts';

/** Hosts take turns, by weight where weights differ. It begins anywhere, so that many gateways do not begin with the same host. */
export function createRoundRobin(shares: readonly Share[], { dice }: World, warmth: Warmth | undefined): Picker {
  const skip = throwDice(dice, shares.length);
  if (!warmth && equalWeights(shares)) {
    let turn = skip;
    return { pick: () => shares[turn++ % shares.length]?.host };
  }
  const weightOf = ({ host, weight }: Share) => weight * (warmth?.(host) ?? 1);
  const deadlines = createDeadlines(shares, weightOf, skip);
  return { pick: () => deadlines.next()?.host };
}
