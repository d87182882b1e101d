import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { InstalledBrowser } from './find.ts';
import { endOrphan } from './orphan.ts';

/** A folder for one browser, for as long as it runs. */
export type Profile = {
  readonly folder: string;
  /** Notes the process that uses it, so that nobody deletes it while that runs. */
  readonly usedBy: (pid: number) => Promise<void>;
  /** Deletes it, again and again while programs that are ending still write. Never rejects; false: something is left. */
  readonly remove: () => Promise<boolean>;
};

const marker = 'slipway-profile.json';

/** Folders of profiles: where the browser may write, else in the person's data folder, else among temporary files. */
export const profileRoot = (
  { packaged, app }: Pick<InstalledBrowser, 'packaged' | 'app'>,
  dataFolder: string | undefined,
  home: string,
): string => {
  // A snap sees no hidden folder of the person but its own; a Flatpak sees what is its own.
  if (packaged === 'snap') return join(home, 'snap', app ?? 'chromium', 'common', 'slipway-browsers');
  if (packaged === 'flatpak') return join(home, '.var', 'app', app ?? '', 'data', 'slipway-browsers');
  return join(dataFolder ?? join(tmpdir(), `slipway-${process.getuid?.() ?? 0}`), 'browsers');
};

/** A new folder that only its owner may read (0700). Rejects where it cannot be made. */
export const createProfile = async (root: string, id: string): Promise<Profile> => {
  const folder = join(root, `${id}-${randomBytes(6).toString('hex')}`);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const foreign = await foreignOf(root);
  if (foreign !== undefined) throw new Error(`"${foreign}" belongs to somebody else`);
  await mkdir(folder, { mode: 0o700 });
  await chmod(folder, 0o700);
  const note = (pids: readonly number[]) => writeFile(join(folder, marker), JSON.stringify({ pids }), { mode: 0o600 });
  await note([process.pid]);
  return { folder, usedBy: (pid) => note([process.pid, pid]), remove: () => removeFolder(folder) };
};

/**
 * Deletes profiles that a program left behind that could not do so any more: folders of ours in this root whose Slipway is gone. A browser
 * that still runs in one is ended first. Gives how many. Never rejects.
 */
export const removeLeftOvers = async (
  root: string,
  isAlive: (pid: number) => boolean = alive,
  end: (pid: number, folder: string) => Promise<boolean> = endOrphan,
): Promise<number> => {
  if ((await foreignOf(root)) !== undefined) return 0;
  const names = await readdir(root).catch(() => []);
  const gone = await Promise.all(
    names.map(async (name) => {
      const folder = join(root, name);
      const pids = await pidsOf(folder);
      if (pids === undefined) return false;
      const [slipway, browser] = pids;
      if (slipway !== undefined && isAlive(slipway)) return false;
      if (browser !== undefined && isAlive(browser) && !(await end(browser, folder))) return false;
      return removeFolder(folder);
    }),
  );
  return gone.filter(Boolean).length;
};

/** Undefined where it is no folder of ours. */
const pidsOf = async (folder: string): Promise<readonly number[] | undefined> => {
  try {
    if (!(await isOurs(folder))) return undefined;
    const { pids }: { readonly pids?: unknown } = JSON.parse(await readFile(join(folder, marker), 'utf8'));
    return Array.isArray(pids) && pids.every((pid) => Number.isInteger(pid) && pid > 0) ? pids : undefined;
  } catch {
    return undefined; // no note of ours is there
  }
};

/**
 * The folder of these two that is not ours: whoever has the one above may put another in place of this one, and would read the cookies in
 * it or have somebody else's files deleted. What root made is as good as ours.
 */
const foreignOf = async (root: string): Promise<string | undefined> => {
  if (!(await isOurs(root).catch(() => true))) return root;
  const above = dirname(root);
  return (await isOurs(above, 0).catch(() => true)) ? undefined : above;
};

/** A link is not what it leads to. */
const isOurs = async (folder: string, ...others: readonly number[]): Promise<boolean> => {
  const { uid } = await lstat(folder);
  return process.getuid === undefined || uid === process.getuid() || others.includes(uid);
};

/** The note goes last, and comes back where something stays: without it nobody would know the rest as ours. */
const removeFolder = async (folder: string): Promise<boolean> => {
  const entirely = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
  try {
    const names = await readdir(folder).catch(() => []);
    await Promise.all(names.filter((name) => name !== marker).map((name) => rm(join(folder, name), entirely)));
    await rm(folder, entirely);
    return true;
  } catch {
    await writeFile(join(folder, marker), JSON.stringify({ pids: [] }), { mode: 0o600 }).catch(() => undefined);
    return false; // the next start tries again
  }
};

/** Signal 0 asks whether there is such a process; one of another person is there, too. */
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
