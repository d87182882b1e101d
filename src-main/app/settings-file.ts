import { constants, copyFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeOwnFile } from './write-own-file.ts';

/** A settings file as it stands: its members, known or not. */
export type SettingsFile =
  | { readonly is: 'there'; readonly version: number; readonly members: Readonly<Record<string, unknown>> }
  | { readonly is: 'absent' }
  /** Neither is a file of settings. */
  | { readonly is: 'broken' }
  | { readonly is: 'unreadable'; readonly errno: string };

export const settingsVersion = 1;

/** Never rejects. */
export const readSettingsFile = async (file: string): Promise<SettingsFile> => {
  try {
    // Editors of Windows put a mark of their own in front.
    const value: unknown = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { is: 'broken' };
    const members = value as Readonly<Record<string, unknown>>;
    const version = typeof members.version === 'number' ? members.version : settingsVersion;
    return { is: 'there', version, members };
  } catch (error) {
    if (error instanceof SyntaxError) return { is: 'broken' };
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return errno === 'ENOENT' ? { is: 'absent' } : { is: 'unreadable', errno };
  }
};

/** Differs whenever the file was replaced or written; empty where it is not there. */
export const stampOf = async (file: string): Promise<string> => {
  const found = await stat(file, { bigint: true }).catch(() => undefined); // not there
  return found ? `${found.ino}.${found.size}.${found.mtimeNs}` : '';
};

/** Rejects where the folder cannot be written. */
export const writeSettingsFile = (file: string, members: Readonly<Record<string, unknown>>): Promise<void> =>
  writeOwnFile(file, `${JSON.stringify({ ...members, version: settingsVersion }, null, 2)}\n`);

/** Gives the file a name that nothing has yet, such as `settings.json.broken-2`, and says which. */
export const moveAside = async (file: string, why: string): Promise<string> => {
  const name = await freeName(file, why);
  await rename(file, name);
  return name;
};

/** The same for a copy. */
export const copyAside = async (file: string, why: string): Promise<string> => {
  const name = await freeName(file, why);
  await copyFile(file, name, constants.COPYFILE_EXCL);
  return name;
};

const freeName = async (file: string, why: string): Promise<string> => {
  for (let number = 1; ; number += 1) {
    const name = `${file}.${why}${number === 1 ? '' : `-${number}`}`;
    if ((await stampOf(name)) === '') return name;
  }
};

/**
 * Does the work while no other program does such work on this file. A lock that is older than five seconds belongs to a program
 * that was killed, and is taken away; after two seconds of waiting the work is done all the same, because the file is always replaced whole.
 */
export const alone = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const lock = `${file}.lock`;
  const mine = await takeLock(lock, 40);
  try {
    return await work();
  } finally {
    if (mine) await rm(lock, { force: true });
  }
};

const takeLock = async (lock: string, tries: number): Promise<boolean> => {
  for (let left = tries; left > 0; left -= 1) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const age = Date.now() - ((await stat(lock).catch(() => undefined))?.mtimeMs ?? 0); // gone meanwhile: very old
      if (age > 5_000) await rm(lock, { force: true });
      else await new Promise((done) => setTimeout(done, 50));
    }
  }
  return false;
};
