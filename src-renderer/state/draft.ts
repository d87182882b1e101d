import { createStore, type StoreApi } from 'zustand/vanilla';
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
};

/** Answers are never out of order for one analyser; a newer question may make an older one go unanswered. */
export type Analyse = (sources: readonly Source[]) => Promise<Analysis>;

/**
 * The drafts as the core understands them. `texts` are what `table` and `diagnostics` were made from:
 * a range is good only for a file whose text is still this one.
 */
export type DraftState = {
  readonly texts: ReadonlyMap<string, string>;
  readonly table: Table | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Of the resources that have a status in Kubernetes. */
  readonly resources: readonly ResourceState[];
  /** Text has been typed that is not in here yet. */
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

/** Keeps the drafts analysed: one analysis at a time, always of the newest text, a moment after the last keystroke. */
export const createDraftStore = ({ analyse, later }: DraftOptions): DraftStore => {
  const store = createStore<DraftState>(() => ({
    texts: new Map(),
    table: undefined,
    diagnostics: [],
    resources: [],
    behind: true,
  }));

  const follow = (files: FilesStore) => {
    let wanted: ReadonlyMap<string, string> | undefined;
    let busy = false;
    let due = false;
    let cancel = () => {};

    const run = async () => {
      if (busy || !due || wanted === undefined) return;
      const texts = wanted;
      busy = true;
      due = false;
      wanted = undefined;
      try {
        const { table, diagnostics, resources } = await analyse([...texts].map(([file, text]) => ({ file, text })));
        store.setState({ texts, table, diagnostics, resources, behind: wanted !== undefined }, true);
      } catch (error) {
        store.setState({ behind: false, bug: error instanceof Error ? error.message : String(error) });
      }
      busy = false;
      await run();
    };
    const look = () => {
      const { loaded, files: open } = files.getState();
      if (!loaded) return;
      const texts = new Map(open.map((one) => [one.file, textOf(one)]));
      if (sameTexts(texts, wanted ?? store.getState().texts) && store.getState().table !== undefined) return;
      const delay = store.getState().table === undefined ? 0 : pauseFor(texts);
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
    };
  };

  return { ...store, follow };
};

/** How long typing must pause, in milliseconds: large texts cost even to hand to a worker and back, so they wait for a real pause. */
const pauseFor = (texts: ReadonlyMap<string, string>): number => {
  let size = 0;
  for (const text of texts.values()) size += text.length;
  if (size < 300_000) return 30;
  return size < 1_500_000 ? 150 : 400;
};

const sameTexts = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([file, text]) => b.get(file) === text);
