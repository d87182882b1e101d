import { dirname } from 'node:path';
import type { Failure, Result } from '#core/failure.ts';
import { type Disk, errorCode, failureOf } from './disk.ts';
import { type Loaded, load, maxFileBytes, tooLarge } from './load.ts';
import { inside, newFilePath, type Places } from './places.ts';
import { replaceFile } from './replace.ts';
import { decode, encode, encodeNew, type Format, revisionOf } from './text-format.ts';

/** What writing needs to know of the open workspace, and how it tells what it did. */
export type Change = {
  readonly disk: Disk;
  /** The folder in which it is noted what several files are about to become; absent: nowhere. */
  readonly journal?: string;
  readonly places: () => Places;
  /** Real paths of the folders that were walked. */
  readonly walked: () => ReadonlySet<string>;
  readonly find: (file: string) => Loaded | undefined;
  /** Takes over what was written and what was removed, and tells about all of it at once. */
  readonly settle: (done: Settled, by: ChangedBy) => void;
  /** How a file that was removed before stood on disk, so that it comes back in the same way. */
  readonly formatOf: (path: string) => Format | undefined;
  /** Looks again at a file that turned out to be another one by now. */
  readonly reread: (path: string) => Promise<void>;
};

/** `kept` as they are now; `dropped` by path. */
export type Settled = { readonly kept?: readonly Loaded[]; readonly dropped?: readonly string[] };

/** What changed the workspace: one file written or removed through us, several at once, or somebody else. */
export type ChangedBy = 'write' | 'write-all' | 'disk';

/** Replaces the text of a known file, keeping its byte order mark, line endings, mode, and the link that leads to it. */
export const saveFile = async (
  known: Loaded,
  text: string,
  base: string | undefined,
  { disk, settle, reread }: Change,
): Promise<Result<Loaded>> => {
  const { file, path } = known;
  try {
    const realPath = await disk.realPath(path);
    const before = await disk.stat(realPath);
    const onDisk = await disk.read(realPath);
    if (base !== revisionOf(onDisk)) {
      await reread(path);
      return refused(
        changed(
          file,
          base === undefined
            ? 'it exists already; choose another name or open it'
            : 'it was changed on disk; compare both texts, then save again',
        ),
      );
    }
    const bytes = encode(text, decode(onDisk) ?? known.decoded);
    if (bytes.length > maxFileBytes) return refused(tooLarge(file, bytes.length));
    if (!(await disk.canWrite(realPath))) return refused(failureOf({ code: 'EACCES' }, 'write', file)); // a rename would pass over the file's own permission
    if (revisionOf(bytes) !== base) await replaceFile(realPath, bytes, before, disk);
    const now = await load({ path, realPath, file, stat: await disk.stat(realPath) }, disk);
    if (now.ok) settle({ kept: [now.value] }, 'write');
    return now;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return refused(failureOf(error, 'write', file));
    settle({ dropped: [path] }, 'disk'); // or the same name could not be saved as a new file
    return refused(changed(file, 'it was removed from disk; save it as a new file or close it'));
  }
};

/** Writes a file that is not in the workspace yet, below one of its folders. */
export const createFile = async (
  file: string,
  text: string,
  base: string | undefined,
  { disk, places, walked, settle, formatOf, reread }: Change,
): Promise<Result<Loaded>> => {
  const where = newFilePath(file, places());
  if (!where.ok) return where;
  const { path } = where;
  if (base !== undefined) return refused(changed(file, 'it was removed from disk; save it as a new file or close it'));
  const bytes = encodeNew(text, formatOf(path));
  if (bytes.length > maxFileBytes) return refused(tooLarge(file, bytes.length));
  try {
    if (await exists(path, disk)) {
      await reread(path);
      return refused(changed(file, 'it exists already; choose another name or open it'));
    }
    if (!(await leadsInside(path, places(), walked(), disk))) return refused(outside(file));
    await disk.makeFolder(dirname(path));
    await replaceFile(path, bytes, undefined, disk);
    const now = await load({ path, realPath: await disk.realPath(path), file, stat: await disk.stat(path) }, disk);
    if (now.ok) settle({ kept: [now.value] }, 'write');
    return now;
  } catch (error) {
    return refused(failureOf(error, 'write', file));
  }
};

/** Removes a file; where it is a link, only the link. */
export const removeFile = async (
  file: string,
  base: string,
  { disk, find, settle, reread }: Change,
): Promise<Result<null>> => {
  const known = find(file);
  if (!known) return refused(unknown(file));
  try {
    if (revisionOf(await disk.read(known.path)) !== base) {
      await reread(known.path);
      return refused(changed(file, 'it was changed on disk; look at the new text first'));
    }
    await disk.remove(known.path);
  } catch (error) {
    // Gone already is what was asked for.
    if (errorCode(error) !== 'ENOENT') return refused(failureOf(error, 'remove', file));
  }
  settle({ dropped: [known.path] }, 'write');
  return { ok: true, value: null };
};

export const exists = (path: string, disk: Disk): Promise<boolean> =>
  disk.stat(path).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );

/** Whether the nearest folder that exists is, links resolved, one that belongs to the workspace. */
export const leadsInside = async (
  path: string,
  places: Places,
  walked: ReadonlySet<string>,
  disk: Disk,
): Promise<boolean> => {
  let folder = dirname(path);
  while (!(await exists(folder, disk))) folder = dirname(folder);
  const real = await disk.realPath(folder);
  if (walked.has(real)) return true;
  const homes = await Promise.all(places.homes.map((home) => disk.realPath(home).catch(() => home)));
  return homes.some((home) => inside(real, home));
};

export const outside = (file: string): Failure => ({
  code: 'workspace/outside',
  message: `cannot create "${file}": a link on its way leads out of the workspace; choose another folder`,
  detail: { file },
});

export const unknown = (file: string): Failure => ({
  code: 'workspace/not-found',
  message: `cannot remove "${file}": it is not a file of the workspace; it may be gone already`,
  detail: { file },
});

export const changed = (file: string, why: string): Failure => ({
  code: 'workspace/changed-on-disk',
  message: `"${file}" is not written: ${why}`,
  detail: { file },
});

export const refused = (failure: Failure): Result<never> => ({ ok: false, failure });
