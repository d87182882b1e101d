import { isIP } from 'node:net';
import { hostOf } from '#core/route/authority.ts';
import type { Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';

/** How somebody else can speak with the service that an exchange went to. */
export type WayToService =
  | { readonly by: 'plaintext' }
  /** `serverName` is absent where nobody has said a name. */
  | { readonly by: 'tls'; readonly serverName?: string };

/**
 * As the gateway spoke with it; undefined where only the gateway can, because the service wants its client certificate, or because it is
 * another listener of the gateway. ISTIO_MUTUAL ends in front of a service, which gets plaintext.
 */
export const wayToService = (
  { clusters }: Pick<Table, 'clusters'>,
  { cluster: name, host, authority }: NonNullable<Exchange['upstream']>,
): WayToService | undefined => {
  const cluster = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  const ends = cluster?.endpoints.filter((one) => one.at === 'address') ?? [];
  const own = ends.find(({ address, port, tls }) => tls !== undefined && `${address}:${port}` === host)?.tls;
  // Of several sites it is the first that says how: their names are not the addresses that were dialled.
  const tls = own ?? ends.find((one) => one.tls !== undefined)?.tls ?? cluster?.policy?.tls;
  if (tls === undefined) return { by: 'plaintext' };
  if (tls.mode === 'MUTUAL') return undefined;
  if (tls.mode === 'ISTIO_MUTUAL')
    return cluster?.boundBy === 'gateway' || cluster?.boundBy === 'service-entry' ? undefined : { by: 'plaintext' };
  const serverName = tls.sni ?? hostOf(authority);
  return { by: 'tls', ...(serverName !== '' && isIP(serverName) === 0 && { serverName }) };
};
