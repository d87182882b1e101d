import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Wire } from '#contract/contract.ts';
import { type Candidate, type CandidateSource, candidateSources, type Forward } from '#core/edit/candidate.ts';

/** What one source said last. `asking` while a newer answer is awaited, the older one stays meanwhile. */
export type SourceState = {
  readonly asking: boolean;
  readonly candidates: readonly Candidate[];
  /** Whether it has ever answered well; else an empty list says nothing. */
  readonly known: boolean;
  /** Why it could not be asked, in one sentence. */
  readonly failure?: string;
};

export type CandidatesState = {
  readonly sources: Readonly<Record<CandidateSource, SourceState>>;
  readonly forwards: readonly Forward[];
  /** What was bound before in this window's browser or desktop: the ids of candidates by `namespace/name subset`, the newest last. */
  readonly used: Readonly<Record<string, readonly string[]>>;
};

export type CandidatesStore = StoreApi<CandidatesState> & {
  /** Asks sources that are not being asked already; each answers for itself. */
  readonly look: (sources?: readonly CandidateSource[]) => Promise<void>;
  readonly remember: (service: string, id: string) => void;
  readonly endForward: (id: string) => Promise<void>;
};

const key = 'slipway.bound-before';
const fresh: SourceState = { asking: false, candidates: [], known: false };

/** What on this machine may answer for a service. Nothing is asked before somebody looks. */
export const createCandidatesStore = (wire: Pick<Wire, 'call'>, memory?: Storage): CandidatesStore => {
  const store = createStore<CandidatesState>(() => ({
    sources: { ports: fresh, containers: fresh, forwards: fresh },
    forwards: [],
    used: usedBefore(memory),
  }));
  const put = (source: CandidateSource, change: (now: SourceState) => SourceState) =>
    store.setState(({ sources }) => ({ sources: { ...sources, [source]: change(sources[source]) } }));
  const ask = async (source: CandidateSource): Promise<void> => {
    if (store.getState().sources[source].asking) return;
    put(source, (now) => ({ ...now, asking: true }));
    try {
      const [found, forwards] = await Promise.all([
        wire.call('services.candidates', { source }),
        source === 'forwards' ? wire.call('services.forwards', null) : undefined,
      ]);
      if (forwards) store.setState({ forwards });
      put(source, () =>
        found.ok
          ? { asking: false, candidates: found.value, known: true }
          : { ...fresh, failure: found.failure.message },
      );
    } catch {
      // The window says by itself when main is lost.
      put(source, (now) => ({ ...now, asking: false }));
    }
  };
  return {
    ...store,
    look: async (sources = candidateSources) => {
      await Promise.all(sources.map(ask));
    },
    remember: (service, id) => {
      const { used } = store.getState();
      const next = { ...used, [service]: [...(used[service] ?? []).filter((one) => one !== id), id].slice(-5) };
      store.setState({ used: next });
      memory?.setItem(key, JSON.stringify(next));
    },
    endForward: async (id) => {
      try {
        await wire.call('services.unforward', { id });
      } catch {
        return; // the window says by itself when main is lost
      }
      await ask('forwards');
    },
  };
};

/** Only what is as it should be: storage may hold what somebody else has left there. */
const usedBefore = (memory: Storage | undefined): CandidatesState['used'] => {
  try {
    const kept: unknown = JSON.parse(memory?.getItem(key) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter(
        (entry): entry is [string, string[]] =>
          Array.isArray(entry[1]) && entry[1].every((one) => typeof one === 'string'),
      ),
    );
  } catch {
    return {};
  }
};
