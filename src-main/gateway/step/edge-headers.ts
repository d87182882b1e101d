import type { HeaderLines } from '#core/route/facts.ts';
import type { Dice } from '#core/world.ts';
import type { Connection } from '../serve/message.ts';
import { newUuid } from './uuid.ts';

/** The header lines of a request as routes, header operations and the service see them, in the order of the wire. */
export type EdgeHeaders = {
  /** Names in lower case; without Host, which travels as the authority. */
  readonly lines: string[];
  readonly requestId: string;
  readonly forwardedFor: string;
  /** The client sent an `Expect` line. */
  readonly expects: boolean;
  /** The client reads trailers (`TE: trailers`). */
  readonly wantsTrailers: boolean;
};

/**
 * What an edge proxy makes of the headers of a client it does not trust, before routes are looked at (reference 8.2):
 * hop-by-hop lines and those that `Connection` names go, so do Envoy's control headers and the client certificate
 * header; `x-forwarded-for` grows, `x-forwarded-proto` and `x-request-id` are replaced, the client's address is told.
 * `ownAddress` stands in for clients on loopback, as Envoy's own address does.
 *
 * A sidecar is no edge: what a workload says of forwarding and its request id stay, and no address is told. Credentials for a proxy are
 * for this one and go no further (RFC 9110 section 11.7.2).
 */
export function edgeHeaders(headers: HeaderLines, connection: Connection, ownAddress: string, dice: Dice): EdgeHeaders {
  const lines: string[] = [];
  const named = namedByConnection(headers);
  const sidecar = connection.original !== undefined;
  let forwarded = '';
  let scheme = '';
  let id = '';
  let expects = false;
  let wantsTrailers = false;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    const value = headers[i + 1] as string;
    const rule = rules.get(name);
    if (rule === undefined) {
      if (named === undefined || !named.has(name)) lines.push(name, value);
      continue;
    }
    if (rule === 'forwarded-for') forwarded = forwarded === '' ? value : `${forwarded},${value}`;
    else if (rule === 'scheme') scheme = value;
    else if (rule === 'id') id = value;
    else if (rule === 'proxy') {
      if (!sidecar && named?.has(name) !== true) lines.push(name, value);
    } else if (rule === 'te') wantsTrailers ||= /(?:^|,)\s*trailers\s*(?:,|;|$)/i.test(value);
    else if (rule === 'expect') {
      expects = true;
      lines.push(name, value);
    } else if (rule === 'keep') lines.push(name, value);
  }
  if (wantsTrailers) lines.push('te', 'trailers');
  if (sidecar) {
    const requestId = id === '' ? newUuid(dice) : id;
    if (forwarded !== '') lines.push('x-forwarded-for', forwarded);
    lines.push('x-forwarded-proto', scheme === '' ? 'http' : scheme, 'x-request-id', requestId);
    return { lines, requestId, forwardedFor: forwarded, expects, wantsTrailers };
  }
  const client = isLoopback(connection.remoteAddress) ? ownAddress : connection.remoteAddress;
  const forwardedFor = forwarded === '' ? client : `${forwarded},${client}`;
  const requestId = newUuid(dice);
  lines.push(
    'x-forwarded-for',
    forwardedFor,
    'x-forwarded-proto',
    connection.tls ? 'https' : 'http',
    'x-request-id',
    requestId,
    'x-envoy-external-address',
    connection.remoteAddress,
  );
  const { forwardedClientCert } = connection;
  if (forwardedClientCert !== undefined) lines.push('x-forwarded-client-cert', forwardedClientCert);
  return { lines, requestId, forwardedFor, expects, wantsTrailers };
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/**
 * Names in a `Connection` line, where there are any but the usual words. Lines that frame or address the message cannot be named
 * away: a client must not be able to take them from a request that the gateway has already understood.
 */
function namedByConnection(headers: HeaderLines): ReadonlySet<string> | undefined {
  let named: Set<string> | undefined;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    const value = headers[i + 1] as string;
    if (value === 'keep-alive' || value === 'close' || value === 'Upgrade' || value === 'upgrade') continue;
    for (const word of value.toLowerCase().split(',')) {
      const token = word.trim();
      if (token !== '' && token !== 'keep-alive' && token !== 'close') {
        named ??= new Set();
        named.add(token);
      }
    }
  }
  return named;
}

/** Every other line is passed on unless `Connection` names it. `keep`: passed on whatever `Connection` says. */
type Rule = 'drop' | 'keep' | 'te' | 'expect' | 'forwarded-for' | 'scheme' | 'id' | 'proxy';

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['content-length', 'keep'],
  ['te', 'te'],
  ['expect', 'expect'],
  ['x-forwarded-for', 'forwarded-for'],
  // Replaced at a gateway by what it knows itself.
  ['x-forwarded-proto', 'scheme'],
  ['x-request-id', 'id'],
  ['proxy-authorization', 'proxy'],
  ...[
    'host',
    'connection',
    'keep-alive',
    'proxy-connection',
    'transfer-encoding',
    'upgrade',
    'http2-settings',
    // Replaced by what this proxy knows itself.
    'x-envoy-external-address',
    'x-envoy-attempt-count',
    'x-envoy-original-path',
    'x-envoy-internal',
    'x-forwarded-client-cert',
    // Instructions to the router that only a trusted peer may give.
    'x-envoy-retry-on',
    'x-envoy-retry-grpc-on',
    'x-envoy-max-retries',
    'x-envoy-retriable-status-codes',
    'x-envoy-retriable-header-names',
    'x-envoy-upstream-rq-timeout-ms',
    'x-envoy-upstream-rq-per-try-timeout-ms',
    'x-envoy-upstream-alt-stat-name',
    'x-envoy-expected-rq-timeout-ms',
    'x-envoy-force-trace',
    'x-envoy-ip-tags',
    'x-envoy-original-url',
    'x-envoy-hedge-on-per-try-timeout',
    'x-envoy-decorator-operation',
    'x-envoy-downstream-service-cluster',
    'x-envoy-downstream-service-node',
  ].map((name) => [name, 'drop'] as const),
]);
