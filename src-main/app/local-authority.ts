import { join } from 'node:path';
import type { Clock } from '#core/world.ts';
import { createLocalCa } from '../gateway/tls/local-ca.ts';

/**
 * The certificate of the authority that signs for this person, and its file; made and kept in `folder` where there is none yet. Rejects
 * where the folder cannot be used.
 */
export const localAuthority = async (
  folder: string,
  clock: Clock,
): Promise<{ readonly pem: string; readonly file: string }> => {
  const { pem, file = join(folder, 'ca.pem') } = await createLocalCa({ folder, clock }).authority();
  return { pem, file };
};
