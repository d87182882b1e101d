import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Applied, Wire, WorkspaceFile, WorkspaceState } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import { mergeWorkspace } from './merge-workspace.ts';

/**
 * One file as this window sees it: what is on disk, and what was typed but not saved.
 * `draft` is absent while the text equals the disk's. `base` is the revision the draft was made from.
 */
export type OpenFile = {
  readonly file: string;
  /** Absent: the file exists in this window only (new, or removed on disk while it had a draft). */
  readonly disk?: WorkspaceFile;
  readonly draft?: string;
  readonly base?: string;
  /** The disk went another way while there was a draft. */
  readonly conflict?: 'changed' | 'removed';
  readonly saving?: boolean;
  /** Why the last save did not work. */
  readonly failure?: Failure;
};

export type FilesState = {
  readonly title: string;
  readonly loaded: boolean;
  readonly files: readonly OpenFile[];
  readonly failures: readonly Failure[];
};

/** One step of undo: what it is called (`move rule up`). Steps with the same `join` that follow each other closely are one, as those of a slider. */
export type Step = { readonly label: string; readonly join?: string };

export type FilesStore = StoreApi<FilesState> & {
  readonly arrive: (workspace: WorkspaceState) => void;
  /** `step` says what is done, for undo; absent: typing. */
  readonly edit: (file: string, text: string, step?: Step) => void;
  /** Makes a file that exists in this window only until it is saved. False when the name is taken. */
  readonly create: (file: string, text: string) => boolean;
  /** Brings back a draft of an earlier window; one whose base is gone from disk becomes a conflict. */
  readonly restore: (file: string, draft: string, base: string | undefined) => void;
  readonly save: (file: string) => Promise<boolean>;
  readonly saveAll: () => Promise<void>;
  /** Saves every draft and has all that is saved answer: everything in one generation, or nothing. */
  readonly applyAll: () => Promise<Result<Applied>>;
  /** Deletes the file from disk, its draft included; answers why when that did not work. */
  readonly remove: (file: string) => Promise<Failure | undefined>;
  /** Back to the text on disk; a file that is not on disk goes away. Also the answer "take theirs" to a conflict. */
  readonly revert: (file: string) => void;
  /** The answer "keep mine" to a conflict: the draft now stands on the newest disk text, and saving overwrites it. */
  readonly keepMine: (file: string) => void;
};

/** The text as the user sees it: the draft, else the disk's. */
export const textOf = (file: OpenFile): string => file.draft ?? file.disk?.text ?? '';

export const isUnsaved = (file: OpenFile): boolean => file.draft !== undefined;

