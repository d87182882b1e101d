import { posix, win32 } from 'node:path';

/**
 * Where Slipway keeps what belongs to the person and not to a workspace (the local authority's certificate and key, settings, drafts):
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
