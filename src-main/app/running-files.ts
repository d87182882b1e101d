import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How one program finds another that runs: each leaves a small file in the person's data folder that says where it answers, for as long
 * as it runs. The file has the token in it, so only its owner may read it.
 */
export type RunningFile = {
  readonly pid: number;
  /** The address of its loopback host, with the token in the fragment. */
  readonly address: string;
  /** What it serves, absolute; `-` for standard input. */
  readonly paths: readonly string[];
  /** Milliseconds since the epoch. */
  readonly started: number;
};

/** Leaves the file; resolves with how to take it away again. Rejects where the folder cannot be used. */
export const leaveRunningFile = async (dataFolder: string, running: RunningFile): Promise<() => Promise<void>> => {
  const folder = folderIn(dataFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${running.pid}.json`);
  // Written aside first: who looks meanwhile sees all of it or nothing. The one of an earlier program of the same number goes.
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, JSON.stringify(running), { mode: 0o600, flag: 'wx' });
  await rename(`${file}.new`, file);
  return () => rm(file, { force: true });
};

/** Those that run, the newest first. Files of programs that are gone are removed. Never rejects. */
export const findRunning = async (dataFolder: string): Promise<readonly RunningFile[]> => {
  const folder = folderIn(dataFolder);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+\.json$/.test(name))
      .map(async (name) => {
        const running = parse(await readFile(join(folder, name), 'utf8').catch(() => ''), Number.parseInt(name, 10));
        if (running && isAlive(running.pid)) return running;
        await rm(join(folder, name), { force: true }).catch(() => {});
        return undefined;
      }),
  );
  return found.filter((one) => one !== undefined).sort((a, b) => b.started - a.started);
};

/** Process and port of the loopback host of each that runs; none where there is no folder. Never rejects. */
export const otherSlipways = async (
  dataFolder: string | undefined,
): Promise<readonly { readonly pid: number; readonly port: number }[]> => {
  const all = dataFolder === undefined ? [] : await findRunning(dataFolder);
  return all.map(({ pid, address }) => ({ pid, port: Number(new URL(address).port) }));
};

/** For the file of a program that is there by its number and does not know the token: the number belongs to another one by now. */
export const forgetRunning = (dataFolder: string, { pid }: RunningFile): Promise<void> =>
  rm(join(folderIn(dataFolder), `${pid}.json`), { force: true }).catch(() => {});

const folderIn = (dataFolder: string): string => join(dataFolder, 'running');

const parse = (text: string, pid: number): RunningFile | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { address, paths, started } = value as Partial<Record<keyof RunningFile, unknown>>;
    if (typeof address !== 'string' || !/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+$/.test(address)) return undefined;
    if (!Array.isArray(paths) || typeof started !== 'number') return undefined;
    return { pid, address, paths: paths.map(String), started };
  } catch {
    return undefined; // half a file is the file of nobody
  }
};

/** Signal 0 asks and does nothing. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
