import { mkdirSync, statSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { dataFolderOf } from '../app/data-folder.ts';

/**
 * Keeps what Node makes of the sources in the person's data folder, so that every start but the first takes a third of the time.
 * To be called before anything large is imported. Where the folder cannot be written Node goes on without; `NODE_COMPILE_CACHE` and
 * `NODE_DISABLE_COMPILE_CACHE` have the last word, as Node says.
 */
export const keepCompiled = (): void => {
  const folder = join(dataFolderOf(process.platform, process.env, homedir()), 'compiled');
  if (process.env.NODE_COMPILE_CACHE === undefined && !isSafe(folder, process.getuid?.())) return;
  try {
    // Node would make it for everybody to look into, and it is the data folder.
    if (process.env.NODE_COMPILE_CACHE === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // Node goes on without, too.
  }
  enableCompileCache(process.env.NODE_COMPILE_CACHE ?? folder);
};

/** Longer than a window needs to open, which is what most starts are for: it is answered before this is written. */
const quietMs = 2_000;
const quietShare = 0.2;

/**
 * Writes down what was made of the sources in the first moment in which the program has little to do. Left alone Node does it when the
 * program ends, and after its first start somebody who pressed Ctrl-C waits for a thousand files. Returns how to leave it at that.
 */
export const writeCompiledWhenQuiet = (flush = flushCompileCache): (() => void) => {
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    if (performance.eventLoopUtilization(now, before).utilization < quietShare) {
      clearInterval(timer);
      flush();
    }
    before = now;
  }, quietMs);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * Whether what lies there may be carried out by a person of this number. The administrator takes nothing that others can have put there:
 * `sudo` leaves HOME as it is on some systems, and this is code.
 */
export const isSafe = (folder: string, uid: number | undefined): boolean => {
  if (uid !== 0) return true;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return folder !== dirname(folder) && isSafe(dirname(folder), uid);
  return found.uid === 0 && (found.mode & 0o022) === 0;
};
