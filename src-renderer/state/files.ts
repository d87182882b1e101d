import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Applied, KeptDraft, Wire, WorkspaceFile, WorkspaceState } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import { createWords, type Say, sayIn, type Words } from '../words/words.ts';
import {
  closed,
  type History,
  noHistory,
  record,
  redoStep,
  type Settled,
  type Step,
  type StepLabel,
  typing,
  undoStep,
} from './history.ts';
import { mergeWorkspace } from './merge-workspace.ts';
import { unreachableIn } from './unreachable.ts';

export type { Step } from './history.ts';

/**
 * One file as this window sees it: what is on disk, and what was typed but not saved.
 * `draft` is absent while the text equals the disk's. `base` is the revision the draft was made from, `baseText` the text of that.
 */
export type OpenFile = {
  readonly file: string;
  /** Absent: the file exists in this window only (new, or removed on disk while it had a draft). */
  readonly disk?: WorkspaceFile;
  readonly draft?: string;
  readonly base?: string;
  readonly baseText?: string;
  /** The disk went another way while there was a draft, and the two could not be put together. */
  readonly conflict?: 'changed' | 'removed';
  /** A change on disk was put into the draft, and nobody has said yet that they saw it. */
  readonly merged?: true;
  readonly saving?: boolean;
  /** Why the last save did not work. */
  readonly failure?: Failure;
};

export type FilesState = {
  readonly title: string;
  readonly loaded: boolean;
  /** See `WorkspaceState.id`. */
  readonly workspace: string | undefined;
  /** What a new file's name begins with: `` or `shop/`. */
  readonly home: string;
  readonly files: readonly OpenFile[];
  readonly failures: readonly Failure[];
};

/** What undo or redo did, and where in the text as it is now. */
export type Undone = { readonly label: string; readonly range: readonly [number, number] };

export type FilesStore = StoreApi<FilesState> & {
  /** For what is said about files. */
  readonly words: Words;
  readonly arrive: (workspace: WorkspaceState) => void;
  /** `step` says what is done, for undo; absent: typing. */
  readonly edit: (file: string, text: string, step?: Step) => void;
  /** Takes back the last step of a file, whoever made it and wherever; undefined where there is none. */
  readonly undo: (file: string) => Undone | undefined;
  readonly redo: (file: string) => Undone | undefined;
  /** What undo and redo would do; absent where there is nothing to do. */
  readonly history: (file: string) => { readonly undo?: string; readonly redo?: string };
  /** Makes a file that exists in this window only until it is saved. False when the name is taken. */
  readonly create: (file: string, text: string) => boolean;
  /**
   * Brings back a draft of an earlier window; what the disk has become since is merged with it, or becomes a conflict.
   * False where there is another draft of the file, which stays.
   */
  readonly restore: (kept: KeptDraft) => boolean;
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
  /** The answer to a conflict that takes something of both: `text` is the draft from now on, made from the newest disk text. */
  readonly resolve: (file: string, text: string) => void;
  /** Somebody has seen that a change on disk was merged. */
  readonly seeMerged: (file: string) => void;
};

/** The text as the user sees it: the draft, else the disk's. */
export const textOf = (file: OpenFile): string => file.draft ?? file.disk?.text ?? '';

export const isUnsaved = (file: OpenFile): boolean => file.draft !== undefined;

