import { posix, win32 } from 'node:path';
import type { TrustOs } from './trust-os.ts';

/** The folder in which mkcert keeps its authority on this machine (what `mkcert -CAROOT` prints); undefined where there is none with its key. */
export const mkcertFolder = async ({ platform, environment, home, exists }: TrustOs): Promise<string | undefined> => {
  const paths = platform === 'win32' ? win32 : posix;
  const folder = environment.CAROOT || paths.join(dataFolder(platform, environment, home), 'mkcert');
  const needed = ['rootCA.pem', 'rootCA-key.pem'].map((file) => exists(paths.join(folder, file)));
  return (await Promise.all(needed)).every(Boolean) ? folder : undefined;
};

const dataFolder = (platform: NodeJS.Platform, environment: TrustOs['environment'], home: string): string => {
  if (platform === 'win32') return environment.LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
  if (environment.XDG_DATA_HOME) return environment.XDG_DATA_HOME;
  return platform === 'darwin'
    ? posix.join(home, 'Library', 'Application Support')
    : posix.join(home, '.local', 'share');
};
