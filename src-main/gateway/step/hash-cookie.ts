import type { HashKey } from '#core/route/cluster-policy.ts';

/** The first cookie of that name, without the quotes that may be around it; absent when there is none. */
export function cookieValue(cookies: string, name: string): string | undefined {
  for (const cookie of cookies.split(';')) {
    const equals = cookie.indexOf('=');
    if (equals === -1 || cookie.slice(0, equals).trim() !== name) continue;
    const value = cookie.slice(equals + 1).trim();
    return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  }
  return undefined;
}

/** The value of a `set-cookie` line as Envoy writes it: whole seconds, and none for a cookie of the session (reference 6.4). */
export function newCookie(
  { name, path, ttlMs = 0, attributes }: Extract<HashKey, { on: 'cookie' }>,
  value: string,
): string {
  const seconds = Math.floor(ttlMs / 1000);
  return [
    `${name}="${value}"`,
    ...(seconds > 0 ? [`Max-Age=${seconds}`] : []),
    ...(path ? [`Path=${path}`] : []),
    ...attributes.map(([attribute, text]) => (text === '' ? attribute : `${attribute}=${text}`)),
    'HttpOnly',
  ].join('; ');
}
