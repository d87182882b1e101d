/** What opening a session needs of the page. */
export type Page = {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly fetch: typeof fetch;
};

/** Thrown by calls when the loopback host does not know this browser. */
export class NoSession extends Error {
  constructor() {
    super(
      'this window has no session: open the address that slipway printed, with everything behind the "#"; it opens one browser, and "slipway window" prints one for another',
    );
    this.name = 'NoSession';
  }
}

/**
 * Trades the code of the printed address (`…/#code=…`), or the token of the address that a program left (`…/#token=…`), for a cookie, and
 * takes it out of the address bar and the history. Does nothing when there is none: a reload has its cookie already.
 */
export const openSession = async ({ location, history, fetch }: Page): Promise<void> => {
  const given = new URLSearchParams(location.hash.slice(1));
  const name = given.has('code') ? 'code' : 'token';
  const value = given.get(name);
  if (value === null || value === '') return;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ [name]: value }),
    credentials: 'same-origin',
  });
  // A code that was used is no reason to give up: the cookie of an earlier visit may still be good. The first call tells.
};
