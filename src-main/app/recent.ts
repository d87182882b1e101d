import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, parse } from 'node:path';
import type { Clock, Log } from '#core/world.ts';
import { writeOwnFile } from './write-own-file.ts';

/** A workspace that was opened before; `paths` absolute and in the order in which they were given. */
export type Remembered = { readonly paths: readonly string[]; readonly at: number };
export type Recalled = Remembered & { readonly title: string; readonly exists: boolean };

/** What was opened lately. None of it ever rejects: a list that cannot be kept is no reason to open nothing. */
export type Recent = {
  /** The latest first; looks whether each is still there. */
  readonly list: () => Promise<readonly Recalled[]>;
  readonly add: (paths: readonly string[]) => Promise<void>;
  readonly forget: (paths: readonly string[]) => Promise<void>;
};

/** So many are remembered. */
export const mostRecent = 12;
/** A disk that does not answer in this time may be one behind a network: what is on it counts as there. In milliseconds. */
const patience = 500;

/** `recent.json` of the data folder, read anew each time because other programs write it too; without a folder it lives as long as the process. */
export const createRecent = ({
  dataFolder,
  clock,
  log,
}: {
  readonly dataFolder: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): Recent => {
  const file = dataFolder === undefined ? undefined : join(dataFolder, 'recent.json');
  let known: readonly Remembered[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = last.then(work);
    last = mine;
    return mine;
  };
  const read = async (): Promise<readonly Remembered[]> => {
    if (file === undefined) return known;
    return parseRecent(await readFile(file, 'utf8').catch(() => '')); // the first time there is no file
  };
  const change = (next: (before: readonly Remembered[]) => readonly Remembered[]): Promise<void> =>
    inTurn(async () => {
      known = next(await read()).slice(0, mostRecent);
      if (file === undefined) return;
      await writeOwnFile(file, JSON.stringify({ version: 1, workspaces: known })).catch((error: unknown) =>
        log('debug', 'what was opened lately is not remembered', { cause: String(error) }),
      );
    });

  return {
    list: async () => {
      await last;
      return Promise.all(
        (await read()).map(async (one) => ({ ...one, title: titleOf(one.paths), exists: await areThere(one.paths) })),
      );
    },
    add: (paths) =>
      change((before) => [{ paths: [...paths], at: clock() }, ...before.filter((one) => !same(one.paths, paths))]),
    forget: (paths) => change((before) => before.filter((one) => !same(one.paths, paths))),
  };
};

/** The list in a file's text; what is odd in it is left out, because another version may have written it. */
export const parseRecent = (text: string): readonly Remembered[] => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('workspaces' in value)) return [];
    return Array.isArray(value.workspaces) ? value.workspaces.filter(isRemembered).slice(0, mostRecent) : [];
  } catch {
    return []; // no file yet, or half of one
  }
};

const isRemembered = (value: unknown): value is Remembered =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  typeof value.at === 'number' &&
  // A moment that a calendar has.
  Math.abs(value.at) <= 8.64e15 &&
  'paths' in value &&
  Array.isArray(value.paths) &&
  value.paths.length > 0 &&
  value.paths.every((path) => typeof path === 'string' && isAbsolute(path) && !/\p{Cc}/u.test(path));

const same = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].sort().join('\0') === [...b].sort().join('\0');

const titleOf = (paths: readonly string[]): string => paths.map((path) => parse(path).base || path).join(', ');

const areThere = async (paths: readonly string[]): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(true), patience);
  });
  const looked = Promise.all(paths.map((path) => stat(path))).then(
    () => true,
    () => false,
  );
  const there = await Promise.race([looked, late]);
  clearTimeout(timer);
  return there;
};
