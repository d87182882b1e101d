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
