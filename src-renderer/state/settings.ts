import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Wire } from '#contract/contract.ts';
import {
  changeSettings,
  type Settings,
  type SettingsChange,
  type SettingsState,
  settingsIn,
  usualSettings,
} from '#contract/settings.ts';

export type SettingsStoreState = SettingsState & {
  /** Whether main has told them; until then they are what this browser remembers. */
  readonly known: boolean;
};

export type SettingsStore = StoreApi<SettingsStoreState> & {
  /** What main has. */
  readonly arrive: (state: SettingsState) => void;
  /** Holds here at once, and is told to main, which tells every window. Never rejects. */
  readonly change: (change: SettingsChange) => Promise<void>;
  readonly now: () => Settings;
};

type Memory = Pick<Storage, 'getItem' | 'setItem'>;

const key = 'slipway.settings';

/**
 * The person's settings in this window. Main keeps them; what they look like is remembered in the browser too,
 * so that a reload does not begin in other colours.
 */
export const createSettingsStore = (
  wire: Pick<Wire, 'call'>,
  memory: Memory | undefined,
  given?: SettingsState,
): SettingsStore => {
  const store = createStore<SettingsStoreState>(() =>
    given ? { ...given, known: true } : { settings: rememberedSettings(memory), failures: [], known: false },
  );
  // While a change is on its way, what main tells is older than what was chosen here.
  let underWay = 0;
  const become = (state: SettingsStoreState) => {
    store.setState(state);
    remember(memory, state.settings);
  };
  const arrive = (state: SettingsState) => {
    if (underWay === 0) become({ ...state, known: true });
  };
  return {
    ...store,
    now: () => store.getState().settings,
    arrive,
    change: async (change) => {
      become({ ...store.getState(), settings: changeSettings(store.getState().settings, change) });
      underWay += 1;
      const told = await wire.call('settings.change', change).catch(() => undefined); // the wire is lost: read anew on `open`
      underWay -= 1;
      if (told === undefined) return;
      if (told.ok) arrive(told.value);
      else store.setState({ failures: [told.failure] });
    },
  };
};

/** What this browser remembers, for the moments before main has told. */
export const rememberedSettings = (memory: Pick<Storage, 'getItem'> | undefined): Settings => {
  try {
    const found = memory?.getItem(key);
    return found ? settingsIn(JSON.parse(found)) : usualSettings;
  } catch {
    return usualSettings; // forbidden, or not ours
  }
};

const remember = (memory: Memory | undefined, settings: Settings): void => {
  try {
    memory?.setItem(key, JSON.stringify(settings));
  } catch {
    // Storage may be full or forbidden; main has them.
  }
};
