import { textOfBytes } from '../match/byte-string.ts';
import { hostOf } from '../route/authority.ts';
import type { HeaderLines } from '../route/facts.ts';
import type { Table } from '../route/table.ts';
import type { Exchange } from './exchange.ts';

type Pair = readonly [name: string, value: string];

/**
 * A recorded request as a person would write it. The URL leads to the port and the server name that the client dialled; where the request
 * said another host, that is in a Host header. Of a connection without HTTP only these are known.
 */
export const requestOf = (
  exchange: Exchange,
  table: Table | undefined,
): { readonly method: string; readonly url: string; readonly headers: readonly Pair[] } => {
  const { scheme, authority, path, serverName = '', protocol, method } = exchange;
  const tls = scheme === 'https';
  const port = portOf(exchange, table) ?? (tls ? 443 : 80);
  if (protocol === '-' || method === '') {
    const host = serverName || hostOf(authority) || 'localhost';
    return { method: 'GET', url: `${tls || serverName ? 'tls' : 'tcp'}://${host}:${port}`, headers: [] };
  }
  const host = tls && serverName !== '' ? serverName : hostOf(authority);
  const where = port === (tls ? 443 : 80) ? host : `${host}:${port}`;
  const lines = pairs(exchange.requestHeaders).filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  const isSame = where.toLowerCase() === authority.toLowerCase();
  const headers = isSame ? lines : [['Host', authority] as const, ...lines];
  return { method, url: `${scheme}://${where}${textOfBytes(path)}`, headers };
};

/** The port that clients name for the listener. */
const portOf = ({ listener, proxy, authority }: Exchange, table: Table | undefined): number | undefined => {
  // An egress gateway is asked by way of the mesh, at the port that the workload named.
  if (proxy !== undefined && proxy !== 'mesh') return Number(/:(\d+)$/.exec(authority)?.[1] ?? 80);
  const found = table?.listeners.find(({ id }) => id === listener);
  if (found) return found.declaredPorts[0] ?? found.port;
  const named = /_(\d+)$/.exec(listener)?.[1];
  return named === undefined ? undefined : Number(named);
};

/** The gateway and the client write these themselves. */
const ownHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'x-request-id',
  'x-forwarded-for',
]);

const pairs = (lines: HeaderLines): readonly Pair[] =>
  lines.flatMap((line, i) => (i % 2 === 0 ? [[line, textOfBytes(lines[i + 1] ?? '')] as const] : []));
