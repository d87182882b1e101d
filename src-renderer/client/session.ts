/** What opening a session needs of the page. */
export type Page = {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly fetch: typeof fetch;
};

/** Thrown by calls when the loopback host does not know this browser. */
export class NoSession extends Error {
  constructor() {
    super('this window has no session: open the address that slipway printed, with everything behind the "#"');
    this.name = 'NoSession';
  }
}

/**
 * Trades the token of the printed address (`…/#token=…`) for a cookie, once, and takes it out of the address bar and the history.
 * Does nothing when there is no token: a reload has its cookie already.
 */
export const openSession = async ({ location, history, fetch }: Page): Promise<void> => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null || token === '') return;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
    credentials: 'same-origin',
  });
  // A refused token is no reason to give up: the cookie of an earlier visit may still be good. The first call tells.
};
