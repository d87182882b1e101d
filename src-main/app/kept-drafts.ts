import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { KeptDraft } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Log } from '#core/world.ts';
import { writeOwnFile } from './write-own-file.ts';

/** Text that was typed and not saved, of one workspace. */
export type KeptDrafts = {
  readonly read: () => Promise<readonly KeptDraft[]>;
  /**
   * Resolves when a crash loses nothing of it any more; a draft in `drafts` comes before its name in `forget`. Never rejects.
   * Both are those of the window `owner`; others of the same file stay.
   */
  readonly keep: (
    drafts: readonly Omit<KeptDraft, 'owner'>[],
    forget: readonly string[],
    owner?: string,
  ) => Promise<Result<null>>;
  /** Resolves when nothing is being written. */
  readonly settled: () => Promise<void>;
};

export type KeptDraftsOptions = {
  /** The person's data folder; absent: drafts live as long as the process. */
  readonly dataFolder: string | undefined;
  /** What was opened. Text from standard input cannot be edited; where there is nothing else, nothing is written. */
  readonly paths: readonly string[];
  readonly log: Log;
  /** Of all drafts of a workspace as they are on disk; absent: 64 MB. */
  readonly mostBytes?: number;
};

/**
 * One file for each workspace, for its owner's eyes only, replaced as a whole. Texts are never logged.
 * Where two programs have the same workspace open, each begins from what the other has kept.
 */
export const createKeptDrafts = ({ dataFolder, paths, log, mostBytes = usualBytes }: KeptDraftsOptions): KeptDrafts => {
  const opened = [...new Set(paths.filter((path) => path !== '-').map((path) => resolve(path)))].sort();
  const folder = dataFolder === undefined || opened.length === 0 ? undefined : join(dataFolder, 'drafts');
  const file =
    folder && join(folder, `${createHash('sha256').update(opened.join('\0')).digest('hex').slice(0, 32)}.json`);
  let kept: ReadonlyMap<string, KeptDraft> | undefined;
  let stamp = '';
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };

  const load = async (): Promise<ReadonlyMap<string, KeptDraft>> => {
    const now = await stampOf(file);
    if (kept && now === stamp) return kept;
    const found = file === undefined ? [] : await readDrafts(file, mostBytes, log);
    stamp = await stampOf(file);
    kept = new Map(found.map((draft) => [keyOf(draft), draft]));
    return kept;
  };
  const store = async (drafts: readonly KeptDraft[]): Promise<void> => {
    if (folder === undefined || file === undefined) return;
    if (drafts.length === 0) return rm(file, { force: true });
    await writeOwnFile(file, JSON.stringify({ version: 1, paths: opened, drafts }));
  };

  return {
    read: () => inTurn(async () => [...(await load()).values()]),
    keep: (drafts, forget, owner) =>
      inTurn(async () => {
        const before = await load();
        const next = new Map(before);
        const owned = owner === undefined ? {} : { owner };
        for (const file of forget) next.delete(keyOf({ file, ...owned }));
        for (const draft of drafts) next.set(keyOf({ ...draft, ...owned }), { ...draft, ...owned });
        const bytes = [...next.values()].reduce((sum, draft) => sum + sizeOf(draft), 0);
        if (bytes > mostBytes) return { ok: false, failure: tooMuch(mostBytes) };
        try {
          if (next.size > 0 || before.size > 0) await store([...next.values()]);
          stamp = await stampOf(file);
        } catch (error) {
          const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
          return { ok: false, failure: notKept(errno) };
        }
        kept = next;
        return { ok: true, value: null };
      }),
    settled: async () => {
      await last;
    },
  };
};

/** Differs whenever the file was replaced; empty where it is not there. */
const stampOf = async (file: string | undefined): Promise<string> => {
  const found = file === undefined ? undefined : await stat(file, { bigint: true }).catch(() => undefined);
  return found ? `${found.ino}.${found.size}.${found.mtimeNs}` : '';
};

/** Each window has its own draft of a file. */
const keyOf = ({ file, owner = '' }: Pick<KeptDraft, 'file' | 'owner'>): string => `${owner}\n${file}`;

const usualBytes = 64 * 1024 * 1024;

const sizeOf = ({ file, draft, baseText = '' }: KeptDraft): number =>
  Buffer.byteLength(file) + Buffer.byteLength(draft) + Buffer.byteLength(baseText) + 200;

const readDrafts = async (file: string, mostBytes: number, log: Log): Promise<readonly KeptDraft[]> => {
  try {
    const text = await readFile(file, 'utf8');
    // JSON writes a character with up to six.
    const drafts = text.length > 6 * mostBytes ? undefined : parse(text);
    if (drafts) return drafts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    log('warn', 'the kept drafts cannot be read; unsaved text of an earlier run is not shown', {
      reason: (error as NodeJS.ErrnoException).code ?? 'unknown',
    });
    return [];
  }
  log('warn', 'the kept drafts are damaged and were set aside; unsaved text of an earlier run is not shown', {
    file: `${file}.odd`,
  });
  await rename(file, `${file}.odd`).catch(() => undefined); // then it is replaced by the next draft
  return [];
};

const parse = (text: string): readonly KeptDraft[] | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const drafts = isObject(value) && value.version === 1 ? value.drafts : undefined;
    return Array.isArray(drafts) && drafts.every(isDraft) ? drafts : undefined;
  } catch {
    return undefined; // not JSON: told by the caller
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isDraft = (value: unknown): value is KeptDraft =>
  isObject(value) &&
  typeof value.file === 'string' &&
  typeof value.draft === 'string' &&
  ['string', 'undefined'].includes(typeof value.owner) &&
  ['string', 'undefined'].includes(typeof value.base) &&
  ['string', 'undefined'].includes(typeof value.baseText);

const tooMuch = (mostBytes: number): Failure => ({
  code: 'drafts/too-large',
  message: `unsaved text is not kept for the case of a crash: together it is more than ${Math.floor(mostBytes / 1024 / 1024)} MB; save some of it`,
});

const notKept = (errno: string): Failure => ({
  code: 'drafts/not-kept',
  message:
    errno === 'ENOSPC' || errno === 'EDQUOT'
      ? 'unsaved text is not kept for the case of a crash: the disk is full; free some space, or save now'
      : 'unsaved text is not kept for the case of a crash: the data folder cannot be written; look at its permissions, or save now',
  detail: { errno },
});
