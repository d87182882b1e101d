import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RequestInput, Resent, Wire } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import type { Words } from '../words/words.ts';
import { unreachableIn } from './unreachable.ts';

/** The parts of the details; which one is open stays from one exchange to the next. */
export const detailTabs = ['overview', 'request', 'response', 'messages', 'timing'] as const;
export type DetailTab = (typeof detailTabs)[number];

/** The exchange that is looked at. `details` stay while they are asked for again. */
export type ExchangeDetailsState = {
  readonly id: number | undefined;
  readonly tab: DetailTab;
  readonly details: ExchangeDetails | undefined;
  readonly failure: Failure | undefined;
  /** Credentials are shown; forgotten with the next exchange. */
  readonly reveal: boolean;
  readonly sending: boolean;
  /** Why the last attempt to send it again came to nothing. */
  readonly notSent: Failure | undefined;
};

export type ExchangeDetailsStore = StoreApi<ExchangeDetailsState> & {
  /** Asks for one, and again while it is under way; returns how to stop. */
  readonly show: (id: number) => () => void;
  readonly setReveal: (reveal: boolean) => void;
  readonly openTab: (tab: DetailTab) => void;
  /** Sends it once more, perhaps changed; gives the exchange that came of it where that is known. */
  readonly resend: (id: number, change?: Partial<RequestInput>) => Promise<Result<Resent>>;
};

type World = {
  readonly wire: Pick<Wire, 'call'>;
  readonly later: (work: () => void, ms: number) => () => void;
  /** For what is said when main does not answer. */
  readonly words: Words;
};

/** Between two questions about an exchange that goes on, in milliseconds. */
const pause = 1000;

const nothing: Omit<ExchangeDetailsState, 'tab'> = {
  id: undefined,
  details: undefined,
  failure: undefined,
  reveal: false,
  sending: false,
  notSent: undefined,
};

/** What main knows of the exchange that is looked at. */
export const createExchangeDetails = ({ wire, later, words }: World): ExchangeDetailsStore => {
  const unreachable = unreachableIn(words);
  const store = createStore<ExchangeDetailsState>(() => ({ ...nothing, tab: 'overview' }));
  let shown = 0;
  let cancel = () => {};

  const ask = async (mine: number) => {
    cancel();
    const { id, reveal } = store.getState();
    if (id === undefined) return;
    const result = await wire.call('traffic.details', { id, ...(reveal && { reveal }) }).catch(unreachable);
    if (mine !== shown || store.getState().reveal !== reveal) return;
    // What was read stays in sight when main is away, or has let go of it since.
    if (result.ok) store.setState({ details: result.value, failure: undefined });
    else store.setState({ failure: result.failure });
    if (result.ok ? result.value.exchange.open : result.failure.code === 'wire/unreachable')
      cancel = later(() => void ask(mine), pause);
  };

  return {
    ...store,
    show: (id) => {
      shown += 1;
      const mine = shown;
      store.setState({ ...nothing, id });
      void ask(mine);
      return () => {
        if (mine !== shown) return;
        shown += 1;
        cancel();
        store.setState(nothing);
      };
    },
    setReveal: (reveal) => {
      store.setState({ reveal });
      void ask(shown);
    },
    openTab: (tab) => store.setState({ tab }),
    resend: async (id, change) => {
      store.setState({ sending: true, notSent: undefined });
      const result = await wire.call('traffic.resend', { id, ...(change && { change }) }).catch(unreachable);
      if (store.getState().id === id)
        store.setState({ sending: false, notSent: result.ok ? undefined : result.failure });
      return result;
    },
  };
};
