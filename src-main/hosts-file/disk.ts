import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file operations of this room, so that a test can play any system. Each rejects with Node's own error. */
export type HostsDisk = {
  readonly read: (path: string) => Promise<Uint8Array>;
  readonly look: (path: string) => Promise<Look>;
  /** Rejects with the reason where it cannot be written. */
  readonly tryWrite: (path: string) => Promise<void>;
  /** For writing in place; a link at the end of the path is refused. */
  readonly open: (path: string) => Promise<OpenFile>;
  /** Makes a file that is not there yet, with all its folders, for its owner alone; it is on the medium when this resolves. */
  readonly create: (path: string, bytes: Uint8Array) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
};

export type Look = {
  readonly kind: 'file' | 'link' | 'other';
  /** With all links resolved. */
  readonly realPath: string;
  /** Differs whenever the file may have been written. */
  readonly stamp: string;
  /** In bytes. */
  readonly size: number;
  /** Whether nobody but the administrator can change the file, or what stands at its path; always so where there are no such modes. */
  readonly guarded: boolean;
};

/** One file, the same one (inode, owner, mode, labels) from beginning to end. */
export type OpenFile = {
  readonly read: () => Promise<Uint8Array>;
  /** From the first byte on, in one piece; what is behind stays. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly truncate: (size: number) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const nodeHostsDisk: HostsDisk = {
  read: (path) => readFile(path),
  look: async (path) => {
    const own = await lstat(path);
    const realPath = await realpath(path);
    const found = await stat(realPath, { bigint: true });
    const above = await stat(dirname(realPath));
    const isGuarded = (one: { readonly uid: number | bigint; readonly mode: number | bigint }): boolean =>
      Number(one.uid) === 0 && (Number(one.mode) & 0o022) === 0;
    return {
      kind: own.isSymbolicLink() ? 'link' : own.isFile() ? 'file' : 'other',
      realPath,
      stamp: `${found.dev}.${found.ino}.${found.size}.${found.mtimeNs}.${found.ctimeNs}`,
      size: Number(found.size),
      guarded: process.platform === 'win32' || (isGuarded(found) && isGuarded(above)),
    };
  },
  tryWrite: (path) => access(path, constants.W_OK),
  open: async (path) => {
    const handle = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
    return {
      read: async () => {
        const { size } = await handle.stat();
        const bytes = new Uint8Array(size);
        let at = 0;
        while (at < size) {
          const { bytesRead } = await handle.read(bytes, at, size - at, at);
          if (bytesRead === 0) break;
          at += bytesRead;
        }
        return bytes.subarray(0, at);
      },
      write: async (bytes) => {
        let at = 0;
        while (at < bytes.length) at += (await handle.write(bytes, at, bytes.length - at, at)).bytesWritten;
      },
      truncate: (size) => handle.truncate(size),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  create: async (path, bytes) => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  remove: (path) => rm(path),
};

/** Node's error code, or `unknown`. */
export const errnoOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
