import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Disk, errorCode, type Stat } from './disk.ts';

/**
 * Puts `bytes` where `path` is, all or nothing: written beside it under a hidden name, then renamed over it.
 * `path` must be the real one, or the link at it would be replaced. `like` is the file being replaced: its mode is kept.
 * Rejects with the disk's error and leaves the old file as it was.
 */
export const replaceFile = async (
  path: string,
  bytes: Uint8Array,
  like: Stat | undefined,
  disk: Disk,
): Promise<void> => {
  const temporary = await createBeside(path, bytes, like, disk);
  try {
    await renameOver(temporary, path, disk);
  } catch (error) {
    await disk.remove(temporary).catch(() => undefined); // the first error is the one worth telling
    throw error;
  }
};

/** Writes `bytes` into a hidden file beside `path`, to the medium, and gives its path. Rejects with the disk's error and leaves nothing. */
export const createBeside = async (
  path: string,
  bytes: Uint8Array,
  like: Stat | undefined,
  disk: Disk,
): Promise<string> => {
  for (let attempt = 0; ; attempt++) {
    const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${process.pid}-${attempt}.tmp`);
    try {
      await disk.create(temporary, bytes, like);
      return temporary;
    } catch (error) {
      // Left over from a process of the same id that was killed; take the next name.
      if (errorCode(error) === 'EEXIST' && attempt < 20) continue;
      if (errorCode(error) !== 'EEXIST') await disk.remove(temporary).catch(() => undefined);
      throw error;
    }
  }
};

// On Windows a virus scanner or indexer may hold the file for a moment after every change.
export const renameOver = async (from: string, to: string, disk: Disk): Promise<void> => {
  for (const delay of [10, 40, 160, 0]) {
    try {
      return await disk.rename(from, to);
    } catch (error) {
      const passing = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error));
      if (!passing || delay === 0) throw error;
      await wait(delay);
    }
  }
};
