import { basename, dirname, join } from 'node:path';
import type { Failure } from '#core/failure.ts';
import type { Log } from '#core/world.ts';
import { type Disk, errorCode } from './disk.ts';
import { type Entry, type EntryStep, freeName, isAtWork, readEntry } from './journal.ts';
import { inside } from './places.ts';
import { renameOver } from './replace.ts';
import { revisionOf } from './text-format.ts';

/**
 * Finishes what a crash cut off while several files were being written in `homes`: where every new text is there and no file has been
 * touched since, the rest is put in place; where not even the first file had been changed, nothing is. Hidden files that were left beside
 * them go. Gives what could not be finished, with what to do about it; never rejects.
 */
export const finishCutOff = async (
  folder: string,
  homes: readonly string[],
  disk: Disk,
  log: Log,
): Promise<readonly Failure[]> => {
  const listed = await disk.list(folder).catch(() => []);
  const failures: Failure[] = [];
  for (const { name } of listed) {
    // An entry that was being written itself.
    if (/^\.\d+-\d+-\d+\.json\..*tmp$/.test(name) && !isAtWork(name.slice(1)))
      await disk.remove(join(folder, name)).catch(() => undefined);
    if (!/^\d+-\d+-\d+\.json$/.test(name) || isAtWork(name)) continue;
    const failure = await settle(join(folder, name), homes, disk, log).catch((error: unknown) => {
      log('warn', 'what a crash cut off could not be looked at', { cause: String(error) });
      return undefined;
    });
    if (failure) failures.push(failure);
  }
  return failures;
};

const settle = async (path: string, homes: readonly string[], disk: Disk, log: Log): Promise<Failure | undefined> => {
  const entry = readEntry(await disk.read(path));
  if (entry === undefined) {
    await disk.remove(path);
    return undefined;
  }
  // Another workspace's, which is finished when that is opened.
  if (!entry.steps.every((step) => homes.some((home) => inside(step.path, home)))) return undefined;
  const mine = await freeName(dirname(path), disk);
  try {
    await disk.rename(path, mine);
  } catch {
    return undefined; // another process was quicker
  }
  const failure = entry.ready ? await finish(entry, disk, log) : undefined;
  await sweep(entry, disk);
  await disk.remove(mine);
  return failure;
};

const finish = async (entry: Entry, disk: Disk, log: Log): Promise<Failure | undefined> => {
  const open: EntryStep[] = [];
  const otherwise: EntryStep[] = [];
  for (const step of entry.steps) {
    const now = await revisionAt(step.realPath, disk);
    if (now === step.after) continue;
    const there = step.from === undefined ? step.after === undefined : await isThere(step.from, disk);
    (now === step.before && there ? open : otherwise).push(step);
  }
  if (otherwise.length > 0) return leftOpen(entry.steps, [...open, ...otherwise]);
  for (const [at, step] of open.entries()) {
    try {
      if (step.from === undefined) await disk.remove(step.realPath);
      else await renameOver(step.from, step.realPath, disk);
    } catch {
      return leftOpen(entry.steps, open.slice(at));
    }
  }
  if (open.length > 0) {
    const files = open.map(({ file }) => file).join(', ');
    log('warn', 'an apply that a crash had cut off was finished', { files });
  }
  return undefined;
};

const revisionAt = async (path: string, disk: Disk): Promise<string | undefined> => {
  try {
    return revisionOf(await disk.read(path));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const isThere = (path: string, disk: Disk): Promise<boolean> =>
  disk.stat(path).then(
    () => true,
    () => false,
  );

/** Takes away what the process left beside the files. */
const sweep = async ({ pid, steps }: Entry, disk: Disk): Promise<void> => {
  for (const folder of new Set(steps.map(({ realPath }) => dirname(realPath)))) {
    const beginnings = steps
      .filter(({ realPath }) => dirname(realPath) === folder)
      .map(({ realPath }) => `.${basename(realPath).slice(0, 100)}.${pid}-`);
    for (const { name } of await disk.list(folder).catch(() => [])) {
      const rest = beginnings.find((beginning) => name.startsWith(beginning));
      if (rest === undefined || !/^\d+\.(tmp|old)$/.test(name.slice(rest.length))) continue;
      await disk.remove(join(folder, name)).catch(() => undefined); // hidden, and read by nobody
    }
  }
};

const leftOpen = (all: readonly EntryStep[], open: readonly EntryStep[]): Failure => {
  const named = (steps: readonly EntryStep[]) => steps.map(({ file }) => `"${file}"`).join(', ');
  const done = all.filter((step) => !open.includes(step));
  const is = done.length === 0 ? '' : `${named(done)} ${done.length === 1 ? 'is' : 'are'} as it wanted, `;
  return {
    code: 'workspace/cut-off',
    message: `an apply was cut off by a crash, and files were changed since: ${is}${named(open)} ${open.length === 1 ? 'is' : 'are'} not; compare them, then apply what is missing again`,
    detail: { files: open.map(({ file }) => file).join('\n') },
  };
};
