import { constants, type X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  createSecureContext,
  createServer,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';
import type { ClientCertificates } from '#core/route/listener-tls.ts';
import { clientProblem, forwardedClientCert } from './client-certificate.ts';

/** Reference 2.5. */
const usualHandshakeMs = 15_000;

export type Secured = {
  readonly socket: TLSSocket;
  readonly alpn?: string;
  /** Of a client that has shown a certificate. */
  readonly forwardedClientCert?: string;
};

/** Where TLS of one filter chain ends. It owns the connections it is given until their handshake is over. */
export type TlsEnd = {
  /** Exactly one of the two is called, once. After `failed` the connection is closed; `reason` is a few words for the log. */
  readonly take: (socket: Socket, secured: (secured: Secured) => void, failed: (reason: string) => void) => void;
};

export type TlsEndOptions = {
  readonly context: SecureContextOptions;
  /** Offered in this order; a client that wants others only is refused with an alert. */
  readonly alpn: readonly string[];
  readonly clients?: ClientCertificates;
  /** Another context for a server name; undefined for the usual one. */
  readonly contextFor?: (serverName: string) => Promise<SecureContext | undefined>;
  /** From the first byte to the last of the handshake; 15 s if not said. */
  readonly handshakeMs?: number | undefined;
};

/** Throws where the context cannot be made: ciphers that nobody knows, a key that OpenSSL refuses. */
export function createTlsEnd({
  context,
  alpn,
  clients,
  contextFor,
  handshakeMs = usualHandshakeMs,
}: TlsEndOptions): TlsEnd {
  type Waiting = { readonly secured: (socket: TLSSocket) => void; reason: string };
  const waiting = new Map<string, Waiting>();
  const byRaw = new WeakMap<Socket, Waiting>();
  const verifies = clients?.required === true && !clients.skipVerify;
  const server = createServer({
    ...context,
    // Below, because node's own limit begins anew with every byte.
    handshakeTimeout: 0,
    // Envoy's library never does it for a client.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    requestCert: clients !== undefined,
    // Where it must be shown, OpenSSL itself refuses; where it may be left out, what is shown is judged below.
    rejectUnauthorized: verifies,
    ...(alpn.length > 0 && { ALPNProtocols: [...alpn] }),
    ...(contextFor && {
      SNICallback: (name: string, answer: (error: Error | null, found?: SecureContext) => void) => {
        contextFor(name.toLowerCase()).then(
          (found) => answer(null, found),
          (error: Error) => answer(error),
        );
      },
    }),
  });
  // A context is made late for servers that do not listen; now is when its owner can be told what is wrong.
  createSecureContext(context);
  server.on('secureConnection', (socket) => waiting.get(keyOf(socket))?.secured(socket));
  server.on('tlsClientError', (error, socket) => {
    // A socket that is closed knows its ends no more.
    const one = waiting.get(keyOf(socket)) ?? byRaw.get((socket as { _parent?: Socket })._parent as Socket);
    if (one) one.reason = reasonOf(error, socket);
    // OpenSSL is still at work on this socket here, and node crashes when it is taken away; after a timeout nobody else ends it.
    setImmediate(() => socket.destroy());
  });
  return {
    take: (raw, secured, failed) => {
      if (raw.destroyed) return void setImmediate(failed, gone);
      const key = keyOf(raw);
      const timer = setTimeout(() => {
        one.reason = `TLS error: no handshake within ${handshakeMs / 1000} s`;
        raw.destroy();
      }, handshakeMs);
      timer.unref();
      const done = () => {
        clearTimeout(timer);
        raw.off('close', closed);
        waiting.delete(key);
      };
      const one: Waiting = {
        reason: gone,
        secured: (socket) => {
          done();
          socket.on('error', ignore);
          // As above: whoever takes the connection may end it at once, and not while OpenSSL is at work.
          setImmediate(() => {
            if (socket.destroyed) return failed(gone);
            const judged = judge(socket, clients);
            if ('problem' in judged) {
              socket.destroy();
              return failed(`TLS error: ${judged.problem}`);
            }
            secured({
              socket,
              ...(socket.alpnProtocol ? { alpn: socket.alpnProtocol } : {}),
              ...(judged.certificate ? { forwardedClientCert: forwardedClientCert(judged.certificate) } : {}),
            });
          });
        },
      };
      const closed = () => {
        done();
        // The reason may be told behind it.
        setImmediate(() => failed(one.reason));
      };
      byRaw.set(raw, one);
      waiting.set(key, one);
      raw.on('close', closed);
      server.emit('connection', raw);
    },
  };
}

const gone = 'TLS error: the client went away';
const ignore = (): void => {};

/** A TLS socket knows the ends of the connection it stands on, and those are nobody else's. */
const keyOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;

function judge(
  socket: TLSSocket,
  clients: ClientCertificates | undefined,
): { readonly certificate?: X509Certificate } | { readonly problem: string } {
  if (clients === undefined) return {};
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return clients.required ? { problem: 'the client has shown no certificate' } : {};
  if (!clients.skipVerify && !socket.authorized)
    return { problem: `the client certificate is not trusted (${socket.authorizationError ?? 'unknown'})` };
  const problem = clientProblem(certificate, clients);
  return problem === undefined ? { certificate } : { problem };
}

/** OpenSSL's last words: `…:SSL routines:tls_early_post_process_client_hello:wrong version number:…`. */
function reasonOf(error: Error & { code?: string; reason?: string }, socket: TLSSocket): string {
  // node has looked at the certificate and closed the connection without a word.
  if (socket.authorizationError)
    return `TLS error: the client certificate is not trusted (${String(socket.authorizationError)})`;
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return gone;
  return `TLS error: ${error.reason ?? error.code ?? 'unknown'}`;
}
