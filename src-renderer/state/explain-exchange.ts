import { hostOf } from '#core/route/authority.ts';
import type { Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { Stores } from './stores.ts';

/** Opens the panel that explains, with a request as it was recorded, answered by what runs. */
export const explainExchange = (
  { request, navigation, running }: Pick<Stores, 'request' | 'navigation' | 'running'>,
  exchange: Exchange,
): void => {
  const { method, url, headers } = requestOf(exchange, running.getState().table);
  // What an egress gateway got began at a workload.
  const via = exchange.proxy === undefined ? 'gateway' : 'mesh';
  const about = { generation: exchange.generation, status: exchange.status };
  request.change({ method, url, headers, body: '', via, against: 'running', about, notes: [] });
  navigation.openPanel('explain');
};

/**
 * A recorded request as a person would write it. The URL leads to the port and the server name that the client dialled; where the request
 * said another host, that is in a Host header. Of a connection without HTTP only these are known.
 */
export const requestOf = (exchange: Exchange, table: Table | undefined) => {
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
  return { method, url: `${scheme}://${where}${path}`, headers };
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

const pairs = (lines: readonly string[]): readonly (readonly [string, string])[] =>
  lines.flatMap((line, i) => (i % 2 === 0 ? [[line, lines[i + 1] ?? ''] as const] : []));
