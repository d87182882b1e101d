import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Place } from '#core/text/diagnostic.ts';
import type { Spot } from './walk-problems.ts';

/**
 * A wish to see a place in the editor. Each has a number of its own, so that the same place can be asked for twice.
 * `quiet`: the place is shown, and the focus stays where it is.
 */
export type Jump = { readonly place: Place; readonly number: number; readonly quiet?: true };

export type NavigationState = {
  /** The panel beside the editor; `editor` gives it the whole width. */
  readonly panel: string;
  readonly file: string | undefined;
  readonly jump: Jump | undefined;
  /** Where the cursor is in the editor. */
  readonly cursor: Spot | undefined;
  /** What the editor last found, until it is put away. */
  readonly found: FoundPlaces | undefined;
  /** The editor's share of the width, 0 to 1. */
  readonly split: number;
};

export type NavigationStore = StoreApi<NavigationState> & {
  readonly openPanel: (panel: string) => void;
  readonly openFile: (file: string) => void;
  readonly jumpTo: (place: Place) => void;
  /** The same without taking the focus: for whoever works in a form beside the text. */
  readonly reveal: (place: Place) => void;
  readonly setCursor: (cursor: Spot) => void;
  readonly showFound: (found: FoundPlaces | undefined) => void;
  readonly setSplit: (split: number) => void;
};

/** A list of places somebody asked for, as the references to a name. */
export type FoundPlaces = { readonly title: string; readonly places: readonly Place[] };

/** What is looked at: panel, file, place. */
export const createNavigationStore = (
  panel = 'routes',
  /** From the last time. */
  remembered: Partial<Pick<NavigationState, 'panel' | 'file' | 'split'>> = {},
): NavigationStore => {
  const store = createStore<NavigationState>(() => ({
    panel,
    file: undefined,
    jump: undefined,
    cursor: undefined,
    found: undefined,
    split: 0.5,
    ...remembered,
  }));
  return {
    ...store,
    openPanel: (next) => store.setState({ panel: next }),
    openFile: (file) => store.setState({ file }),
    jumpTo: (place) =>
      store.setState(({ jump }) => ({ file: place.file, jump: { place, number: (jump?.number ?? 0) + 1 } })),
    reveal: (place) =>
      store.setState(({ jump }) => ({
        file: place.file,
        jump: { place, number: (jump?.number ?? 0) + 1, quiet: true },
      })),
    setCursor: (cursor) => store.setState({ cursor }),
    showFound: (found) => store.setState({ found }),
    setSplit: (split) => store.setState({ split: Math.min(0.8, Math.max(0.2, split)) }),
  };
};
