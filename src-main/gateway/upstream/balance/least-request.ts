import { createDeadlines } from './deadlines.ts';
import { equalWeights, type Picker, type Share, throwDice, type World } from './picker.ts';
import type { Warmth } from './warmth.ts';

/**
 * Envoy's two ways: of two hosts drawn at random the one with fewer requests under way; where weights differ, turns by
 * `weight / (requests under way + 1)`, read whenever a host has had its turn.
 */
export function createLeastRequest(shares: readonly Share[], { dice }: World, warmth: Warmth | undefined): Picker {
  if (!warmth && equalWeights(shares)) {
    return {
      pick: () => {
        const one = shares[throwDice(dice, shares.length)]?.host;
        const other = shares[throwDice(dice, shares.length)]?.host;
        return one && other && other.active < one.active ? other : one;
      },
    };
  }
  const weightOf = ({ host, weight }: Share) => (weight * (warmth?.(host) ?? 1)) / (host.active + 1);
  const deadlines = createDeadlines(shares, weightOf, throwDice(dice, shares.length));
  return { pick: () => deadlines.next()?.host };
}
