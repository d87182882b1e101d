import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Suppressed } from '#core/advice/suppress.ts';
import type { Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import { type FilesStore, textOf } from './files.ts';
import type { ResourceState } from './resource-states.ts';

/** What the core makes of some text. */
export type Analysis = {
  readonly table: Table;
  readonly diagnostics: readonly Diagnostic[];
  readonly resources: readonly ResourceState[];
  readonly suppressed: readonly Suppressed[];
};

/**
 * Diagnostics first, because they are what is waited for while typing; `rest` hands out what was made of the last sources that were given,
 * and may take a few messages. One question at a time.
 */
export type Analyse = (sources: readonly Source[]) => Promise<{
  readonly diagnostics: readonly Diagnostic[];
  readonly rest: () => Promise<Omit<Analysis, 'diagnostics'>>;
}>;

/**
 * The drafts as the core understands them. `texts` are what `diagnostics` were made from: a range is good only for a file whose text
 * is still this one. `table` and `resources` follow a moment later; both are those of `texts` when nothing is `behind`.
 */
export type DraftState = {
  readonly texts: ReadonlyMap<string, string>;
  readonly table: Table | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Of the resources that have a status in Kubernetes. */
  readonly resources: readonly ResourceState[];
  /** The findings that somebody does not want to see, with the reason; they follow with the table. */
  readonly suppressed: readonly Suppressed[];
  /** Something is not in here yet of what has been typed. */
  readonly behind: boolean;
  /** The analysis itself broke: a bug of ours. The last good result stays. */
  readonly bug?: string;
};

export type DraftStore = StoreApi<DraftState> & {
  /** Follows the files until the returned function is called. */
  readonly follow: (files: FilesStore) => () => void;
};

type DraftOptions = {
  readonly analyse: Analyse;
  /** Runs work after some milliseconds and says how to prevent it. */
  readonly later: (work: () => void, ms: number) => () => void;
};

/** Keys that come together, as when a word is pasted or a key is held, are analysed together. In milliseconds. */
const pause = 15;

/** Panels draw the whole table, which somebody who is typing would feel: they get it when nothing was typed for so long. */
const longPause = 300;

/** Keeps the drafts analysed: one analysis at a time, always of the newest text, a moment after the last keystroke. */
export const createDraftStore = ({ analyse, later }: DraftOptions): DraftStore => {
  const store = createStore<DraftState>(() => ({
    texts: new Map(),
    table: undefined,
    diagnostics: [],
    resources: [],
    suppressed: [],
    behind: true,
  }));

  const follow = (files: FilesStore) => {
    let wanted: ReadonlyMap<string, string> | undefined;
    /** What the analysis under way is of: text may come back to what was before it. */
    let asked: ReadonlyMap<string, string> | undefined;
    let busy = false;
    let due = false;
    let cancel = () => {};

    let cancelRest = () => {};

    const broke = (error: unknown) =>
      store.setState({ behind: false, bug: error instanceof Error ? error.message : String(error) });
    const run = async () => {
      if (busy || !due || wanted === undefined) return;
      const texts = wanted;
      busy = true;
      due = false;
      wanted = undefined;
      asked = texts;
      try {
        const { diagnostics, rest } = await analyse([...texts].map(([file, text]) => ({ file, text })));
        const { bug: _, ...before } = store.getState();
        store.setState({ ...before, texts, diagnostics, behind: true }, true);
        asked = undefined;
        cancelRest();
        busy = false;
        cancelRest = later(() => void handOut(rest), before.table === undefined ? 0 : longPause);
      } catch (error) {
        busy = false;
        asked = undefined;
        broke(error);
      }
      await run();
    };
    /** Whoever types on waits for the diagnostics of that, and not for a table that is old already: theirs will be handed out. */
    const handOut = async (rest: Awaited<ReturnType<Analyse>>['rest']) => {
      if (busy || wanted !== undefined) return;
      busy = true;
      try {
        const { table, resources, suppressed } = await rest();
        store.setState({ table, resources, suppressed, behind: wanted !== undefined });
      } catch (error) {
        broke(error);
      }
      busy = false;
      await run();
    };
    const look = () => {
      const { loaded, files: open } = files.getState();
      if (!loaded) return;
      const texts = new Map(open.map((one) => [one.file, textOf(one)]));
      if (sameTexts(texts, wanted ?? asked ?? store.getState().texts) && store.getState().table !== undefined) return;
      const delay = store.getState().table === undefined ? 0 : pause;
      wanted = texts;
      store.setState({ behind: true });
      cancel();
      cancel = later(() => {
        due = true;
        void run();
      }, delay);
    };
    look();
    const unsubscribe = files.subscribe(look);
    return () => {
      unsubscribe();
      cancel();
      cancelRest();
    };
  };

  return { ...store, follow };
};

const sameTexts = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([file, text]) => b.get(file) === text);
