import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Wire } from '#contract/contract.ts';
import type { ReachProxy, ReachState } from '#contract/reach.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Words } from '../words/words.ts';
import { unreachableIn } from './unreachable.ts';

/** Which browsers there are and run, and what leads them to the gateway, as main told it last. */
export type ReachStoreState = {
  readonly known: ReachState | undefined;
  /** What was typed in the panel to be opened; undefined: the panel proposes something. */
  readonly url: string | undefined;
  /** What a test browser is being started for. */
  readonly opening: string | undefined;
  readonly looking: boolean;
  /** Sessions that are being ended, by id. */
  readonly closing: readonly string[];
  /** Why a browser was not opened, until that is put away or one opens. */
  readonly refusal: Failure | undefined;
};

export type ReachStore = StoreApi<ReachStoreState> & {
  readonly arrive: (known: ReachState) => void;
  /** Asks main for the state; never rejects. */
  readonly read: () => Promise<void>;
  readonly setUrl: (url: string | undefined) => void;
  /** In a test browser; absent `browser`: the usual one. Never rejects: `refusal` says why nothing opened. */
  readonly open: (url: string, browser?: string) => Promise<boolean>;
  readonly close: (session: string) => Promise<void>;
  /** Looks for browsers anew. */
  readonly find: () => Promise<void>;
  /** Where the mapping proxy listens, which is started where nobody has needed it yet. Never rejects. */
  readonly startProxy: () => Promise<Result<ReachProxy>>;
  readonly dismiss: () => void;
  /** In a tab of the app; absent in a browser. */
  readonly openTab: ((url: string) => Promise<void>) | undefined;
  /** In the person's own browser, beside everything else that they do there. */
  readonly openLink: (url: string) => void;
};

type World = {
  readonly wire: Pick<Wire, 'call'>;
  readonly words: Words;
  /** Rejects where nothing was opened. */
  readonly openTab?: ReachStore['openTab'];
  readonly openLink?: ReachStore['openLink'] | undefined;
};

export const createReachStore = ({ wire, words, openTab, openLink = () => {} }: World): ReachStore => {
  const unreachable = unreachableIn(words);
  const store = createStore<ReachStoreState>(() => ({
    known: undefined,
    url: undefined,
    opening: undefined,
    looking: false,
    closing: [],
    refusal: undefined,
  }));
  const arrive = (known: ReachState) => store.setState({ known });
  return {
    ...store,
    arrive,
    read: async () => {
      const known = await wire.call('reach.state', null).catch(() => undefined); // the wire is lost: read anew on `open`
      if (known !== undefined) arrive(known);
    },
    setUrl: (url) => store.setState({ url }),
    open: async (url, browser) => {
      store.setState({ opening: url, refusal: undefined });
      const input = browser === undefined ? { url } : { url, browser };
      const result = await wire.call('browser.open', input).catch(unreachable);
      store.setState(({ opening }) => ({
        opening: opening === url ? undefined : opening,
        refusal: result.ok ? undefined : result.failure,
      }));
      return result.ok;
    },
    close: async (id) => {
      store.setState(({ closing }) => ({ closing: [...closing, id] }));
      await wire.call('browser.close', { id }).catch(() => undefined); // the window says by itself when main is lost
      store.setState(({ closing }) => ({ closing: closing.filter((one) => one !== id) }));
    },
    find: async () => {
      store.setState({ looking: true });
      const browsers = await wire.call('browser.find', null).catch(() => undefined); // as above
      store.setState(({ known }) => ({
        looking: false,
        ...(known !== undefined && browsers !== undefined && { known: { ...known, browsers } }),
      }));
    },
    startProxy: async () => {
      const result = await wire.call('browser.proxy', null).catch(unreachable);
      if (!result.ok) store.setState({ refusal: result.failure });
      return result;
    },
    dismiss: () => store.setState({ refusal: undefined }),
    openTab:
      openTab &&
      (async (url) => {
        store.setState({ refusal: undefined });
        await openTab(url).catch((error: unknown) => store.setState({ refusal: unreachable(error).failure }));
      }),
    openLink,
  };
};
