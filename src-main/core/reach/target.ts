/** Where a client of the mapping proxy wants to go, written in one way only. */
export type ReachTarget = {
  /** Lower case, without a dot at the end and without brackets. */
  readonly host: string;
  readonly is: 'name' | 'ipv4' | 'ipv6';
  readonly port: number;
};

/** A request in absolute form: where it goes, and what its request line is for whoever answers it. */
export type AbsoluteTarget = ReachTarget & {
  /** Host and port as written, for the Host header (RFC 9112 section 3.2.2). */
  readonly authority: string;
  /** Path and query as written; `/` where there is no path, `*` for OPTIONS of the server itself. */
  readonly path: string;
};

/** The target of CONNECT: host and port, both always there (RFC 9110 section 9.3.6). A string says what is wrong with it. */
export const tunnelTarget = (text: string): ReachTarget | string => {
  const authority = readAuthority(text);
  if (typeof authority === 'string') return authority;
  const { port, ...rest } = authority;
  return port === undefined ? 'a port is missing' : { ...rest, port };
};

/** The target of any other request to a proxy (RFC 9112 section 3.2.2): an address with `http`, or `ws`, which is the same on the wire. */
export const absoluteTarget = (text: string): AbsoluteTarget | string => {
  const [, scheme = '', written = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^#]*)$/i.exec(text) ?? [];
  if (!/^(http|ws)$/i.test(scheme)) return 'it is no address that begins with "http://"';
  const authority = readAuthority(written);
  if (typeof authority === 'string') return authority;
  if (/[^\x21-\x7e]/.test(rest)) return 'its path has signs that no request line may have';
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return { ...authority, port: authority.port ?? 80, authority: written, path };
};

/** A host name as judged: labels of letters, digits, hyphens and underscores. Anything else is refused, so that nothing is judged twice. */
const readAuthority = (text: string): (Omit<ReachTarget, 'port'> & { readonly port?: number }) | string => {
  if (text.includes('@')) return 'it carries a user name, which may hide the real host';
  const [, name, ipv6, digits] = /^(?:([a-z0-9._-]+)|\[([0-9a-f:.]+)\])(?::(\d{1,5})?)?$/i.exec(text) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535)) return `"${digits}" is no port`;
  const told = port === undefined ? {} : { port };
  if (ipv6 !== undefined) return { host: ipv6.toLowerCase(), is: 'ipv6', ...told };
  if (name === undefined) return 'it names no host';
  const host = name.toLowerCase().replace(/\.$/, '');
  const labels = host.split('.');
  if (host.length > 253 || labels.some((label) => label === '' || label.length > 63))
    return 'it is longer than a host name may be, or has an empty label';
  // As browsers do (https://url.spec.whatwg.org/#ends-in-a-number-checker): what ends in a number is an address, and the system reads `0x7f.1`.
  if (/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) {
    const plain =
      labels.length === 4 && labels.every((label) => /^(0|[1-9]\d{0,2})$/.test(label) && Number(label) < 256);
    return plain ? { host, is: 'ipv4', ...told } : 'an IPv4 address has four decimal numbers';
  }
  return { host, is: 'name', ...told };
};