/** The files of the workspace with their drafts and what can be undone in them. Owns every unsaved keystroke. `clock` in milliseconds; English unless `words` say otherwise. */
export const createFilesStore = (
  wire: Pick<Wire, 'call'>,
  clock: () => number,
  words: Words = createWords('en'),
): FilesStore => {
  const t = sayIn(words, 'store');
  // Main may have done it before it went away: the disk tells, when it is read again.
  const unreachable = unreachableIn(words, 'unreachableFiles');
  const store = createStore<FilesState>(() => ({
    title: '',
    loaded: false,
    workspace: undefined,
    home: '',
    files: [],
    failures: [],
  }));
  const histories = new Map<string, History>();
  const find = (file: string) => store.getState().files.find((one) => one.file === file);

  /** The only way in which files change: whatever becomes of a text can be undone. */
  const set = (files: readonly OpenFile[], why: Why, more: Partial<FilesState> = {}) => {
    const known = new Map(store.getState().files.map((one) => [one.file, one]));
    for (const one of files) {
      const before = known.get(one.file);
      known.delete(one.file);
      if (before === undefined || before === one) continue;
      const [from, to] = [textOf(before), textOf(one)];
      if (from === to) continue;
      const { step, settled } = why(before, one);
      const history = histories.get(one.file) ?? noHistory;
      histories.set(one.file, record(history, { before: from, after: to, step, now: clock(), settled }));
    }
    for (const gone of known.keys()) histories.delete(gone);
    store.setState({ ...more, files });
  };
  const put = (file: string, change: (one: OpenFile) => OpenFile | undefined, why: Why = onDisk) =>
    set(
      store.getState().files.flatMap((one) => (one.file === file ? (change(one) ?? []) : one)),
      why,
    );
  const travel = (file: string, way: typeof undoStep): Undone | undefined => {
    const one = find(file);
    const history = histories.get(file);
    if (one === undefined || history === undefined || one.disk?.writable === false) return undefined;
    const done = way(history, textOf(one));
    if (done === undefined) return undefined;
    histories.set(file, done.history);
    const now = way === undoStep ? reopened(withText(one, done.text), done.settled) : settledAgain(one, done);
    store.setState(({ files }) => ({ files: files.map((other) => (other === one ? now : other)) }));
    return { label: sayStep(t, done.label), range: done.range };
  };
  const readAgain = () => wire.call('workspace.read', null).then(arrive, () => undefined);

  /** Saves that are under way. */
  const saves = new Set<Promise<unknown>>();
  const save = (file: string): Promise<boolean> => {
    const saving = saveOne(file);
    saves.add(saving);
    return saving.finally(() => saves.delete(saving));
  };
  const saveOne = async (file: string): Promise<boolean> => {
    const before = find(file);
    if (before?.draft === undefined || before.saving === true || before.conflict !== undefined) return false;
    const text = before.draft;
    histories.set(file, closed(histories.get(file) ?? noHistory));
    put(file, ({ failure: _, ...one }) => ({ ...one, saving: true }));
    const result = await wire
      .call('workspace.write', { file, text, ...(before.base === undefined ? {} : { base: before.base }) })
      .catch(unreachable);
    if (result.ok) {
      const heard = find(file)?.disk?.revision;
      const other = heard !== undefined && heard !== before.disk?.revision && heard !== result.value.revision;
      put(file, (one) => (other && one.draft === undefined ? one : settled(one, result.value)));
      // Somebody wrote at the same time, and the disk alone knows who was the last.
      if (other) await readAgain();
      return true;
    }
    put(file, ({ saving: _, ...one }) => ({ ...one, failure: result.failure }));
    // What came from the disk meanwhile was taken for what is being written.
    if (result.failure.code === 'workspace/changed-on-disk' || find(file)?.disk !== before.disk) await readAgain();
    return false;
  };

  const applyAll = async (): Promise<Result<Applied>> => {
    // Their answers say what the drafts stand on.
    await Promise.allSettled([...saves]);
    const drafts = store.getState().files.filter(({ draft }) => draft !== undefined);
    const open = drafts.find(({ conflict }) => conflict !== undefined);
    if (open !== undefined) return { ok: false, failure: undecided(t, open.file) };
    const sent = new Map(drafts.map(({ file, draft }) => [file, draft]));
    const each = (change: (one: OpenFile) => OpenFile) =>
      set(
        store.getState().files.map((one) => (sent.has(one.file) ? change(one) : one)),
        onDisk,
      );
    for (const file of sent.keys()) histories.set(file, closed(histories.get(file) ?? noHistory));
    each(({ failure: _, ...one }) => ({ ...one, saving: true }));
    const result = await wire
      .call('config.apply', {
        files: drafts.map(({ file, draft = '', base }) => ({ file, text: draft, ...(base !== undefined && { base }) })),
      })
      .catch(unreachable);
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

  const arrive = (workspace: WorkspaceState) => {
    const { files, loaded, workspace: mine } = store.getState();
    // Those of another workspace are for stores of their own.
    if (loaded && workspace.id !== mine) return;
    set(mergeWorkspace(files, workspace.files), onDisk, {
      title: workspace.title,
      loaded: true,
      workspace: workspace.id,
      home: workspace.home ?? '',
      failures: workspace.failures,
    });
  };

  return {
    ...store,
    words,
    arrive,
    edit: (file, text, step) =>
      put(
        file,
        // Undo would take this step back, and no more the merge before it: its notice has had its time.
        (one) => (text === textOf(one) ? one : seen(withText(one, text))),
        () => ({ step }),
      ),
    undo: (file) => travel(file, undoStep),
    redo: (file) => travel(file, redoStep),
    history: (file) => {
      const { steps, done } = histories.get(file) ?? noHistory;
      const [undo, redo] = [steps[done - 1]?.label, steps[done]?.label];
      return {
        ...(undo !== undefined && { undo: sayStep(t, undo) }),
        ...(redo !== undefined && { redo: sayStep(t, redo) }),
      };
    },
    create: (file, text) => {
      if (find(file) !== undefined) return false;
      set([...store.getState().files, { file, draft: text }], onDisk);
      return true;
    },
    restore: ({ file, owner: _, ...kept }) => {
      const { files } = store.getState();
      const one = find(file);
      if (one?.draft !== undefined) return one.draft === kept.draft;
      if (one?.disk?.text === kept.draft) return true;
      const [back] = mergeWorkspace([{ file, ...kept }], one?.disk === undefined ? [] : [one.disk]);
      if (back === undefined) return false;
      const next = one === undefined ? [...files, back] : files.map((known) => (known === one ? back : known));
      set(next, () => ({ step: { label: ownSteps.broughtBack } }));
      return true;
    },
    remove: async (file) => {
      const one = find(file);
      if (one?.disk !== undefined) {
        const result = await wire.call('workspace.remove', { file, base: one.disk.revision }).catch(unreachable);
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
    revert: (file) =>
      put(
        file,
        ({ disk }) => (disk === undefined ? undefined : { file, disk }),
        decided((one) => (one.conflict === undefined ? ownSteps.revert : ownSteps.takeTheirs)),
      ),
    keepMine: (file) => put(file, standsOnDisk),
    resolve: (file, text) =>
      put(
        file,
        (one) => standsOnDisk(withText(one, text)),
        decided(() => ownSteps.merge),
      ),
    seeMerged: (file) => put(file, seen),
  };
};

/** What a change of text is called in the history, and which disagreement with the disk it settled. */
type Why = (
  before: OpenFile,
  now: OpenFile,
) => { readonly step?: Step | undefined; readonly settled?: Settled | undefined };

/** What happens to files without anybody naming it: told in the language of whoever reads it. */
const ownSteps = {
  typing,
  onDisk: 'onDisk',
  mergedDisk: 'mergedDisk',
  broughtBack: 'broughtBack',
  revert: 'revert',
  takeTheirs: 'takeTheirs',
  merge: 'merge',
} as const;

const isOwnStep = (label: string): label is keyof typeof ownSteps => Object.hasOwn(ownSteps, label);

const sayStep = (t: Say<'store'>, label: StepLabel): string => {
  if (typeof label === 'function') return label();
  return isOwnStep(label) ? t(`step.${label}`) : label;
};

/** What undo calls the merge of a draft with what the disk has become. */
export const mergeLabel = (words: Words): string => sayStep(sayIn(words, 'store'), ownSteps.mergedDisk);

/** The disk has spoken: its text was taken over, or merged with the draft. */
const onDisk: Why = (before, now) =>
  now.merged === true && now.base !== before.base
    ? { step: { label: ownSteps.mergedDisk }, settled: settledBy(before, now) }
    : { step: { label: ownSteps.onDisk } };

/** Somebody has decided about a draft, perhaps one in conflict. */
const decided =
  (label: (before: OpenFile) => string): Why =>
  (before, now) => ({
    step: { label: label(before) },
    ...(before.conflict === 'changed' && { settled: settledBy(before, now) }),
  });

const settledBy = ({ base, baseText }: OpenFile, { disk }: OpenFile): Settled | undefined =>
  disk && {
    disk: disk.revision,
    ...(base !== undefined && { base }),
    ...(baseText !== undefined && { baseText }),
  };

const seen = ({ merged: _, ...one }: OpenFile): OpenFile => one;

/** The file with another text; the same object where it is the same. */
const withText = (one: OpenFile, text: string): OpenFile => {
  if (text === textOf(one)) return one;
  const { draft, failure: _, ...rest } = one;
  const { base: __, baseText: ___, conflict: ____, merged: _____, ...clean } = rest;
  // While a save is under way the disk's text is about to be another.
  if (one.disk?.text === text && one.saving !== true) return clean;
  const standing = draft === undefined && one.disk ? { base: one.disk.revision, baseText: one.disk.text } : {};
  return { ...rest, ...standing, draft: text };
};

/** After undo of a step that had settled a disagreement with the disk: it is open again, so that nothing of the disk is overwritten unasked. */
const reopened = (one: OpenFile, step: Settled | undefined): OpenFile => {
  if (step === undefined || one.draft === undefined || one.disk === undefined) return one;
  const { disk: _, ...standing } = step;
  const { base: __, baseText: ___, merged: ____, ...rest } = one;
  if (standing.base === one.disk.revision) return one;
  return { ...rest, ...standing, conflict: 'changed' };
};

/** After redo: what was settled with the text that is still on disk is settled again. */
const settledAgain = (
  one: OpenFile,
  { text, settled: step }: { readonly text: string; readonly settled?: Settled },
) => {
  const now = withText(one, text);
  return step !== undefined && step.disk === one.disk?.revision ? standsOnDisk(now) : now;
};

/** The draft counts as made from what is on disk now. */
const standsOnDisk = ({ conflict: _, base: __, baseText: ___, failure: ____, ...one }: OpenFile): OpenFile =>
  one.draft === undefined || one.disk === undefined
    ? one
    : { ...one, base: one.disk.revision, baseText: one.disk.text };

/** After a save: what was typed in the meantime stays a draft, now of the new revision. */
const settled = ({ file, draft }: OpenFile, disk: WorkspaceFile): OpenFile =>
  draft === undefined || draft === disk.text
    ? { file, disk }
    : { file, disk, draft, base: disk.revision, baseText: disk.text };

const undecided = (t: Say<'store'>, file: string): Failure => ({
  code: 'files/conflict',
  message: t('undecided', { file }),
  detail: { file },
});
