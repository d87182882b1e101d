import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { access, constants, open, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Dialled } from '#core/doctor/observations.ts';
import { anyListeners } from '../discover/any-listeners.ts';
import type { Listener } from '../discover/linux-listeners.ts';
import { dial } from './dial.ts';

/** What the doctor asks of a machine. Everything that takes time may reject, with the code of the system where there is one. */
export type DoctorSystem = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Of this program: its number, and the file that runs. */
  readonly pid: number;
  readonly program: string;
  readonly read: (path: string) => Promise<string>;
  readonly list: (folder: string) => Promise<readonly string[]>;
  readonly stat: (path: string) => Promise<{ readonly mtimeMs: number; readonly mode: number }>;
  readonly freeBytes: (folder: string) => Promise<number>;
  /** Writes a small file and takes it away; in a folder that is not there yet asks only whether it could be made. */
  readonly tryWriting: (folder: string) => Promise<void>;
  /** By the resolver of the system, as every program asks it: hosts file, DNS and whatever else is set up. */
  readonly lookup: (host: string) => Promise<readonly string[]>;
  readonly dial: (address: string, port: number) => Promise<Dialled>;
  readonly listeners: () => Promise<readonly Listener[]>;
  readonly interfaces: () => Readonly<Record<string, readonly { readonly address: string }[] | undefined>>;
  /** What a program of the system prints. */
  readonly ask: (program: string, args: readonly string[]) => Promise<string>;
};

export const thisSystem = (given: Pick<DoctorSystem, 'platform' | 'environment' | 'home'>): DoctorSystem => ({
  ...given,
  pid: process.pid,
  program: process.execPath,
  read: (path) => readFile(path, 'utf8'),
  list: (folder) => readdir(folder),
  stat: async (path) => {
    const { mtimeMs, mode } = await stat(path);
    return { mtimeMs, mode };
  },
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(await nearest(folder));
    return bavail * bsize;
  },
  tryWriting,
  lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  dial,
  listeners: anyListeners,
  interfaces: () => networkInterfaces(),
  ask: (program, args) =>
    new Promise((resolve, reject) => {
      const limits = { timeout: askMs, maxBuffer: 1024 * 1024, windowsHide: true };
      execFile(program, args, limits, (error, out) => (error ? reject(error) : resolve(out)));
    }),
});

const askMs = 2_500;

const tryWriting = async (folder: string): Promise<void> => {
  const there = await nearest(folder);
  if (there !== folder) return access(there, constants.W_OK);
  const path = join(folder, `.doctor-${process.pid}`);
  const file = await open(path, 'w', 0o600);
  try {
    await file.write('is there room for this?\n'.repeat(100));
    // Only the medium knows whether it is full.
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
};

/** The folder itself, or the first above it that is there. */
const nearest = async (folder: string): Promise<string> => {
  const above = join(folder, '..');
  if (above === folder) return folder;
  return stat(folder).then(
    () => folder,
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? nearest(above) : folder),
  );
};
