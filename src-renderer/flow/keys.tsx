import { isMac, sayKeys } from '../state/commands.ts';

/** Keys to press, as they stand on the keyboard. */
export const Keys = ({ keys }: { readonly keys: string }) => <kbd className="keys">{sayKeys(keys, isMac())}</kbd>;
