import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Reply, RequestInput, Wire } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Explanation } from '#core/route/explanation.ts';

export type Against = 'draft' | 'running';

/** The request being tried. `url` is undefined until the user types one: the panel then proposes one from the table. */
export type RequestState = {
  readonly method: string;
  readonly url: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Who sends it; undefined until the user chooses: whoever the table is for. */
  readonly via: 'gateway' | 'mesh' | undefined;
  readonly against: Against;
  /** The running gateway's explanation of the newest request it was asked about. */
  readonly explained: Result<Explanation> | undefined;
  readonly sending: boolean;
  /** What came back for the request that was sent last. */
  readonly reply: { readonly request: RequestInput; readonly result: Result<Reply> } | undefined;
};

export type RequestStore = StoreApi<RequestState> & {
  readonly change: (
    change: Partial<Pick<RequestState, 'method' | 'url' | 'headers' | 'body' | 'via' | 'against'>>,
  ) => void;
  readonly explainRunning: (request: RequestInput) => Promise<void>;
  readonly send: (request: RequestInput) => Promise<void>;
};

/** The request of the try panel, kept while other panels are looked at. */
export const createRequestStore = (wire: Pick<Wire, 'call'>): RequestStore => {
  const store = createStore<RequestState>(() => ({
    method: 'GET',
    url: undefined,
    headers: [],
    body: '',
    via: undefined,
    against: 'draft',
    explained: undefined,
    sending: false,
    reply: undefined,
  }));
  let asked = 0;
  return {
    ...store,
    change: (change) => store.setState(change),
    explainRunning: async (request) => {
      asked += 1;
      const mine = asked;
      const explained = await wire.call('gateway.explain', request).catch(silent);
      if (mine === asked) store.setState({ explained });
    },
    send: async (request) => {
      store.setState({ sending: true });
      const result = await wire.call('gateway.send', request).catch(silent);
      store.setState({ sending: false, reply: { request, result } });
    },
  };
};

const silent = (error: unknown): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: {
    code: 'wire/unreachable',
    message: `slipway does not answer (${error instanceof Error ? error.message : String(error)}): is it still running?`,
  },
});
