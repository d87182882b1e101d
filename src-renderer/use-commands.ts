import { useEffect, useMemo, useState } from 'react';
import { panels } from './panels/index.ts';
import { createPartFocus, type PartFocus, pressDeed } from './part-keys.ts';
import { createCommands } from './state/command-list.ts';
import type { Command } from './state/commands.ts';
import type { NavigationStore } from './state/navigation.ts';
import { useSlice, useStores } from './state/stores-context.ts';

/** The one list of everything that this window can do. */
export const useCommands = (): readonly Command[] => {
  const stores = useStores();
  // Some of them open what was open lately.
  const known = useSlice('workspaces', (state) => state.known);
  const [parts] = useState(createPartFocus);
  useEffect(() => parts.watch(), [parts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is made of what the store knows
  return useMemo(
    () =>
      createCommands(stores, {
        panels: panels.map(({ id }) => id),
        enterPanel: (panel) => parts.openPanel(stores.navigation, panel),
        press: (panel, deed) => pressSoon(stores.navigation, parts, panel, deed),
        walkParts: parts.walk,
        copy: (text) => void navigator.clipboard.writeText(text).catch(() => undefined), // forbidden: nothing was promised
      }),
    [stores, parts, known],
  );
};

/** A panel that has just been opened may need a moment until its buttons are there; in milliseconds. */
const patience = 1_000;

/** Presses the button as soon as it is there; where it never is, the panel is open, with the focus in it. */
const pressSoon = (navigation: NavigationStore, parts: PartFocus, panel: string, deed: string): void => {
  const until = performance.now() + patience;
  const attempt = () => {
    if (pressDeed(navigation, panel, deed)) return;
    if (performance.now() < until) setTimeout(attempt, 50);
    else parts.openPanel(navigation, panel);
  };
  attempt();
};
