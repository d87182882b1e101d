import { useEffect, useSyncExternalStore } from 'react';
import type { Settings } from '#contract/settings.ts';
import { zoomDesktop } from './client/connect.ts';
import { useSlice } from './state/stores-context.ts';
import { useTongue } from './words/words.ts';

/** What the system asks for. */
export type SystemLook = { readonly highContrast: boolean; readonly reducedMotion: boolean };

/**
 * What the page's root element says of colours, contrast, motion and zoom; `tokens.css` reads it. A theme that is absent is the system's.
 * Contrast and motion are what comes of choice and system together, so that one rule covers both.
 */
export const showLook = (root: HTMLElement, settings: Settings, system: SystemLook): void => {
  const set = (name: 'theme' | 'contrast' | 'motion', value: string | false) => {
    if (value === false) delete root.dataset[name];
    else root.dataset[name] = value;
  };
  const { theme, contrast, motion, zoom } = settings;
  set('theme', theme !== 'system' && theme);
  set('contrast', (contrast === 'high' || (contrast === 'system' && system.highContrast)) && 'high');
  set('motion', (motion === 'reduced' || system.reducedMotion) && 'reduced');
  const byDesktop = zoomDesktop(window, zoom);
  const byPage = zoom === 100 || byDesktop ? '' : String(zoom / 100);
  root.style.zoom = byPage;
  // For what is placed by measures of the screen (`base.css`).
  root.style.setProperty('--zoom', byPage);
  root.toggleAttribute('data-zoomed', byPage !== '');
};

const questions = { highContrast: '(prefers-contrast: more)', reducedMotion: '(prefers-reduced-motion: reduce)' };

/** What the system asks for now. */
export const systemLook = (page: Pick<Window, 'matchMedia'>): SystemLook => ({
  highContrast: page.matchMedia(questions.highContrast).matches,
  reducedMotion: page.matchMedia(questions.reducedMotion).matches,
});

const subscribe = (tell: () => void): (() => void) => {
  const lists = Object.values(questions).map((question) => window.matchMedia(question));
  for (const list of lists) list.addEventListener('change', tell);
  return () => {
    for (const list of lists) list.removeEventListener('change', tell);
  };
};

/** Keeps the page looking as the settings and the system say, and its root named by the language: for screen readers, hyphens and fonts. */
export const useLook = () => {
  const settings = useSlice('settings', (state) => state.settings);
  const highContrast = useSyncExternalStore(subscribe, () => systemLook(window).highContrast);
  const reducedMotion = useSyncExternalStore(subscribe, () => systemLook(window).reducedMotion);
  const tongue = useTongue();
  useEffect(
    () => showLook(document.documentElement, settings, { highContrast, reducedMotion }),
    [settings, highContrast, reducedMotion],
  );
  useEffect(() => {
    document.documentElement.lang = tongue;
  }, [tongue]);
};
