import type { Address } from '../upstream/host.ts';

/** Where a client of the proxy wants to go. */
export type Target = Address & { readonly scheme: 'http' | 'https' };

/** The target of CONNECT: a host and, always, a port (RFC 9110 section 9.3.6). Absent: it is none. */
export function connectTarget(text: string): Address | undefined {
  const { host, port } = splitAuthority(text);
  return host === undefined || port === undefined || port === 'wrong' ? undefined : { address: host, port };
}

/** Where a request in absolute form goes (RFC 9110 section 4.2); the port is that of the scheme where none is named. Absent: it is in another form. */
export function absoluteTarget(target: string): Target | 'wrong' | undefined {
  if (target.startsWith('/')) return undefined;
  const [, scheme = '', authority = ''] = /^(https?):\/\/([^/?#]*)/i.exec(target) ?? [];
  if (scheme === '') return 'wrong';
  const https = scheme.length === 5;
  const { host, port } = splitAuthority(authority);
  if (host === undefined || port === 'wrong') return 'wrong';
  return { scheme: https ? 'https' : 'http', address: host, port: port ?? (https ? 443 : 80) };
}

type Split = { readonly host?: string; readonly port?: number | 'wrong' | undefined };

/**
 * A host is a name, an IPv4 address, or an IPv6 address in brackets. User information is no part of it: whoever reads
 * `http://known.example@other.example/` may be led to the wrong one (RFC 9110 section 4.2.4).
 */
function splitAuthority(text: string): Split {
  const [, name, ipv6, digits] = /^(?:([a-z0-9_.*~!$&'()+,;=%-]+)|\[([0-9a-f:.]+)\])(?::(\d*))?$/i.exec(text) ?? [];
  const host = name ?? ipv6;
  if (host === undefined || host.length > 255) return {};
  const lower = host.toLowerCase();
  // RFC 3986 section 3.2.3: an empty port is the usual one.
  if (digits === undefined || digits === '') return { host: lower };
  const port = digits.length > 5 ? 0 : Number(digits);
  return { host: lower, port: port >= 1 && port <= 65_535 ? port : 'wrong' };
}
