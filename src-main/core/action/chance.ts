import type { Dice } from '../world.ts';

const million = 1_000_000;

/** Whether something that happens to `perMillion` requests of a million happens to this one. The dice is only thrown where it decides. */
export const happens = (perMillion: number, dice: Dice): boolean =>
  perMillion >= million || (perMillion > 0 && Math.floor(dice() * million) < perMillion);

/** `100%`, `12.5%`, `0.0001%`. */
export const sayShare = (perMillion: number): string => `${perMillion / 10_000}%`;

/** Istio's `Percent` in millionths: the fraction that is finer is cut off (reference 5.11). */
export const perMillionOf = (percent: number): number => Math.trunc(percent * 10_000);
