import { dirname, extname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path';
import type { Failure } from '#core/failure.ts';

/** Where the workspace lies on disk, worked out from the paths a person gave. */
export type Places = {
  /** Absolute, without duplicates, in the order given; may be missing on disk. */
  readonly given: readonly string[];
  /** The deepest folder that holds everything given; shown names are relative to it. */
  readonly root: string;
  /** Folders in which a new file may be created: the given folders, and those of the given files. */
  readonly homes: readonly string[];
};

/** `isFolder` says which of the given paths are folders (missing ones count as files). */
export const placesOf = (paths: readonly string[], isFolder: (path: string) => boolean): Places => {
  const given = [...new Set(paths.map((path) => resolve(path)))];
  const homes = [...new Set(given.map((path) => (isFolder(path) ? path : dirname(path))))];
  return { given, root: homes.reduce(commonFolder, homes[0] ?? ''), homes };
};

const commonFolder = (a: string, b: string): string => {
  let folder = a;
  while (!inside(b, folder)) {
    const up = dirname(folder);
    if (up === folder) return ''; // two drives: nothing in common, names are shown whole
    folder = up;
  }
  return folder;
};

/** Whether `path` is `folder` or lies below it. Both absolute; symbolic links are not followed. */
export const inside = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/** The name people see: relative to the root, with `/` between parts. */
export const shownName = (path: string, places: Places): string =>
  (places.root === '' ? path : relative(places.root, path)).split(sep).join('/');

export const isYamlName = (name: string): boolean => ['.yaml', '.yml', '.json'].includes(extname(name).toLowerCase());

/** What is never looked into: hidden names (editors' and tools' own), and dependencies. */
export const isSkipped = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/** Whether the walk would come past this path: it was given, or is below something given without a skipped part between. */
export const isVisited = (path: string, places: Places): boolean =>
  places.given.some(
    (given) =>
      inside(path, given) &&
      !relative(given, path)
        .split(sep)
        .some((part) => part !== '' && isSkipped(part)),
  );

/** The absolute path for a new file that a window asks for by shown name, or why it is refused. */
export const newFilePath = (
  file: string,
  places: Places,
): { readonly ok: true; readonly path: string } | { readonly ok: false; readonly failure: Failure } => {
  const refuse = (code: string, message: string) => ({
    ok: false as const,
    failure: { code, message, detail: { file: file.slice(0, 200) } },
  });
  if (places.homes.length === 0)
    return refuse(
      'workspace/read-only',
      `cannot create "${file}": this workspace was read from standard input; start with a folder`,
    );
  // What was opened by name may come back whatever its name is.
  const given = places.given.find((path) => shownName(path, places) === file);
  if (given !== undefined) return { ok: true, path: given };
  if (!isYamlName(file))
    return refuse(
      'workspace/bad-name',
      `cannot create "${file}": a workspace holds YAML; let the name end with ".yaml"`,
    );
  const parts = file.split('/');
  if (isAbsolute(file) || parts.some((part) => part === '' || part === '.' || part === '..'))
    return refuse(
      'workspace/outside',
      `cannot create "${file}": it is outside the workspace; give a name relative to its folder`,
    );
  if (parts.some((part) => isSkipped(part) || !portable.test(part) || reserved.test(part)))
    return refuse(
      'workspace/bad-name',
      `cannot create "${file}": the name would be skipped or is not permitted on every system; use letters, digits, "-", "_" and "."`,
    );
  const path = join(places.root, ...parts);
  if (!places.homes.some((home) => inside(path, home)))
    return refuse(
      'workspace/outside',
      `cannot create "${file}": it is in none of the opened folders; choose a name in one of them`,
    );
  return { ok: true, path };
};

/** What Windows, macOS and Linux all take in one part of a path. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass
const portable = /^[^\\:*?"<>|\u0000-\u001f\u007f]{1,200}(?<![. ])$/;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Names for the window's title: as the person gave them, shortened to the last part. */
export const titleOf = (paths: readonly string[], stdin: boolean): string =>
  [...paths.map((path) => parse(resolve(path)).base || path), ...(stdin ? ['standard input'] : [])].join(', ');
