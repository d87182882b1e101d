import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Applied, ApplyOn, Generation, Text, Wire } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import { sayIn } from '../words/words.ts';
import type { FilesStore } from './files.ts';
import type { RunningStore } from './running.ts';
import { unreachableIn } from './unreachable.ts';

/** What is known about the generations of this run, and what is being done with them. */
export type ReviewState = {
  /** The newest first; empty until they were asked for. */
  readonly generations: readonly Generation[];
  /** The text that answers now, by file; absent until it was asked for, or while it is another generation's. */
  readonly served?: { readonly generation: number; readonly texts: ReadonlyMap<string, string> };
  readonly busy: boolean;
  /** What happened last, for everybody to read. */
  readonly said?: { readonly tone: 'info' | 'error'; readonly words: string };
};

export type ReviewStore = StoreApi<ReviewState> & {
  /** Asks for the history and for the text of the newest generation. */
  readonly refresh: () => Promise<void>;
  /** Saves every draft and has everything that is saved answer, in one generation; nothing is done where a draft is in conflict. */
  readonly apply: () => Promise<boolean>;
  /** Back to an earlier generation; absent: one step back, and further back each time. */
  readonly rollback: (generation?: number) => Promise<boolean>;
  readonly setApplyOn: (on: ApplyOn) => Promise<void>;
  /** The text of a generation, to compare with. */
  readonly textsOf: (generation: number) => Promise<Result<readonly Text[]>>;
  readonly putAway: () => void;
};

type Needed = { readonly wire: Pick<Wire, 'call'>; readonly files: FilesStore; readonly running: RunningStore };

/** Review, apply and the way back. */
export const createReviewStore = ({ wire, files, running }: Needed): ReviewStore => {
  const t = sayIn(files.words, 'review');
  const unreachable = unreachableIn(files.words, 'unreachableApply');
  const store = createStore<ReviewState>(() => ({ generations: [], busy: false }));
  const say = (tone: 'info' | 'error', words: string) => store.setState({ said: { tone, words } });

  const refresh = async () => {
    const generations = await wire.call('config.history', null).catch(() => undefined);
    // The wire is down: it is asked again when it opens.
    if (generations === undefined) return;
    store.setState({ generations });
    const newest = generations[0]?.generation;
    if (newest === undefined || store.getState().served?.generation === newest) return;
    const texts = await textsOf(newest);
    if (texts.ok) {
      const served = { generation: newest, texts: new Map(texts.value.map(({ file, text }) => [file, text])) };
      store.setState({ served });
    }
  };
  const textsOf: ReviewStore['textsOf'] = (generation) =>
    wire.call('config.generation', { generation }).catch(unreachable);
  const doIt = async (work: () => Promise<Result<Applied>>, done: (applied: Applied) => string): Promise<boolean> => {
    if (store.getState().busy) return false;
    store.setState({ busy: true });
    const result = await work().catch(unreachable);
    // Done: whoever goes back at once is not made to wait for the history.
    store.setState({ busy: false });
    // What is said tells where the next step back leads, too.
    await refresh();
    if (result.ok) say('info', done(result.value));
    else say('error', result.failure.message);
    return result.ok;
  };

  return {
    ...store,
    refresh,
    textsOf,
    apply: () =>
      doIt(
        () => files.applyAll(),
        ({ generation }) => t('said.applied', { generation }),
      ),
    rollback: (generation) =>
      doIt(
        () => wire.call('config.rollback', generation === undefined ? {} : { generation }),
        (applied) => {
          const { generations } = store.getState();
          const to = generations.find((one) => one.generation === applied.generation)?.of ?? generation;
          const next = generations.find(({ back }) => back)?.generation;
          const further = next === undefined ? t('said.noneBefore') : t('said.next', { next });
          const said = { generation: applied.generation, further };
          return to === undefined ? t('said.backBefore', said) : t('said.back', { ...said, to });
        },
      ),
    setApplyOn: async (on) => {
      await wire.call('config.applyOn', { on }).catch(() => undefined);
      const state = await wire.call('gateway.state', null).catch(() => undefined);
      if (state !== undefined) running.arrive(state);
    },
    putAway: () => store.setState(({ said: _, ...rest }) => rest, true),
  };
};
