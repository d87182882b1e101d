import { useEffect } from 'react';
import type { Settings } from '#contract/settings.ts';
import { useSlice } from './state/stores-context.ts';
import { useTongue } from './words/words.ts';

/** What the page's root element says of colours, contrast and motion; `tokens.css` reads it. Absent: as the system asks for. */
export const showLook = (root: HTMLElement, { theme, contrast, motion }: Settings): void => {
  const chosen = { theme, contrast, motion };
  for (const name of ['theme', 'contrast', 'motion'] as const) {
    if (chosen[name] === 'system') delete root.dataset[name];
    else root.dataset[name] = chosen[name];
  }
};

/** Keeps the page looking as the settings say, and its root named by the language: for screen readers, hyphens and fonts. */
export const useLook = () => {
  const settings = useSlice('settings', (state) => state.settings);
  const tongue = useTongue();
  useEffect(() => showLook(document.documentElement, settings), [settings]);
  useEffect(() => {
    document.documentElement.lang = tongue;
  }, [tongue]);
};
