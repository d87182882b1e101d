import type { WebContents } from 'electron';
import { mayTabGo } from './tab-address.ts';

/** More windows than a person opens by hand are a page's doing. */
export const mostTabs = 20;

/**
 * A stranger's page goes where the web goes and nowhere else, and what it opens is a window of the same kind, so that `window.opener` is what
 * the page expects. `mayOpen` is asked for each one. Programs of the system (`mailto:`, `tel:`) are asked for by permission, which none has.
 */
export const lockTab = (
  contents: WebContents,
  mayOpen: () => boolean,
  options: Electron.BrowserWindowConstructorOptions,
): void => {
  const stay = (event: { readonly url: string; readonly isMainFrame: boolean; preventDefault: () => void }): void => {
    if (!mayTabGo(event.url, event.isMainFrame)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) =>
    mayTabGo(url === '' ? 'about:blank' : url, true) && mayOpen()
      ? { action: 'allow', overrideBrowserWindowOptions: options }
      : { action: 'deny' },
  );
  // Addresses of this machine must not leave by a side way, past the proxy.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
};
