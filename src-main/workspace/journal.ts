import { dirname, join } from 'node:path';
import type { Step } from './carry-out.ts';
import { type Disk, errorCode } from './disk.ts';
import { replaceFile } from './replace.ts';
import { revisionOf } from './text-format.ts';

/** What several files are about to become, where a process that comes after a crash finds it. No text is in it. */
export type Entry = {
  /** The process whose hidden files lie beside the targets. */
  readonly pid: number;
  /** Everything that is needed lies on the medium: from here on it can be finished. Absent: nothing has been changed yet. */
  readonly ready?: true;
  readonly steps: readonly EntryStep[];
};

/** `from` is the new text beside the file, absent for one that goes; `before` and `after` are revisions, absent for no file. */
export type EntryStep = {
  readonly file: string;
  readonly path: string;
  readonly realPath: string;
  readonly from?: string;
  readonly before?: string;
  readonly after?: string;
};

/** One writing of several files, from before the first of them is touched until nothing of it lies about. Never rejects. */
export type Noted = {
  /** Where the new texts lie. */
  readonly ready: (texts: ReadonlyMap<Step, string>) => Promise<void>;
  readonly end: () => Promise<void>;
};

/**
 * Notes in `folder` what is about to be written. Where it cannot be noted the writing goes on without: each file is whole all the same.
 * The folder belongs to the person; the names of the files say which process writes.
 */
export const note = async (folder: string, steps: readonly Step[], disk: Disk): Promise<Noted> => {
  const write = async (path: string, entry: Entry) =>
    replaceFile(path, new TextEncoder().encode(JSON.stringify(entry)), undefined, disk);
  const path = await freeName(folder, disk).catch(() => undefined);
  const entry = (texts: ReadonlyMap<Step, string>): Entry => ({
    pid: process.pid,
    steps: steps.map((step) => stepOf(step, texts.get(step))),
  });
  const tried = async (work: () => Promise<unknown>) => void (await work().catch(() => undefined));
  if (path === undefined) return { ready: async () => {}, end: async () => {} };
  await tried(() => write(path, entry(new Map())));
  return {
    ready: (texts) => tried(() => write(path, { ...entry(texts), ready: true })),
    end: () => tried(() => disk.remove(path)),
  };
};

const stepOf = (step: Step, from: string | undefined): EntryStep => ({
  file: step.file,
  path: step.path,
  realPath: step.realPath,
  ...(from !== undefined && { from }),
  ...(step.does !== 'create' && { before: revisionOf(step.old) }),
  ...(step.does !== 'remove' && { after: revisionOf(step.bytes) }),
});

/** The name of an entry of this very process, also where an earlier one had its number. */
export const freeName = async (folder: string, disk: Disk): Promise<string> => {
  await disk.makeFolder(folder);
  const taken = new Set((await disk.list(folder)).map(({ name }) => name));
  for (let number = 0; ; number++) {
    const name = `${process.pid}-${born()}-${number}.json`;
    if (!taken.has(name)) return join(folder, name);
  }
};

/** Whether the process that an entry's name tells of is still at it. */
export const isAtWork = (name: string): boolean => {
  const [pid = 0, started] = name.split('-').map(Number);
  if (pid === process.pid) return started === born();
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
};

const born = (): number => Math.round(performance.timeOrigin);

/** What an entry's file says; undefined where it is not one. */
export const readEntry = (bytes: Uint8Array): Entry | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, ready, steps } = value as Partial<Record<keyof Entry, unknown>>;
    if (typeof pid !== 'number' || !Array.isArray(steps) || !steps.every(isStep)) return undefined;
    return { pid, steps, ...(ready === true && { ready }) };
  } catch {
    return undefined; // half a file, or of somebody else
  }
};

const isStep = (value: unknown): value is EntryStep => {
  if (typeof value !== 'object' || value === null) return false;
  const step = value as Partial<Record<keyof EntryStep, unknown>>;
  const texts = [step.from, step.before, step.after].every((one) => one === undefined || typeof one === 'string');
  const named = [step.file, step.path, step.realPath].every((one) => typeof one === 'string');
  // A new text lies beside its file: nothing is fetched from elsewhere.
  return texts && named && (step.from === undefined || dirname(String(step.from)) === dirname(String(step.realPath)));
};
