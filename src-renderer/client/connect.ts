import type { Wire } from '#contract/contract.ts';
import { openSession } from './session.ts';
import { type DesktopBridge, wireDesktop } from './wire-desktop.ts';
import { wireLoopback } from './wire-loopback.ts';

declare global {
  interface Window {
    readonly desktop?: DesktopBridge;
  }
}

/** The way from this page to main: the preload's bridge inside the desktop app, else the loopback host that served the page. */
export const connect = async (page: Window & typeof globalThis): Promise<Wire> => {
  if (page.desktop !== undefined) return wireDesktop(page.desktop);
  const fetch = page.fetch.bind(page);
  await openSession({ location: page.location, history: page.history, fetch });
  return wireLoopback({
    fetch,
    openEvents: (url) => new page.EventSource(url),
    later: (work, ms) => page.setTimeout(work, ms),
  });
};

/** Where a file lies that was dropped on the page: the desktop app knows, a browser tells nobody. */
export const pathOfDropped =
  (page: Window) =>
  (file: File): string | undefined =>
    page.desktop?.pathOf(file) || undefined;

/** Zooms the page as the desktop app does; false in a browser, where the page does it itself. */
export const zoomDesktop = (page: Window, percent: number): boolean => {
  page.desktop?.zoom(percent);
  return page.desktop !== undefined;
};

/** The menu of the desktop app; undefined in a browser. */
export const desktopMenu = (page: Window): Pick<DesktopBridge, 'menu' | 'onMenu'> | undefined => page.desktop;

/** Opens a URL in a tab of the desktop app; undefined in a browser. */
export const openInApp = (page: Window): DesktopBridge['openTab'] | undefined => page.desktop?.openTab;

/** Opens a URL in the person's own browser: beside this page, or from the desktop app wherever the system opens links. */
export const openBeside =
  (page: Window) =>
  (url: string): void => {
    page.open(url, '_blank', 'noopener,noreferrer');
  };
