import type { Handlers } from '#contract/contract.ts';
import { changeSettings, type SettingsState, usualSettings } from '#contract/settings.ts';

/** The settings of a main that keeps them in memory. */
export const createFakeSettings = (
  tell: (state: SettingsState) => void,
): Pick<Handlers, 'settings.read' | 'settings.change'> => {
  let state: SettingsState = { settings: usualSettings, failures: [] };
  return {
    'settings.read': async () => state,
    'settings.change': async (change) => {
      state = { ...state, settings: changeSettings(state.settings, change) };
      tell(state);
      return { ok: true, value: state };
    },
  };
};

/** How the workspace is looked at, in memory. */
export const createFakeView = (): Pick<Handlers, 'view.read' | 'view.keep'> => {
  const kept = new Map<string, string>();
  return {
    'view.read': async () => Object.fromEntries(kept),
    'view.keep': async ({ change }) => {
      for (const [name, value] of Object.entries(change)) {
        if (value === null) kept.delete(name);
        else kept.set(name, value);
      }
      return null;
    },
  };
};
