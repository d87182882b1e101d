import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Settings } from '#contract/settings.ts';
import type { SettingsStore } from './settings.ts';

export type ThemeChoice = Settings['theme'];
export type ThemeState = { readonly choice: ThemeChoice };
export type ThemeStore = StoreApi<ThemeState> & { readonly choose: (choice: ThemeChoice) => void };

/** The colours the person chose, as the settings have them; `system` follows the desktop. */
export const createThemeStore = (settings: SettingsStore): ThemeStore => {
  const store = createStore<ThemeState>(() => ({ choice: settings.now().theme }));
  settings.subscribe(({ settings: { theme } }) => {
    if (theme !== store.getState().choice) store.setState({ choice: theme });
  });
  return { ...store, choose: (theme) => void settings.change({ theme }) };
};
