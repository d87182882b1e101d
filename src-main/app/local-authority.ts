import { posix, win32 } from 'node:path';
import type { Clock } from '#core/world.ts';
import { createLocalCa } from '../gateway/tls/local-ca.ts';

/**
 * Where Slipway keeps what belongs to the person and not to a workspace (the local authority's certificate and key):
 * `XDG_DATA_HOME` or `~/.local/share` (XDG Base Directory), `~/Library/Application Support`, `%LOCALAPPDATA%`.
 */
export const dataFolderOf = (
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string => {
  if (platform === 'win32')
    return win32.join(environment.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'slipway');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'slipway');
  const named = environment.XDG_DATA_HOME;
  // The specification says to ignore a relative path.
  return posix.join(named?.startsWith('/') ? named : posix.join(home, '.local', 'share'), 'slipway');
};

/** The local authority's certificate as PEM; made and kept in `folder` where there is none yet. Rejects where the folder cannot be used. */
export const localAuthority = (folder: string, clock: Clock): Promise<string> =>
  createLocalCa({ folder, clock }).certificate();
