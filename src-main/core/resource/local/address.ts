/** `host` without brackets; loopback (`127.0.0.1`) where only a port was written. */
export type LocalAddress = { readonly host: string; readonly port: number };

/**
 * Reads an address on this machine: `3000`, `"3000"`, `:3000`, `localhost:3000`, `127.0.0.1:3000`, `[::1]:3000`,
 * with or without `http://` in front. Undefined for anything else: a path, a missing port, a port outside 1 to 65535.
 */
export const parseAddress = (written: string | number): LocalAddress | undefined => {
  const text = String(written)
    .trim()
    .replace(/^http:\/\//i, '')
    .replace(/\/$/, '');
  const parts = /^(?:(?:\[([0-9a-fA-F:.%\w]+)\]|([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?))?:)?(\d{1,5})$/.exec(text);
  if (!parts) return undefined;
  const port = Number(parts[3]);
  if (port < 1 || port > 65535) return undefined;
  return { host: (parts[1] ?? parts[2] ?? '127.0.0.1').toLowerCase(), port };
};

/** A site by its URL: `secure` where it is spoken to in TLS; `host` is what goes into the Host header, with a port that is not the usual one. */
export type Site = { readonly address: string; readonly port: number; readonly secure: boolean; readonly host: string };

/**
 * Reads `https://api.example.com`, `http://10.0.0.5:8080`, `https://[2001:db8::1]`. Undefined for anything else: another scheme, a path,
 * a query, a name and password. Paths are the route's to rewrite.
 */
export const parseSite = (written: string): Site | undefined => {
  const parts =
    /^(https?):\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::(\d{1,5}))?\/?$/i.exec(
      written.trim(),
    );
  const [, scheme = '', name = '', given] = parts ?? [];
  if (name === '') return undefined;
  const secure = scheme.toLowerCase() === 'https';
  const usual = secure ? 443 : 80;
  const port = given === undefined ? usual : Number(given);
  if (port < 1 || port > 65535) return undefined;
  const host = name.toLowerCase();
  return { address: host.replace(/^\[(.*)\]$/, '$1'), port, secure, host: port === usual ? host : `${host}:${port}` };
};
