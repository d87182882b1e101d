import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the loopback host.
 *
 * A code is printed in the fragment of the URL, which browsers never send; the page posts it to `/session` and gets a cookie. It is good
 * once: what stays behind in scrollback, logs, histories and screenshots opens nothing. The cookie outlives the browser, so that the
 * printed URL opens in the same browser for as long as the process runs; for another browser `slipway window` asks for another code.
 * The token is printed nowhere: it stands in a file that its owner alone may read, and opens sessions for the commands of that person.
 * Neither is ever taken from a query string. The cookie is derived from the token, not the token itself: whoever sees the cookie cannot
 * open another session.
 */
export type Admission = {
  readonly tokenFits: (token: string) => boolean;
  /** A code that opens one session. Of those that nobody used only the newest are good. */
  readonly newCode: () => string;
  /** Whether it opened none before; it opens none from now on. */
  readonly takeCode: (code: string) => boolean;
  readonly hasSession: (request: IncomingMessage) => boolean;
  /** The value for `Set-Cookie`. */
  readonly cookie: () => string;
};

export const createAdmission = (token: string, port: number): Admission => {
  // Cookies are shared by all ports of a host: the name keeps two running instances apart.
  const name = `slipway-${port}`;
  const session = createHmac('sha256', token).update(`session ${port}`).digest('base64url');
  const codes: string[] = [];
  return {
    tokenFits: (given) => same(given, token),
    newCode: () => {
      const code = randomBytes(32).toString('base64url');
      codes.push(code);
      if (codes.length > mostCodes) codes.shift();
      return code;
    },
    takeCode: (given) => {
      const at = codes.findIndex((code) => same(given, code));
      return at >= 0 && codes.splice(at, 1).length === 1;
    },
    hasSession: (request) =>
      (request.headers.cookie ?? '').split(';').some((pair) => {
        const at = pair.indexOf('=');
        return at > 0 && pair.slice(0, at).trim() === name && same(pair.slice(at + 1).trim(), session);
      }),
    // Only the path that needs it, which hardly any service has: the gateway on another port of this host must not see it, nor pass it on.
    cookie: () => `${name}=${session}; Path=/call; Max-Age=${cookieSeconds}; HttpOnly; SameSite=Strict`,
  };
};

const mostCodes = 16;
/** A month; it is of no use behind the end of the process. */
const cookieSeconds = 2_592_000;

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

/** The Host of a request; undefined where there is none, or several, of which node would show the first and somebody else might read the last. */
export const onlyHost = ({ rawHeaders, headers }: IncomingMessage): string | undefined =>
  rawHeaders.filter((line, i) => i % 2 === 0 && line.toLowerCase() === 'host').length === 1 ? headers.host : undefined;
