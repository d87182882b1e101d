import { createStore, type StoreApi } from 'zustand/vanilla';

/** What stands over the window: the palette, the sheet of keys, the settings, or nothing. */
export type FlowState = {
  readonly open: 'palette' | 'keys' | 'settings' | undefined;
  /** What the palette begins with: `>` for commands alone, `#` for text in files. */
  readonly begin: string;
  /** Commands that were run by the palette, the last first; they stand on top. */
  readonly recent: readonly string[];
  /** Why a command that was run came to nothing; said in the editor until it is put away or works. */
  readonly refusal?: string | undefined;
};

export type FlowStore = StoreApi<FlowState> & {
  readonly open: (what: NonNullable<FlowState['open']>, begin?: string) => void;
  readonly close: () => void;
  readonly remember: (command: string) => void;
  /** Absent: it worked. */
  readonly refuse: (why?: string) => void;
};

export const createFlowStore = (): FlowStore => {
  const store = createStore<FlowState>(() => ({ open: undefined, begin: '', recent: [] }));
  return {
    ...store,
    open: (open, begin = '') => store.setState({ open, begin }),
    close: () => store.setState({ open: undefined }),
    refuse: (refusal) => store.setState({ refusal }),
    remember: (command) =>
      store.setState(({ recent }) => ({ recent: [command, ...recent.filter((one) => one !== command)].slice(0, 5) })),
  };
};
