import type { Door } from './doors.ts';

/**
 * The same page under a name that leads to this machine by itself, `http://shop.test.localhost:8080/` (`core/route/localhost-alias.ts` says
 * how the gateway answers it); undefined where there is none: what is passed through shows the certificate of its service alone.
 */
export const localhostLink = (url: string, { scheme, passthrough, bound }: Door): string | undefined => {
  if (passthrough || (scheme !== 'http' && scheme !== 'https')) return undefined;
  const [, host, rest] = /^https?:\/\/([^/?#:@[\]]+?)\.?(?::\d*)?((?:[/?#].*)?)$/is.exec(url) ?? [];
  if (host === undefined || rest === undefined) return undefined;
  const name = host.toLowerCase();
  const port = bound === (scheme === 'http' ? 80 : 443) ? '' : `:${bound}`;
  return `${scheme}://${name.endsWith('.localhost') ? name : `${name}.localhost`}${port}${rest.startsWith('/') ? rest : `/${rest}`}`;
};
