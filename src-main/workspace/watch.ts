import { dirname, resolve } from 'node:path';
import { watch as chokidar } from 'chokidar';
import { isVisited, isYamlName, type Places } from './places.ts';

/** What the watcher saw: `paths` may hold other contents now; `tree` says that files came or went. */
export type Seen = { readonly paths: ReadonlySet<string>; readonly tree: boolean };

/** Long enough to take the several events of one save as one, short enough not to be felt. */
const settleMs = 10;

/**
 * Tells about changes on disk below everything given, in batches, a moment after the first event of each batch.
 * Also tells once when watching has begun, because what changed before that was not seen.
 * Where `only` names folders, what comes about elsewhere is not seen: watching a whole home folder would take a gigabyte.
 * Our own writes are told too; whoever listens recognises them by the file's unchanged revision.
 */
export const watchPlaces = (
  places: () => Places,
  isFolder: (path: string) => boolean,
  only: () => ReadonlySet<string> | undefined,
  on: { readonly seen: (seen: Seen) => void; readonly failed: (error: unknown) => void },
): { readonly close: () => Promise<void> } => {
  let paths = new Set<string>();
  let tree = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    timer = undefined;
    const seen: Seen = { paths, tree };
    paths = new Set();
    tree = false;
    on.seen(seen);
  };
  const note = (event: string, path: string) => {
    if (event === 'change') paths.add(path);
    else tree = true;
    timer ??= setTimeout(tell, settleMs);
  };

  // A given file is watched through its folder: that sees it replaced, removed, and coming back.
  const roots = [...new Set(places().given.map((path) => (isFolder(path) ? path : dirname(path))))];
  const watcher = chokidar(roots, {
    ignoreInitial: true,
    // Asked with `/` between parts on every system.
    ignored: (asked, stat) => {
      const path = resolve(asked);
      if (roots.includes(path)) return false;
      if (!isVisited(path, places())) return true;
      if (stat?.isDirectory() === true && only()?.has(path) === false) return true;
      return stat?.isFile() === true && !isYamlName(path) && !places().given.includes(path);
    },
  });
  watcher.on('all', note);
  watcher.on('ready', () => note('ready', ''));
  watcher.on('error', on.failed);
  return {
    close: () => {
      clearTimeout(timer);
      return watcher.close();
    },
  };
};
