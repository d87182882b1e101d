import type { Clock } from '#core/world.ts';
import { createLocalCa } from '../gateway/tls/local-ca.ts';

/** The local authority's certificate as PEM; made and kept in `folder` where there is none yet. Rejects where the folder cannot be used. */
export const localAuthority = (folder: string, clock: Clock): Promise<string> =>
  createLocalCa({ folder, clock }).certificate();
