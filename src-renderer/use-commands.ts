import { useEffect, useMemo, useState } from 'react';
import { panels } from './panels/index.ts';
import { createPartFocus, pressDeed } from './part-keys.ts';
import { createCommands } from './state/command-list.ts';
import type { Command } from './state/commands.ts';
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
        press: (panel, deed) => {
          // What is not there yet, or cannot be pressed, is in the panel that is open now.
          if (!pressDeed(stores.navigation, panel, deed)) parts.openPanel(stores.navigation, panel);
        },
        walkParts: parts.walk,
        copy: (text) => void navigator.clipboard.writeText(text).catch(() => undefined), // forbidden: nothing was promised
      }),
    [stores, parts, known],
  );
};
