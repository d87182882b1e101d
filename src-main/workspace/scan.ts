import { join } from 'node:path';
import type { Failure } from '#core/failure.ts';
import { type Disk, errorCode, failureOf, type Stat } from './disk.ts';
import { isSkipped, isYamlName, type Places, shownName } from './places.ts';

/** What lies on disk now. Contents are not read here. */
export type Scan = {
  /** In the order given, folders in alphabetical order. */
  readonly files: readonly Found[];
  readonly failures: readonly Failure[];
  /** Absolute paths that could not be looked at, though they are there; and those of `given` that are not there. */
  readonly unreadable: readonly string[];
  /** The real paths of all folders that were walked. */
  readonly folders: ReadonlySet<string>;
  /** Where there is too much: the paths of the folders that were walked, as they were come by; no other one is looked at. */
  readonly only?: ReadonlySet<string>;
};

export type Found = { readonly path: string; readonly realPath: string; readonly file: string; readonly stat: Stat };

export type Limits = { readonly depth: number; readonly files: number; readonly entries: number };

/** Far beyond any workspace of gateways, and still walked in well under a second. */
export const limits: Limits = { depth: 24, files: 5_000, entries: 100_000 };

/** Walks everything given: folders with all below them, files as they are, whatever their extension. */
export const scan = async (places: Places, disk: Disk, most: Limits = limits): Promise<Scan> => {
  const files: Found[] = [];
  const failures: Failure[] = [];
  const unreadable: string[] = [];
  const folders = new Set<string>();
  const walked = new Set<string>();
  const seen = new Set<string>();
  let entries = 0;
  let full = false;

  const tooMuch = (what: string, path: string) => {
    if (full) return;
    full = true;
    failures.push({
      code: 'workspace/too-many-files',
      message: `only a part of the workspace is read, up to "${shownName(path, places)}": it holds more than ${what}; open the folder that holds the YAML`,
    });
  };
  const fail = (error: unknown, path: string) => {
    const failure = failureOf(error, 'read', shownName(path, places) || path);
    failures.push(failure);
    if (failure.code !== 'workspace/not-found') unreadable.push(path);
  };

  // Not "not-found": nobody asked for this path, so it is no slip of the pen.
  const brokenLink = (path: string): Failure => ({
    code: 'workspace/broken-link',
    message: `cannot read "${shownName(path, places)}": it is a link that leads to nothing; remove it or put its file back`,
    detail: { file: shownName(path, places) },
  });

  const file = async (path: string, stat: Stat) => {
    const realPath = await disk.realPath(path);
    // Two ways to the same file are one file: its resources must not meet themselves as duplicates.
    if (seen.has(realPath)) return;
    seen.add(realPath);
    if (files.length >= most.files) return tooMuch(`${most.files} files`, path);
    files.push({ path, realPath, file: shownName(path, places), stat });
  };

  const folder = async (path: string, depth: number): Promise<void> => {
    const realPath = await disk.realPath(path);
    if (folders.has(realPath)) return; // also what ends a circle of links
    folders.add(realPath);
    walked.add(path);
    const listed = [...(await disk.list(path))].filter((entry) => !isSkipped(entry.name));
    listed.sort((a, b) => Number(a.kind === 'link') - Number(b.kind === 'link') || (a.name < b.name ? -1 : 1));
    for (const entry of listed) {
      if (full) return;
      if (++entries > most.entries) return tooMuch(`${most.entries} entries`, join(path, entry.name));
      if (entry.kind === 'other' || (entry.kind === 'file' && !isYamlName(entry.name))) continue;
      const below = join(path, entry.name);
      try {
        if (entry.kind === 'folder') {
          await deeper(below, depth);
          continue;
        }
        const stat = await disk.stat(below);
        if (stat.kind === 'folder') await deeper(below, depth);
        else if (stat.kind === 'file' && isYamlName(entry.name)) await file(below, stat);
      } catch (error) {
        // A dangling link that is not about YAML is none of our business.
        if (entry.kind === 'link' && !isYamlName(entry.name)) continue;
        if (entry.kind === 'link' && errorCode(error) === 'ENOENT') failures.push(brokenLink(below));
        else fail(error, below);
      }
    }
  };

  const deeper = async (path: string, depth: number) => {
    if (depth < most.depth) return folder(path, depth + 1);
    failures.push({
      code: 'workspace/too-deep',
      message: `"${shownName(path, places)}" is not read: it lies more than ${most.depth} folders deep; open it directly`,
    });
  };

  for (const path of places.given) {
    try {
      const stat = await disk.stat(path);
      if (stat.kind === 'folder') await folder(path, 0);
      else if (stat.kind === 'file') await file(path, stat);
      else
        failures.push({
          code: 'workspace/not-a-file',
          message: `cannot read "${shownName(path, places)}": it is neither a file nor a folder; give one of these, or "-" for standard input`,
        });
    } catch (error) {
      fail(error, path);
      // What was opened by name and is gone is in the middle of being made anew, or lost; nobody took its routes out one by one.
      unreadable.push(path);
    }
  }
  return { files, failures, unreadable, folders, ...(full ? { only: walked } : {}) };
};
