import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OutputOf, Wire } from '#contract/contract.ts';
import type { Failure } from '#core/failure.ts';
import type { Words } from '../words/words.ts';
import { unreachableIn } from './unreachable.ts';

export type Report = OutputOf<'doctor.run'>;

/** What the doctor found when somebody asked last. */
export type DoctorState = {
  readonly report: Report | undefined;
  readonly running: boolean;
  readonly failure: Failure | undefined;
  /** Whether checks that are well are left out. */
  readonly onlyProblems: boolean;
};

export type DoctorStore = StoreApi<DoctorState> & {
  /** Has everything looked at anew; nothing happens while that is under way. Never rejects. */
  readonly run: () => Promise<void>;
  readonly showOnlyProblems: (only: boolean) => void;
};

export const createDoctorStore = (wire: Pick<Wire, 'call'>, words: Words): DoctorStore => {
  const unreachable = unreachableIn(words);
  const store = createStore<DoctorState>(() => ({
    report: undefined,
    running: false,
    failure: undefined,
    onlyProblems: false,
  }));
  return {
    ...store,
    run: async () => {
      if (store.getState().running) return;
      store.setState({ running: true, failure: undefined });
      try {
        store.setState({ report: await wire.call('doctor.run', {}) });
      } catch (error) {
        // What was found before stays in sight.
        store.setState({ failure: unreachable(error).failure });
      } finally {
        store.setState({ running: false });
      }
    },
    showOnlyProblems: (onlyProblems) => store.setState({ onlyProblems }),
  };
};
