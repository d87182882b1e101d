import { lookup as systemLookup } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { type Host, hostText } from './host.ts';
import { lookupFunction } from './lookup-turns.ts';
import { type ClientEnds, proxyHeader } from './proxy-protocol.ts';
import { connectTimeoutMs, failureOf, type UpstreamFailure } from './upstream.ts';

/** What a connection is wanted for. */
export type Want = {
  /** What is spoken on it, for a handshake that has to say so; absent: bytes that nobody looks into. */
  readonly alpn: 'h2' | 'http/1.1' | undefined;
  /** The host of the request as it is sent upstream, without port: the server name of TLS where the policy names none (reference 6.7). */
  readonly serverName?: string;
  /** Whose bytes these will be, for services that are told so ahead of them (`proxyProtocol`). */
  readonly client?: ClientEnds;
  /** Either side may end its half while the other goes on. */
  readonly halfOpen?: boolean;
};

/** What connections to one host differ in, so that requests of different kinds do not share them. */
export type Towards = Pick<Want, 'serverName' | 'client'>;

export type Dialled =
  /** `local`: our end, as the access log prints it. An error of the socket is nobody's surprise: it is listened for. */
  | { readonly is: 'connected'; readonly socket: Socket; readonly local: string }
  | { readonly is: 'failed'; readonly failure: UpstreamFailure };

/**
 * Opens a connection to a host: the one way in which every client of a service gets one (reference 6.5). It is open when bytes of the
 * application may be written. `done` is told once, never within this call. From the call on until it is closed the connection counts
 * at the host and its cluster, as in Envoy. Returns how to give up, behind which `done` hears nothing; the socket belongs to `done`.
 */
export function dial(host: Host, want: Want, done: (dialled: Dialled) => void): () => void {
  const { cluster } = host;
  const pool = cluster.config.policy?.pool;
  let over = false;
  /** While it lasts, the handshake hears what becomes of the connection, and may not lose it under its hands. */
  let securing = false;
  const refused = cluster.refusal && isPlace(host.address) ? cluster.refusal(host, host.address) : undefined;
  if (refused !== undefined) {
    queueMicrotask(() => {
      if (!over) done({ is: 'failed', failure: deniedBy(refused) });
    });
    return () => {
      over = true;
    };
  }
  let denied: string | undefined;
  const known = cluster.lookup && lookupFunction(cluster.lookup, () => !over);
  const lookup = cluster.refusal
    ? allowedOnly(known ?? systemLookup, (address) => {
        const why = cluster.refusal?.(host, address);
        denied ??= why;
        return why === undefined;
      })
    : known;
  const socket = connect({
    ...placeOf(host),
    noDelay: true,
    allowHalfOpen: want.halfOpen === true,
    ...(lookup && { lookup }),
  });
  host.connections += 1;
  cluster.connections += 1;
  const settle = (dialled: Dialled) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    if (dialled.is === 'failed') socket.destroy();
    done(dialled);
  };
  const timer = setTimeout(
    () => settle({ is: 'failed', failure: { reason: 'connection timeout' } }),
    pool?.connectTimeoutMs ?? connectTimeoutMs,
  );
  timer.unref();
  socket.on('error', (error) => {
    const nowhere = denied !== undefined && (error as { code?: string }).code === noAddress;
    if (!securing) settle({ is: 'failed', failure: nowhere ? deniedBy(denied ?? '') : failureOf(error, true) });
  });
  socket.once('close', () => {
    host.connections -= 1;
    cluster.connections -= 1;
    if (!securing) settle({ is: 'failed', failure: { reason: 'remote connection failure' } });
  });
  socket.once('connect', () => {
    const keepalive = pool?.tcpKeepalive;
    const announced = cluster.config.policy?.proxyProtocol;
    // Ahead of everything, a handshake of TLS too; without a client it is the gateway's own connection.
    if (announced) socket.write(proxyHeader(announced.version, want.client ?? { remote: '', local: '' }));
    // What is not said is the system's to know.
    if (keepalive) socket.setKeepAlive(true, keepalive.timeMs ?? 0, keepalive.intervalMs, keepalive.probes);
    const local = localOf(socket);
    if (!cluster.secure) return settle({ is: 'connected', socket, local });
    securing = true;
    cluster.secure(socket, host, want, (secured) => {
      securing = false;
      settle(secured.is === 'connected' ? { ...secured, local } : secured);
    });
  });
  return () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    socket.destroy();
  };
}

/** An address, or a socket of the file system: nothing that is looked up. */
const isPlace = (address: string): boolean => isIP(address) !== 0 || address.startsWith('unix://');

const deniedBy = (transport: string): UpstreamFailure => ({ reason: 'remote connection failure', transport });

/** What a lookup says where a NetworkPolicy leaves none of its addresses. */
const noAddress = 'EACCES';

/** The same lookup with the addresses alone that may be dialled. */
const allowedOnly =
  (lookup: LookupFunction, mayDial: (address: string) => boolean): LookupFunction =>
  (name, options, callback) =>
    lookup(name, options, (error, found, family) => {
      if (error) return callback(error, found, family);
      if (typeof found === 'string' ? mayDial(found) : found.length === 0) return callback(null, found, family);
      const left = typeof found === 'string' ? [] : found.filter(({ address }) => mayDial(address));
      if (left.length > 0) return callback(null, left, family);
      callback(Object.assign(new Error('no address may be dialled'), { code: noAddress }), [], family);
    });

/** `ip:port` of our end; sockets of the file system have none. */
const localOf = ({ localAddress, localPort = 0 }: Socket): string =>
  localAddress === undefined ? '-' : hostText({ address: localAddress, port: localPort });

/** A name that begins with `@` has no file but is known to the system (Linux). */
const placeOf = ({
  address,
  port,
}: Host): { readonly path: string } | { readonly host: string; readonly port: number } =>
  address.startsWith('unix://')
    ? { path: address.slice('unix://'.length).replace(/^@/, '\0') }
    : { host: address, port };
