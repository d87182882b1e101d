import { createStore, type StoreApi } from 'zustand/vanilla';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type ThemeState = { readonly choice: ThemeChoice };
export type ThemeStore = StoreApi<ThemeState> & { readonly choose: (choice: ThemeChoice) => void };

const key = 'slipway.theme';

/** The colours the user chose; `system` follows the desktop. Remembered where the browser lets us. */
export const createThemeStore = (memory: Pick<Storage, 'getItem' | 'setItem'> | undefined): ThemeStore => {
  const store = createStore<ThemeState>(() => ({ choice: remembered(memory) }));
  return {
    ...store,
    choose: (choice) => {
      store.setState({ choice });
      try {
        memory?.setItem(key, choice);
      } catch {
        // Storage may be full or forbidden; the choice then lasts until the window closes.
      }
    },
  };
};

const remembered = (memory: Pick<Storage, 'getItem'> | undefined): ThemeChoice => {
  const value = memory?.getItem(key);
  return value === 'light' || value === 'dark' ? value : 'system';
};
