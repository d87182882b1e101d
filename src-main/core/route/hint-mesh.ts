import type { Facts } from './facts.ts';
import { isMeshListener } from './mesh-listeners.ts';

/** Whether a request comes to a listener of the client side, which is found by where it goes and not by who asks. */
export const hasMeshFacts = ({ listener }: Facts): boolean => isMeshListener({ id: listener });
