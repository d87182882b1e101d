import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OutputOf, Wire } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import type { Words } from '../words/words.ts';
import { unreachableIn } from './unreachable.ts';

/** What became of the last step. `declined` is no failure: the person said no, and everything else goes on. */
export type HostsOutcome =
  | { readonly is: 'applied'; readonly count: number }
  | { readonly is: 'cleaned' }
  | { readonly is: 'declined' }
  | { readonly is: 'changed' }
  | { readonly is: 'failed'; readonly failure: Failure };

/** The names that are to be written, and what writing them would do. What is in the file now belongs to the reach store. */
export type HostsStoreState = {
  /** What a person chose of the names; undefined: as main proposes. */
  readonly names: readonly string[] | undefined;
  /** The answer to the newest question; undefined while the sheet is not open. */
  readonly plan: Result<HostsPlan> | undefined;
  readonly doing: 'plan' | 'apply' | 'clean' | undefined;
  readonly outcome: HostsOutcome | undefined;
};

export type HostsStore = StoreApi<HostsStoreState> & {
  /** Opens the sheet: what would these names do? Absent: those that main proposes. Never rejects. */
  readonly plan: (names?: readonly string[]) => Promise<void>;
  /** Does what the plan in sight says, and nothing else. */
  readonly apply: () => Promise<void>;
  readonly clean: () => Promise<void>;
  readonly closeSheet: () => void;
};

export const createHostsStore = (wire: Pick<Wire, 'call'>, words: Words): HostsStore => {
  const unreachable = unreachableIn(words);
  const store = createStore<HostsStoreState>(() => ({
    names: undefined,
    plan: undefined,
    doing: undefined,
    outcome: undefined,
  }));
  let asked = 0;
  const ask = async (names: readonly string[] | undefined): Promise<void> => {
    asked += 1;
    const mine = asked;
    store.setState({ names, doing: 'plan' });
    const plan = await wire.call('hosts.plan', names === undefined ? {} : { names }).catch(unreachable);
    // Somebody has chosen otherwise meanwhile, or put the sheet away.
    if (mine === asked) store.setState({ plan, doing: undefined });
  };
  const change = async (doing: 'apply' | 'clean', work: () => Promise<OutputOf<'hosts.apply'>>): Promise<void> => {
    if (store.getState().doing === 'apply' || store.getState().doing === 'clean') return;
    asked += 1;
    store.setState({ doing, outcome: undefined });
    const result = await work().catch(unreachable);
    const outcome = outcomeOf(result, doing);
    const done = outcome.is === 'applied' || outcome.is === 'cleaned';
    store.setState({ doing: undefined, outcome, ...(done && { plan: undefined, names: undefined }) });
    // What was agreed to is not what would happen now: it is shown anew, and asked again.
    if (outcome.is === 'changed') await ask(store.getState().names);
  };
  return {
    ...store,
    plan: async (names) => {
      store.setState({ outcome: undefined });
      await ask(names);
    },
    apply: async () => {
      const { plan, names } = store.getState();
      if (plan?.ok !== true) return;
      const input = { sha256: plan.value.sha256, ...(names !== undefined && { names }) };
      await change('apply', () => wire.call('hosts.apply', input));
    },
    clean: () => change('clean', () => wire.call('hosts.clean', null)),
    closeSheet: () => {
      asked += 1;
      store.setState({ plan: undefined, names: undefined, doing: undefined, outcome: undefined });
    },
  };
};

const outcomeOf = (result: OutputOf<'hosts.apply'>, doing: 'apply' | 'clean'): HostsOutcome => {
  if (result.ok && doing === 'clean') return { is: 'cleaned' };
  if (result.ok) return { is: 'applied', count: new Set(result.value.entries.map(({ name }) => name)).size };
  if (result.failure.code === 'hosts/declined') return { is: 'declined' };
  if (result.failure.code === 'hosts/changed') return { is: 'changed' };
  return { is: 'failed', failure: result.failure };
};