/** The files of the workspace with their drafts. Owns every unsaved keystroke. */
export const createFilesStore = (wire: Pick<Wire, 'call'>): FilesStore => {
  const store = createStore<FilesState>(() => ({ title: '', loaded: false, files: [], failures: [] }));
  const find = (file: string) => store.getState().files.find((one) => one.file === file);
  const put = (file: string, change: (one: OpenFile) => OpenFile | undefined) =>
    store.setState(({ files }) => ({
      files: files.flatMap((one) => (one.file === file ? (change(one) ?? []) : one)),
    }));

  const save = async (file: string): Promise<boolean> => {
    const before = find(file);
    if (before?.draft === undefined || before.saving === true || before.conflict !== undefined) return false;
    const text = before.draft;
    put(file, ({ failure: _, ...one }) => ({ ...one, saving: true }));
    const result = await wire
      .call('workspace.write', { file, text, ...(before.base === undefined ? {} : { base: before.base }) })
      .catch((error: unknown) => ({ ok: false as const, failure: unreachable(error) }));
    if (result.ok) {
      put(file, (one) => settled(one, result.value));
      return true;
    }
    put(file, ({ saving: _, ...one }) => ({ ...one, failure: result.failure }));
    if (result.failure.code === 'workspace/changed-on-disk') {
      await wire.call('workspace.read', null).then(arrive, () => undefined);
    }
    return false;
  };

  const applyAll = async (): Promise<Result<Applied>> => {
    const drafts = store.getState().files.filter(({ draft }) => draft !== undefined);
    const sent = new Map(drafts.map(({ file, draft }) => [file, draft]));
    const each = (change: (one: OpenFile) => OpenFile) =>
      store.setState(({ files }) => ({ files: files.map((one) => (sent.has(one.file) ? change(one) : one)) }));
    each(({ failure: _, ...one }) => ({ ...one, saving: true }));
    const result = await wire
      .call('config.apply', {
        files: drafts.map(({ file, draft = '', base }) => ({ file, text: draft, ...(base !== undefined && { base }) })),
      })
      .catch((error: unknown) => ({ ok: false as const, failure: unreachable(error) }));
    const now = await wire.call('workspace.read', null).catch(() => undefined);
    const disk = new Map(now?.files.map((one) => [one.file, one]));
    each((one) => {
      const written = disk.get(one.file);
      // Another text is that of somebody who wrote right behind: `arrive` sees to that.
      if (result.ok && written?.text === sent.get(one.file)) return settled(one, written as WorkspaceFile);
      const { saving: _, ...rest } = one;
      return rest;
    });
    if (now !== undefined) arrive(now);
    return result;
  };

  const arrive = (workspace: WorkspaceState) =>
    store.setState(({ files }) => ({
      title: workspace.title,
      loaded: true,
      failures: workspace.failures,
      files: mergeWorkspace(files, workspace.files),
    }));

  return {
    ...store,
    arrive,
    edit: (file, text) =>
      put(file, (one) => {
        if (text === textOf(one)) return one;
        const { draft: _, base: __, failure: ___, conflict, ...rest } = one;
        if (one.disk?.text === text) return rest;
        const base = one.draft === undefined ? one.disk?.revision : one.base;
        return {
          ...rest,
          draft: text,
          ...(base === undefined ? {} : { base }),
          ...(conflict === undefined ? {} : { conflict }),
        };
      }),
    create: (file, text) => {
      if (find(file) !== undefined) return false;
      store.setState(({ files }) => ({ files: [...files, { file, draft: text }] }));
      return true;
    },
    restore: (file, draft, base) =>
      store.setState(({ files }) => {
        const one = files.find((known) => known.file === file);
        if (one?.draft !== undefined || one?.disk?.text === draft) return {};
        const back: OpenFile = { file, draft, ...(base === undefined ? {} : { base }) };
        if (one?.disk === undefined) return { files: [...files, ...mergeWorkspace([back], [])] };
        const [merged = back] = mergeWorkspace([back], [one.disk]);
        return { files: files.map((known) => (known === one ? merged : known)) };
      }),
    remove: async (file) => {
      const one = find(file);
      if (one?.disk !== undefined) {
        const result = await wire
          .call('workspace.remove', { file, base: one.disk.revision })
          .catch((error: unknown) => ({ ok: false as const, failure: unreachable(error) }));
        if (!result.ok) return result.failure;
      }
      put(file, () => undefined);
      return undefined;
    },
    save,
    saveAll: async () => {
      for (const { file, draft } of store.getState().files) if (draft !== undefined) await save(file);
    },
    applyAll,
    revert: (file) => put(file, ({ disk }) => (disk === undefined ? undefined : { file, disk })),
    keepMine: (file) =>
      put(file, ({ conflict: _, base: __, failure: ___, ...one }) => ({
        ...one,
        ...(one.disk === undefined ? {} : { base: one.disk.revision }),
      })),
  };
};

/** After a save: what was typed in the meantime stays a draft, now of the new revision. */
const settled = ({ saving: _, draft, base: __, ...one }: OpenFile, disk: WorkspaceFile): OpenFile =>
  draft === undefined || draft === disk.text
    ? { file: one.file, disk }
    : { file: one.file, disk, draft, base: disk.revision };

const unreachable = (error: unknown): Failure => ({
  code: 'wire/unreachable',
  message: `slipway does not answer (${error instanceof Error ? error.message : String(error)}), so the file is as it was: start it again and repeat`,
});
