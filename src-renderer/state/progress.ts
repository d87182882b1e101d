import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallName, Wire } from '#contract/contract.ts';
import type { en } from '../words/catalogues.ts';
import type { Language } from './language.ts';

/** What somebody waits for; also the key of its words, `flow:progress.<name>`. */
export type Doing = Exclude<keyof (typeof en)['flow']['progress'], `more_${string}`>;

/** What has taken longer than a moment and is still under way, the oldest first. */
export type ProgressState = { readonly doing: readonly { readonly id: number; readonly what: Doing }[] };

export type ProgressStore = StoreApi<ProgressState> & {
  /** Gives back the same promise; while it is open for longer than a moment, the window says so. */
  readonly during: <T>(what: Doing, work: Promise<T>) => Promise<T>;
};

/** From so many milliseconds on a person wonders. */
export const moment = 300;

export const createProgressStore = (later: (work: () => void, ms: number) => () => void): ProgressStore => {
  const store = createStore<ProgressState>(() => ({ doing: [] }));
  let next = 0;
  return {
    ...store,
    during: async (what, work) => {
      next += 1;
      const id = next;
      const cancel = later(() => store.setState(({ doing }) => ({ doing: [...doing, { id, what }] })), moment);
      try {
        return await work;
      } finally {
        cancel();
        if (store.getState().doing.some((one) => one.id === id))
          store.setState(({ doing }) => ({ doing: doing.filter((one) => one.id !== id) }));
      }
    },
  };
};

const named: Partial<Readonly<Record<CallName, Doing>>> = {
  'config.apply': 'apply',
  'config.rollback': 'rollback',
  'workspace.write': 'save',
  'gateway.send': 'send',
  'browser.open': 'browser',
};

/** The wire, every call of which is told to the progress. */
export const withProgress = (wire: Wire, { during }: ProgressStore): Wire => ({
  ...wire,
  call: (name, input) => during(named[name] ?? 'call', wire.call(name, input)),
});

/** The questions to the analysis, which may take its time over a large workspace, and told to the progress too. */
export const askedWithProgress = (language: Language, { during }: ProgressStore): Language =>
  Object.fromEntries(
    Object.entries(language).map(([name, ask]) => [
      name,
      (...given: readonly unknown[]) =>
        during('analysis', (ask as (...all: readonly unknown[]) => Promise<unknown>)(...given)),
    ]),
  ) as Language;
