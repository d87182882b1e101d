import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the loopback host.
 *
 * The token is printed in the fragment of the URL, which browsers never send; the page posts it once to `/session` and gets a cookie.
 * It stays good for the life of the process, so the printed URL opens in a second browser, too; it is never taken from a query string,
 * where it would end up in logs, histories and referrers.
 * The cookie is derived from the token, not the token itself: whoever sees the cookie cannot open another session.
 */
export type Admission = {
  readonly tokenFits: (token: string) => boolean;
  readonly hasSession: (request: IncomingMessage) => boolean;
  /** Values for `Set-Cookie`. */
  readonly cookies: () => readonly string[];
};

export const createAdmission = (token: string, port: number): Admission => {
  // Cookies are shared by all ports of a host: the name keeps two running instances apart.
  const name = `slipway-${port}`;
  const session = createHmac('sha256', token).update(`session ${port}`).digest('base64url');
  return {
    tokenFits: (given) => same(given, token),
    hasSession: (request) =>
      (request.headers.cookie ?? '').split(';').some((pair) => {
        const at = pair.indexOf('=');
        return at > 0 && pair.slice(0, at).trim() === name && same(pair.slice(at + 1).trim(), session);
      }),
    // Only the two paths that need it: the gateway on another port of this host must not see it on every request.
    cookies: () => ['/call', '/events'].map((path) => `${name}=${session}; Path=${path}; HttpOnly; SameSite=Strict`),
  };
};

/** Compares in a time that does not depend on where the two differ. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Whether the request was made under one of our own names.
 * A foreign name that resolves to 127.0.0.1 (DNS rebinding) makes a page of that name same-origin with us; only this check tells.
 */
export const isOwnHost = (host: string | undefined, port: number): boolean => {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  const asked = host?.toLowerCase();
  return names.some((name) => asked === `${name}:${port}` || (port === 80 && asked === name));
};

/**
 * Whether the request comes from our own page. Browsers send `Origin` with every POST, and with a GET that crosses origins.
 * `required` refuses a request without it; a GET without it passes unless the browser says that it comes from elsewhere.
 */
export const isOwnOrigin = (request: IncomingMessage, required: boolean): boolean => {
  const { origin, host } = request.headers;
  if (origin !== undefined) return origin.toLowerCase() === `http://${host?.toLowerCase()}`;
  const site = request.headers['sec-fetch-site'];
  return !required && (site === undefined || site === 'same-origin' || site === 'none');
};
