import type { WorkspaceFile } from '#contract/contract.ts';
import type { OpenFile } from './files.ts';
import { mergedText, mergeText } from './merge-text.ts';

/**
 * The window's files after the disk has spoken: clean files follow the disk, drafts are never lost.
 * A draft whose base is no longer what is on disk is merged with it where they do not touch the same lines, else it is in conflict.
 */
export const mergeWorkspace = (open: readonly OpenFile[], disk: readonly WorkspaceFile[]): readonly OpenFile[] => {
  const before = new Map(open.map((one) => [one.file, one]));
  const onDisk = new Set(disk.map((one) => one.file));
  const merged = disk.map((now): OpenFile => mergeOne(before.get(now.file), now));
  const onlyHere = open.filter((one) => !onDisk.has(one.file) && one.draft !== undefined).map(withoutDisk);
  return [...merged, ...onlyHere];
};

const mergeOne = (before: OpenFile | undefined, now: WorkspaceFile): OpenFile => {
  // Who wrote that is told by the answer to the save that is under way; most likely it was this window.
  if (before?.saving === true && before.draft !== undefined) return { ...before, disk: now };
  if (before?.draft === undefined || before.draft === now.text) return { file: now.file, disk: now };
  const { conflict, ...kept } = before;
  if (before.base === now.revision) return { ...kept, disk: now, baseText: now.text };
  // A merge that somebody took back is not made again behind their back.
  if (conflict === 'changed' && before.disk?.revision === now.revision) return { ...before, disk: now };
  const merge = before.baseText === undefined ? undefined : mergeText(before.baseText, before.draft, now.text);
  if (merge === undefined || merge.conflicts > 0) return { ...before, disk: now, conflict: 'changed' };
  const draft = mergedText(merge);
  if (draft === now.text) return { file: now.file, disk: now };
  const { failure: _, ...rest } = kept;
  return { ...rest, disk: now, draft, base: now.revision, baseText: now.text, merged: true };
};

const withoutDisk = ({ disk, base, ...one }: OpenFile): OpenFile =>
  disk === undefined && base === undefined
    ? one
    : { ...one, ...(base === undefined ? {} : { base }), conflict: 'removed' };
