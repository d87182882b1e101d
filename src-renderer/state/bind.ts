import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Binding, bindService } from '#core/edit/bind-service.ts';
import { type FilesStore, type OpenFile, textOf } from './files.ts';
import type { RunningStore } from './running.ts';

/** What became of the last binding; gone as soon as its file reads otherwise than it was left. */
export type BindState = {
  readonly last:
    | undefined
    /** No files: it was so already. `waits`: it is typed and not saved, because the file has other unsaved text, or changes are reviewed first. */
    | {
        readonly ok: true;
        readonly label: string;
        readonly files: readonly string[];
        /** The one among them that was not there before. */
        readonly made?: string;
        readonly waits: boolean;
      }
    | { readonly ok: false; readonly words: string };
};

export type BindStore = StoreApi<BindState> & {
  /**
   * Writes bindings into the drafts as one step of undo in each file, and saves the files that had no other unsaved text, so that the
   * gateway answers at once; not where changes are reviewed first. All of them, or none; false: none, as `last` says. In turn.
   */
  readonly bind: (bindings: readonly Binding[], label: string) => Promise<boolean>;
  /** Takes the last one back, and saves that too where it was saved. */
  readonly undo: () => Promise<void>;
  readonly dismiss: () => void;
};

type World = { readonly files: FilesStore; readonly running: Pick<RunningStore, 'getState'> };

export const createBind = ({ files, running }: World): BindStore => {
  const store = createStore<BindState>(() => ({ last: undefined }));
  let turn: Promise<unknown> = Promise.resolve();
  let unwatch = () => {};
  const tell = (last: BindState['last']) => {
    unwatch();
    unwatch = () => {};
    store.setState({ last });
  };
  const sources = () => files.getState().files.map((one) => ({ file: one.file, text: textOf(one) }));
  const find = (file: string) => files.getState().files.find((one) => one.file === file);
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
  const save = async (names: readonly string[]): Promise<string | undefined> => {
    for (const file of names) if (!(await files.save(file))) return find(file)?.failure?.message ?? '';
    return undefined;
  };

  const bind = async (bindings: readonly Binding[], label: string, tries = 3): Promise<boolean> => {
    const before = new Map(sources().map(({ file, text }) => [file, text]));
    const after = new Map(before);
    const { home } = files.getState();
    for (const binding of bindings) {
      const bound = bindService(
        [...after].map(([file, text]) => ({ file, text })),
        binding,
        home,
      );
      if (!bound.ok) {
        tell({ ok: false, words: bound.failure.message });
        return false;
      }
      after.set(bound.file, bound.text);
    }
    const changed = [...after].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
    const clean = changed.every((file) => find(file)?.draft === undefined);
    const waits = !clean || running.getState().running?.applyOn === 'review';
    for (const file of changed) {
      const text = after.get(file) ?? '';
      // A new file begins empty, so that undo has something to go back to.
      if (!before.has(file)) files.create(file, '');
      files.edit(file, text, { label });
    }
    const problem = waits ? undefined : await save(changed);
    if (problem !== undefined) {
      const late = changed.some((file) => find(file)?.failure?.code === 'workspace/changed-on-disk');
      // Nothing but the binding was typed there: it goes, and is written anew into what somebody else has saved meanwhile.
      for (const file of changed) if (find(file)?.draft !== undefined) files.revert(file);
      if (late && tries > 1) return bind(bindings, label, tries - 1);
      tell({ ok: false, words: problem });
      return false;
    }
    const made = changed.find((file) => !before.has(file));
    tell({ ok: true, label, files: changed, ...(made !== undefined && { made }), waits });
    const read = () =>
      sources()
        .filter(({ file }) => changed.includes(file))
        .map(({ text }) => text)
        .join('\0');
    const left = read();
    unwatch = files.subscribe(() => {
      if (read() !== left) tell(undefined);
    });
    return true;
  };

  return {
    ...store,
    bind: (bindings, label) => inTurn(() => bind(bindings, label)),
    undo: () =>
      inTurn(async () => {
        const { last } = store.getState();
        if (!last?.ok) return;
        tell(undefined);
        const undone = last.files.filter((file) => files.undo(file) !== undefined);
        // A file that was made for it goes again, unless somebody has written into it since.
        const { made } = last;
        const gone = made !== undefined && find(made) !== undefined && textOf(find(made) as OpenFile) === '';
        if (gone) await files.remove(made);
        if (!last.waits) await save(undone.filter((file) => !gone || file !== made));
      }),
    dismiss: () => tell(undefined),
  };
};
