import { createLocalCa } from '../../gateway/tls/local-ca.ts';
import type { StoreWorld } from '../../trust/store.ts';
import { createTrustOs } from '../../trust/trust-os.ts';
import { type Authority, createAuthority } from './authority.ts';
import { elevationOf } from './elevation.ts';
import type { System } from './part.ts';

export type { Authority };

/** The stores of this machine, and its way to the rights of the administrator. */
export const storesHere = (system: System): StoreWorld => {
  const { elevate, way } = elevationOf(system);
  return { os: createTrustOs(system), elevate, canAsk: async () => (await way()) !== 'command' };
};

/** The authority in a person's data folder, for a terminal. `names`: see `AuthorityWorld`. */
export const authorityHere = (
  dataFolder: string,
  system: System,
  names: () => Promise<readonly string[]>,
): Authority => {
  const ca = createLocalCa({ folder: dataFolder, clock: Date.now });
  return createAuthority({ ...storesHere(system), ca: () => ca, names, dataFolder });
};
