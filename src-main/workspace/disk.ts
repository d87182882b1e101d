import {
  access,
  chown,
  constants,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import type { Failure } from '#core/failure.ts';

/**
 * The file operations this room needs, so that a test can play a full disk or a missing permission.
 * Each rejects with Node's own error (`code` is `ENOENT`, `EACCES` …); `failureOf` puts it into words.
 */
export type Disk = {
  readonly list: (folder: string) => Promise<readonly Listed[]>;
  readonly stat: (path: string) => Promise<Stat>;
  readonly realPath: (path: string) => Promise<string>;
  readonly read: (path: string) => Promise<Uint8Array>;
  readonly canWrite: (path: string) => Promise<boolean>;
  /** Creates the file, which must not exist, and returns when its bytes are on the medium. */
  readonly create: (path: string, bytes: Uint8Array, like?: Stat) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** A second name for a file; `to` must not exist. Not every file system can. */
  readonly link: (from: string, to: string) => Promise<void>;
  /** With all folders above it. Resolves with the topmost one that was made, if any was. */
  readonly makeFolder: (path: string) => Promise<string | undefined>;
  /** Rejects where it is not empty. */
  readonly removeFolder: (path: string) => Promise<void>;
};

export type Listed = { readonly name: string; readonly kind: 'file' | 'folder' | 'link' | 'other' };

/** `stamp` differs whenever the file may have been written or replaced. */
export type Stat = {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly stamp: string;
};

export const nodeDisk: Disk = {
  list: async (folder) =>
    (await readdir(folder, { withFileTypes: true })).map((entry) => ({
      name: entry.name,
      kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
    })),
  stat: async (path) => {
    const s = await stat(path, { bigint: true });
    return {
      kind: s.isFile() ? 'file' : s.isDirectory() ? 'folder' : 'other',
      size: Number(s.size),
      mode: Number(s.mode),
      uid: Number(s.uid),
      gid: Number(s.gid),
      stamp: `${s.dev}.${s.ino}.${s.size}.${s.mtimeNs}.${s.ctimeNs}`,
    };
  },
  realPath: (path) => realpath(path),
  read: (path) => readFile(path),
  canWrite: (path) =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    ),
  create: async (path, bytes, like) => {
    const handle = await open(path, 'wx', like ? like.mode & 0o7777 : 0o644);
    try {
      await handle.writeFile(bytes);
      if (like) {
        await handle.chmod(like.mode & 0o7777);
        // Only root may give a file away; for everyone else the owner is the same already, or stays with the writer.
        await chown(path, like.uid, like.gid).catch(() => undefined);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path),
  link: (from, to) => link(from, to),
  makeFolder: (path) => mkdir(path, { recursive: true }),
  removeFolder: (path) => rmdir(path),
};

/** Node's error code, or `unknown`. */
export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';

/** What went wrong with `name` in words; `deed` is what was tried: `read`, `write`, `remove`. */
export const failureOf = (error: unknown, deed: 'read' | 'write' | 'remove', name: string): Failure => {
  const errno = errorCode(error);
  const known = words[errno];
  const [code, text] = known ?? ['failed', 'the system refused it; see the detail'];
  const cause = error instanceof Error ? error.message : String(error);
  return {
    code: `workspace/${code}`,
    message: `cannot ${deed} "${name}": ${text}`,
    detail: { file: name, errno, ...(known ? {} : { cause }) },
  };
};

const words: Readonly<Record<string, readonly [code: string, text: string]>> = {
  ENOENT: ['not-found', 'there is nothing at this path; check the spelling'],
  ENOTDIR: ['not-found', 'a part of its path is a file; check the spelling'],
  EACCES: ['no-permission', 'permission denied; change its permissions or run as a user who has them'],
  EPERM: ['no-permission', 'permission denied; change its permissions or run as a user who has them'],
  EROFS: ['no-permission', 'the disk is mounted read-only; copy the files to another place'],
  ENOSPC: ['disk-full', 'the disk is full; free some space and try again, the file on disk is unchanged'],
  EDQUOT: ['disk-full', 'your disk quota is used up; free some space and try again, the file on disk is unchanged'],
  EFBIG: ['disk-full', 'the file would be larger than the system permits; the file on disk is unchanged'],
  ELOOP: ['link-loop', 'its symbolic links lead in a circle; remove the link'],
  EISDIR: ['not-a-file', 'it is a folder; give the name of a file in it'],
  EBUSY: ['busy', 'another program holds it; close that program and try again'],
  EMFILE: ['too-many-open', 'too many files are open; raise the limit of open files'],
  ENFILE: ['too-many-open', 'too many files are open; raise the limit of open files'],
  ENAMETOOLONG: ['bad-name', 'the name is too long; choose a shorter one'],
};
