import type { WorkspaceFile } from '#contract/contract.ts';
import type { OpenFile } from './files.ts';

/**
 * The window's files after the disk has spoken: clean files follow the disk, drafts are never lost.
 * A draft whose base is no longer what is on disk becomes a conflict, unless both texts have come to be the same.
 */
export const mergeWorkspace = (open: readonly OpenFile[], disk: readonly WorkspaceFile[]): readonly OpenFile[] => {
  const before = new Map(open.map((one) => [one.file, one]));
  const onDisk = new Set(disk.map((one) => one.file));
  const merged = disk.map((now): OpenFile => mergeOne(before.get(now.file), now));
  const onlyHere = open.filter((one) => !onDisk.has(one.file) && one.draft !== undefined).map(withoutDisk);
  return [...merged, ...onlyHere];
};

const mergeOne = (before: OpenFile | undefined, now: WorkspaceFile): OpenFile => {
  if (before?.draft === undefined || before.draft === now.text) return { file: now.file, disk: now };
  if (before.base === now.revision) {
    const { conflict: _, ...kept } = before;
    return { ...kept, disk: now };
  }
  // While a save is under way the disk's news is most likely our own text; the answer to the call settles it.
  if (before.saving === true) return { ...before, disk: now };
  return { ...before, disk: now, conflict: 'changed' };
};

const withoutDisk = ({ disk, base, ...one }: OpenFile): OpenFile =>
  disk === undefined && base === undefined
    ? one
    : { ...one, ...(base === undefined ? {} : { base }), conflict: 'removed' };
