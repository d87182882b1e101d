import type { Clock, Dice } from '#core/world.ts';
import type { Host } from '../host.ts';

/** A host and its share among those beside it; shares are above 0 and need not be whole. */
export type Share = { readonly host: Host; readonly weight: number };

/** One way of choosing among a fixed list of hosts, all of which may be chosen. */
export type Picker = {
  /** `hash` is what the request's key says, or chance. `attempt` counts from 0 while another host is looked for. */
  readonly pick: (hash: bigint, attempt: number) => Host | undefined;
};

export type World = { readonly clock: Clock; readonly dice: Dice };

/** A number from 0 to below `count`. */
export const throwDice = (dice: Dice, count: number): number => Math.floor(dice() * count);

/** 64 bits of chance. */
export const anyHash = (dice: Dice): bigint =>
  (BigInt(throwDice(dice, 0x1_0000_0000)) << 32n) | BigInt(throwDice(dice, 0x1_0000_0000));

export const equalWeights = (shares: readonly Share[]): boolean =>
  shares.every(({ weight }) => weight === shares[0]?.weight);
