import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Reply, RequestInput, Wire } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Explanation } from '#core/route/explanation.ts';
import { parsePasted } from '#core/route/paste/parse-pasted.ts';
import type { Words } from '../words/words.ts';
import { unreachableIn } from './unreachable.ts';

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
  /** What of a pasted command could not be taken over. */
  readonly notes: readonly string[];
  /** The recorded exchange that is explained, until something of the request is changed by hand. */
  readonly about: { readonly generation: number; readonly status: number } | undefined;
  /** The running gateway's explanation of the newest request it was asked about. */
  readonly explained: Result<Explanation> | undefined;
  readonly explainedFor: RequestInput | undefined;
  /** Counts how often somebody wanted to ask; the field of the URL takes the focus each time. */
  readonly asked: number;
  readonly sending: boolean;
  /** What came back for the request that was sent last. */
  readonly reply: { readonly request: RequestInput; readonly result: Result<Reply> } | undefined;
};

export type RequestStore = StoreApi<RequestState> & {
  readonly change: (
    change: Partial<Pick<RequestState, 'method' | 'url' | 'headers' | 'body' | 'via' | 'against' | 'notes' | 'about'>>,
  ) => void;
  /** Takes over a curl command or the head of a request; false where the text is neither. */
  readonly paste: (text: string) => boolean;
  readonly focus: () => void;
  readonly explainRunning: (request: RequestInput) => Promise<void>;
  readonly send: (request: RequestInput) => Promise<void>;
};

/** The request of the explain panel, kept while other panels are looked at. */
export const createRequestStore = (wire: Pick<Wire, 'call'>, words: Words): RequestStore => {
  const unreachable = unreachableIn(words);
  const store = createStore<RequestState>(() => ({
    method: 'GET',
    url: undefined,
    headers: [],
    body: '',
    via: undefined,
    against: 'draft',
    notes: [],
    about: undefined,
    explained: undefined,
    explainedFor: undefined,
    asked: 0,
    sending: false,
    reply: undefined,
  }));
  let last = 0;
  return {
    ...store,
    change: (change) =>
      store.setState({
        ...(('against' in change || 'via' in change) && !('url' in change) ? {} : untouched),
        ...change,
      }),
    paste: (text) => {
      const pasted = parsePasted(text);
      if (pasted === undefined) return false;
      if (!pasted.ok) store.setState({ notes: [pasted.reason], about: undefined });
      else {
        const { method, url, headers, body = '', from } = pasted.request;
        store.setState({ method, url, headers, body, via: from, notes: pasted.notes, about: undefined });
      }
      return true;
    },
    focus: () => store.setState(({ asked }) => ({ asked: asked + 1 })),
    explainRunning: async (request) => {
      last += 1;
      const mine = last;
      const explained = await wire.call('gateway.explain', request).catch(unreachable);
      if (mine === last) store.setState({ explained, explainedFor: request });
    },
    send: async (request) => {
      store.setState({ sending: true });
      const result = await wire.call('gateway.send', request).catch(unreachable);
      store.setState({ sending: false, reply: { request, result } });
    },
  };
};

/** What was said about a request is not said of another. */
const untouched: Pick<RequestState, 'notes' | 'about'> = { notes: [], about: undefined };
