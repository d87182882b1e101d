import { reachNowhere } from './nowhere.ts';
import type { BrowsersPart, PartWorld } from './part.ts';

/** Browsers of this machine, and the proxy that leads them to the gateway. */
export const createBrowsers = (_world: PartWorld): BrowsersPart => {
  const nowhere = reachNowhere();
  return {
    handlers: {
      'browser.open': nowhere['browser.open'],
      'browser.close': nowhere['browser.close'],
      'browser.proxy': nowhere['browser.proxy'],
      'browser.find': nowhere['browser.find'],
    },
    state: async () => ({ browsers: [], sessions: [] }),
    follow: () => {},
    close: async () => {},
  };
};
