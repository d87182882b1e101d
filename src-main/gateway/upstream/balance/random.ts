import { type Picker, type Share, throwDice, type World } from './picker.ts';

/** Any host, each as likely as the others: Envoy's random balancing does not look at weights (reference 6.4). */
export const createRandom = (shares: readonly Share[], { dice }: World): Picker => ({
  pick: () => shares[throwDice(dice, shares.length)]?.host,
});
