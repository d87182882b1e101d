import { dirname } from 'node:path';
import type { Failure, Result } from '#core/failure.ts';
import { carryOut, type Step } from './carry-out.ts';
import { type Change, changed, exists, leadsInside, outside, refused, unknown } from './change.ts';
import { errorCode, failureOf } from './disk.ts';
import { type Loaded, load, maxFileBytes, tooLarge } from './load.ts';
import { newFilePath } from './places.ts';
import { decode, encode, encodeNew, revisionOf } from './text-format.ts';

/** What one file shall be: another text (a new file without `base`), or gone. */
export type FileChange =
  | { readonly file: string; readonly text: string; readonly base?: string }
  | { readonly file: string; readonly text?: never; readonly base: string };

/** Names of the files that are otherwise on disk now, in the order given. */
export type Written = { readonly files: readonly string[] };

/**
 * Carries out all changes or none. Every base and permission is looked at before anything is written; the new texts then lie beside
 * their files, on the medium, before the first of them takes its place. Failures name the file; see `workspace.write` for their codes.
 */
export const writeAll = async (changes: readonly FileChange[], change: Change): Promise<Result<Written>> => {
  const twice = doubled(changes);
  if (twice !== undefined) return refused(namedTwice(twice));
  const steps: Step[] = [];
  for (const one of changes) {
    const step = await planned(one, change).catch((error: unknown) => refused(failureOf(error, deedOf(one), one.file)));
    if (!step.ok) {
      const known = change.find(one.file);
      if (step.failure.code === 'workspace/changed-on-disk' && known) await change.reread(known.path);
      return step;
    }
    if (step.value) steps.push(step.value);
  }
  const done = await carryOut(steps, change.disk, change.journal);
  if (!done.ok) {
    for (const { path, file } of steps) if (file === done.failure.detail?.file) await change.reread(path);
    return done;
  }
  const kept: Loaded[] = [];
  for (const step of steps) {
    const now = step.does === 'remove' ? undefined : await reload(step, change);
    if (now?.ok) kept.push(now.value);
  }
  const dropped = steps.filter(({ does }) => does === 'remove').map(({ path }) => path);
  change.settle({ kept, dropped }, 'write-all');
  return { ok: true, value: { files: steps.map(({ file }) => file) } };
};

/** What is to be done for one change; nothing where the file is so already. Rejects with the disk's error. */
const planned = async (one: FileChange, change: Change): Promise<Result<Step | undefined>> => {
  const known = change.find(one.file);
  if (one.text === undefined) return known ? toRemove(known, one.base, change) : refused(unknown(one.file));
  return known ? toReplace(known, one.text, one.base, change) : toCreate(one.file, one.text, one.base, change);
};

const toReplace = async (
  { file, path, decoded }: Loaded,
  text: string,
  base: string | undefined,
  { disk }: Change,
): Promise<Result<Step | undefined>> => {
  try {
    const realPath = await disk.realPath(path);
    const before = await disk.stat(realPath);
    const onDisk = await disk.read(realPath);
    if (base === undefined) return refused(changed(file, 'it exists already; choose another name or open it'));
    if (base !== revisionOf(onDisk))
      return refused(changed(file, 'it was changed on disk; compare both texts, then apply again'));
    const bytes = encode(text, decode(onDisk) ?? decoded);
    if (bytes.length > maxFileBytes) return refused(tooLarge(file, bytes.length));
    if (revisionOf(bytes) === base) return { ok: true, value: undefined };
    const permitted = (await disk.canWrite(realPath)) && (await disk.canWrite(dirname(realPath)));
    if (!permitted) return refused(failureOf({ code: 'EACCES' }, 'write', file));
    return { ok: true, value: { does: 'replace', file, path, realPath, before, old: onDisk, bytes } };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return refused(changed(file, 'it was removed from disk; save it as a new file or close it'));
  }
};

const toCreate = async (
  file: string,
  text: string,
  base: string | undefined,
  { disk, places, walked, formatOf }: Change,
): Promise<Result<Step>> => {
  const where = newFilePath(file, places());
  if (!where.ok) return where;
  const { path } = where;
  if (base !== undefined) return refused(changed(file, 'it was removed from disk; save it as a new file or close it'));
  const bytes = encodeNew(text, formatOf(path));
  if (bytes.length > maxFileBytes) return refused(tooLarge(file, bytes.length));
  if (await exists(path, disk)) return refused(changed(file, 'it exists already; choose another name or open it'));
  if (!(await leadsInside(path, places(), walked(), disk))) return refused(outside(file));
  return { ok: true, value: { does: 'create', file, path, realPath: path, bytes } };
};

const toRemove = async ({ file, path }: Loaded, base: string, { disk }: Change): Promise<Result<Step | undefined>> => {
  try {
    const before = await disk.stat(path);
    const onDisk = await disk.read(path);
    if (base !== revisionOf(onDisk))
      return refused(changed(file, 'it was changed on disk; look at the new text first'));
    if (!(await disk.canWrite(dirname(path)))) return refused(failureOf({ code: 'EACCES' }, 'remove', file));
    // Where it is a link, only the link goes.
    return { ok: true, value: { does: 'remove', file, path, realPath: path, before, old: onDisk } };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return refused(changed(file, 'it is gone already; look at what is there now'));
  }
};

const reload = async ({ file, path }: Step, { disk }: Change): Promise<Result<Loaded>> => {
  try {
    return await load({ path, realPath: await disk.realPath(path), file, stat: await disk.stat(path) }, disk);
  } catch (error) {
    return refused(failureOf(error, 'read', file)); // gone in this moment; the watcher says so
  }
};

/** A name that comes twice. Names that differ in capitals alone are one file on many systems. */
const doubled = (changes: readonly FileChange[]): string | undefined => {
  const seen = new Set<string>();
  for (const { file, base, text } of changes) {
    const name = text !== undefined && base === undefined ? file.toLowerCase() : file;
    if (seen.has(name)) return file;
    seen.add(name);
  }
  return undefined;
};

const namedTwice = (file: string): Failure => ({
  code: 'workspace/bad-name',
  message: `nothing is written: "${file}" is named twice; name every file once, and no two that differ in capitals alone`,
  detail: { file },
});

const deedOf = ({ text }: FileChange): 'remove' | 'write' => (text === undefined ? 'remove' : 'write');
