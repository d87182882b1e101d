import { sayKeys } from '../state/commands.ts';

/** Whether keys are named as on a Mac. */
export const isMac = (): boolean => /mac/i.test(navigator.platform);

/** Keys to press, as they stand on the keyboard. */
export const Keys = ({ keys }: { readonly keys: string }) => <kbd className="keys">{sayKeys(keys, isMac())}</kbd>;
