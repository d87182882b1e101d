import { basename, dirname, join } from 'node:path';
import type { Result } from '#core/failure.ts';
import { changed, exists, refused } from './change.ts';
import { type Disk, errorCode, failureOf, type Stat } from './disk.ts';
import { note } from './journal.ts';
import { createBeside, renameOver, replaceFile } from './replace.ts';

/** One file to be put in place or taken away. `realPath` has its links resolved where the file behind the link is meant. */
export type Step = { readonly file: string; readonly path: string; readonly realPath: string } & (
  | { readonly does: 'replace'; readonly before: Stat; readonly old: Uint8Array; readonly bytes: Uint8Array }
  | { readonly does: 'create'; readonly bytes: Uint8Array }
  | { readonly does: 'remove'; readonly before: Stat; readonly old: Uint8Array }
);

/** Another program was quicker than we between looking and writing. */
class ChangedMeanwhile extends Error {}

/**
 * Carries out all steps or none. What takes time comes first (new texts beside their files, on the medium; old files under a second name),
 * so that the renames follow each other at once. Where one fails the earlier ones are put back, without needing room on the disk
 * where the file system knows second names. What it is at is noted in the folder `journal`, for whoever comes after a crash.
 */
export const carryOut = async (steps: readonly Step[], disk: Disk, journal?: string): Promise<Result<null>> => {
  if (journal === undefined || steps.length === 0) return tryOut(steps, disk, async () => {});
  const noted = await note(journal, steps, disk);
  try {
    return await tryOut(steps, disk, noted.ready);
  } finally {
    await noted.end();
  }
};

/** `prepared` is told before the first file is changed, with where the new texts lie. */
const tryOut = async (
  steps: readonly Step[],
  disk: Disk,
  prepared: (ready: ReadonlyMap<Step, string>) => Promise<void>,
): Promise<Result<null>> => {
  const ready = new Map<Step, string>();
  const aside = new Map<Step, string>();
  const folders: { readonly top: string; readonly lowest: string }[] = [];
  const done: Step[] = [];
  let at = steps[0];
  try {
    for (const step of steps) {
      at = step;
      if (step.does === 'remove') continue;
      const lowest = dirname(step.realPath);
      const top = step.does === 'create' ? await disk.makeFolder(lowest) : undefined;
      if (top !== undefined) folders.unshift({ top, lowest });
      ready.set(step, await createBeside(step.realPath, step.bytes, 'before' in step ? step.before : undefined, disk));
    }
    for (const step of steps) {
      at = step;
      if (await isOtherwise(step, disk)) throw new ChangedMeanwhile();
    }
    for (const step of steps) {
      at = step;
      const second = step.does === 'replace' ? await linkBeside(step.realPath, disk) : undefined;
      if (second !== undefined) aside.set(step, second);
    }
    await prepared(ready);
    for (const step of steps) {
      at = step;
      if (step.does === 'remove') aside.set(step, await moveAside(step.realPath, disk));
      else await renameOver(ready.get(step) ?? '', step.realPath, disk);
      ready.delete(step);
      done.push(step);
    }
    return { ok: true, value: null };
  } catch (error) {
    const file = at?.file ?? '';
    const lost = await putBack(done, aside, disk);
    for (const path of ready.values()) await disk.remove(path).catch(() => undefined);
    for (const { top, lowest } of folders) await removeMade(lowest, top, disk);
    const failure =
      error instanceof ChangedMeanwhile
        ? changed(file, 'it was changed on disk in this moment; look at it and apply again')
        : failureOf(error, at?.does === 'remove' ? 'remove' : 'write', file);
    if (lost.length === 0) return refused(failure);
    const which = lost.map(({ file }) => `"${file}"`).join(', ');
    const places = lost.flatMap((step) => aside.get(step) ?? []);
    for (const step of lost) aside.delete(step); // the only copy of the old text
    return refused({
      ...failure,
      code: 'workspace/not-put-back',
      message: `${failure.message}; ${which} could not be put back and ${lost.length === 1 ? 'is' : 'are'} as the change wanted${places.length === 0 ? '' : `; what was there before is in ${places.map((place) => `"${basename(place)}"`).join(', ')} beside it`}`,
    });
  } finally {
    for (const path of aside.values()) await disk.remove(path).catch(() => undefined); // hidden, and read by nobody
  }
};

/** The last one first. Gives those that stay as they are by now. */
const putBack = async (done: readonly Step[], aside: Map<Step, string>, disk: Disk): Promise<readonly Step[]> => {
  const lost: Step[] = [];
  for (const step of [...done].reverse()) {
    const second = aside.get(step);
    try {
      if (step.does === 'create') await disk.remove(step.realPath);
      else if (second === undefined) await replaceFile(step.realPath, step.old, step.before, disk);
      else await renameOver(second, step.realPath, disk);
      aside.delete(step);
    } catch {
      lost.push(step);
    }
  }
  return lost;
};

const isOtherwise = async (step: Step, disk: Disk): Promise<boolean> => {
  if (step.does === 'create') return exists(step.realPath, disk);
  const now = await disk.stat(step.realPath).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  return now?.stamp !== step.before.stamp;
};

/** A second name for the file, hidden; none where the file system has no such thing. */
const linkBeside = async (path: string, disk: Disk): Promise<string | undefined> => {
  for (let attempt = 0; attempt < 20; attempt++) {
    const second = asideName(path, attempt);
    try {
      await disk.link(path, second);
      return second;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') return undefined;
    }
  }
  return undefined;
};

const moveAside = async (path: string, disk: Disk): Promise<string> => {
  let attempt = 0;
  while (await exists(asideName(path, attempt), disk)) attempt++;
  await renameOver(path, asideName(path, attempt), disk);
  return asideName(path, attempt);
};

const asideName = (path: string, attempt: number): string =>
  join(dirname(path), `.${basename(path).slice(0, 100)}.${process.pid}-${attempt}.old`);

/** Folders that were made for a file that is not there in the end. */
const removeMade = async (lowest: string, top: string, disk: Disk): Promise<void> => {
  for (let folder = lowest; ; folder = dirname(folder)) {
    try {
      await disk.removeFolder(folder);
    } catch {
      return; // somebody put something into it
    }
    if (folder === top) return;
  }
};
