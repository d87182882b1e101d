/** A request that a browser asked for by a `.localhost` name. */
export type Alias = {
  readonly scheme: 'http' | 'https';
  /** The authority that the browser knows, and the one that the routes and the service see. */
  readonly asked: string;
  readonly meant: string;
};

/**
 * What a page of the alias says about itself, said as a page of the real host would: `Origin` and `Referer`. Services compare them with
 * Host against forged requests, and routes ask for them. Names are in lower case; the very lines where nothing says it.
 */
export function towardsService(lines: string[], { scheme, asked, meant }: Alias): string[] {
  const from = `${scheme}://${asked}`.toLowerCase();
  let result = lines;
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i];
    if (name !== 'origin' && name !== 'referer') continue;
    const value = lines[i + 1] as string;
    if (!startsAt(value, from) || (name === 'origin' && value.length !== from.length)) continue;
    if (result === lines) result = [...lines];
    result[i + 1] = `${scheme}://${meant}${value.slice(from.length)}`;
  }
  return result;
}

/**
 * What leads a browser away from the alias leads back to it: `Location` by `aliasUrl` (undefined: not ours), and `Access-Control-Allow-Origin`
 * of the page itself. Cookies are not touched: those with a `Domain` are the browser's to refuse.
 */
export function towardsBrowser(
  lines: string[],
  { scheme, asked, meant }: Alias,
  aliasUrl: (url: string) => string | undefined,
): string[] {
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i];
    if (name === 'location') lines[i + 1] = aliasUrl(lines[i + 1] as string) ?? (lines[i + 1] as string);
    else if (name === 'access-control-allow-origin' && lines[i + 1] === `${scheme}://${meant}`)
      lines[i + 1] = `${scheme}://${asked}`;
  }
  return lines;
}

/** The lines without those that make a browser remember that a name wants HTTPS (RFC 6797). */
export function withoutTransportSecurity(lines: string[]): string[] {
  if (!lines.some((line, i) => i % 2 === 0 && line === 'strict-transport-security')) return lines;
  return lines.filter((_, i) => lines[i - (i % 2)] !== 'strict-transport-security');
}

const startsAt = (value: string, origin: string): boolean =>
  value.slice(0, origin.length).toLowerCase() === origin &&
  (value.length === origin.length || '/?#'.includes(value.charAt(origin.length)));
