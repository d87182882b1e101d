import { isFullName, isIpAddress } from '../names.ts';
import { parseAddress } from './address.ts';
import type { LocalGatewaySpec } from './local-gateway.ts';

/** Connections to `host` go to `address` instead. `host` is lower case and may begin with `*.`; without `toPort` the port stays. */
export type ResolveEntry = {
  readonly host: string;
  readonly port?: number;
  readonly address: string;
  readonly toPort?: number;
};

type Written = NonNullable<LocalGatewaySpec['resolve']>[number];

/** The entries that can be used, in the order in which they are written. */
export const resolveEntries = (written: readonly Written[]): readonly ResolveEntry[] =>
  written.flatMap(({ host, port, address }) => {
    const to = resolveAddress(address);
    if (to === undefined || !isResolvable(host)) return [];
    return [{ host: host.toLowerCase(), ...(port === undefined ? {} : { port }), ...to }];
  });

/** `3000`, `127.0.0.1:3000`, `[::1]:3000`, `127.0.0.1` or `::1`, and names in place of addresses. Undefined for anything else. */
export const resolveAddress = (written: string | number): Pick<ResolveEntry, 'address' | 'toPort'> | undefined => {
  const alone = String(written).trim().toLowerCase();
  const bare = /^\[(.*)\]$/.exec(alone)?.[1] ?? alone;
  if (isIpAddress(bare) || (bare === alone && isFullName(alone))) return { address: bare };
  const to = parseAddress(alone);
  return to && { address: to.host, toPort: to.port };
};

/** A name, an IP address without brackets, or `*.` in front of a name. */
export const isResolvable = (host: string): boolean => isIpAddress(host) || isFullName(host.replace(/^\*\./, ''));
