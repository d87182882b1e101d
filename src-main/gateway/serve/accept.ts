import type { Socket } from 'node:net';
import { findHost } from '#core/route/host-index.ts';
import type { LoadedChain } from '#core/route/load.ts';
import { serverNameBehind } from '#core/route/localhost-alias.ts';
import { sayDenied } from '#core/route/network-policy.ts';
import { describeConnection, type PeerOf } from '../listener/describe-connection.ts';
import { peekHello } from '../listener/peek-hello.ts';
import type { TlsEnds } from '../tls/tls-ends.ts';
import type { Connection } from './message.ts';
import { beginConnection, type Refusal, refuseConnection, serveTcp } from './serve-tcp.ts';
import type { Generation, ServeWorld } from './turn.ts';

/** A generation with what ends TLS for its chains. */
export type SecuredGeneration = Generation & { readonly tls: TlsEnds };

/** Where a connection goes on which HTTP is spoken. */
type ServeHttp = (socket: Socket, context: { readonly connection: Connection; readonly alpn?: string }) => void;

/**
 * Gives a new connection to the filter chain that it belongs to (reference 2.5): by server name where TLS is spoken, to the chain
 * without TLS where it is not, and to nobody where none fits: then it is closed, and one line says `NR filter_chain_not_found`.
 * A connection belongs to the generation in which it came, its requests to those in which they begin.
 */
export function acceptConnection(
  world: ServeWorld,
  generation: SecuredGeneration,
  listenerId: string,
  socket: Socket,
  peerOf: PeerOf | undefined,
  serveHttp: ServeHttp,
): void {
  const listener = generation.loaded.listeners.get(listenerId);
  // Until somebody else answers for it.
  socket.on('error', ignore);
  if (listener === undefined) return void socket.destroy();
  const refuse = (connection: Connection, why: Refusal) =>
    refuseConnection(world, beginConnection(world, generation, listenerId, connection), socket, why);
  const { mayEnter } = generation.loaded;
  if (mayEnter) {
    const connection = describeConnection(socket, peerOf);
    const { remoteAddress: address, remote } = connection;
    const denied = mayEnter({ address, port: listener.listener.port, protocol: 'TCP' });
    if (denied) return refuse(connection, { termination: sayDenied(denied, 'from', remote) });
  }
  const speak = ({ chain }: LoadedChain, on: Socket, connection: Connection, alpn?: string) => {
    if (chain.routeConfig !== undefined) serveHttp(on, alpn === undefined ? { connection } : { connection, alpn });
    else if (chain.tcp)
      serveTcp(world, generation, chain.tcp, on, beginConnection(world, generation, listenerId, connection));
    else refuse(connection, notFound);
  };
  const take = (loaded: LoadedChain, sni: string) => {
    const { chain } = loaded;
    if (chain.tls === undefined) return speak(loaded, socket, describeConnection(socket, peerOf));
    const named = describeConnection(socket, peerOf, { sni });
    // Passed through as it is.
    if (chain.tls.certificates === undefined) return speak(loaded, socket, named);
    const end = generation.tls.ends.get(chain);
    if (end === undefined) {
      const why = generation.tls.failures.get(chain) ?? 'no certificate';
      return refuse(named, { termination: `TLS error: ${why}` });
    }
    end.take(
      socket,
      ({ socket: secure, alpn, forwardedClientCert }) => {
        const tls = forwardedClientCert === undefined ? { sni } : { sni, forwardedClientCert };
        const { remote, remoteAddress, local } = named;
        speak(loaded, secure, { remote, remoteAddress, local, tls: true, ...tls }, alpn);
      },
      (termination) => refuse(named, { termination }),
    );
  };
  if (listener.listener.chains.every(({ tls }) => tls === undefined)) {
    const { plain } = listener;
    return plain ? take(plain, '') : refuse(describeConnection(socket, peerOf), notFound);
  }
  peekHello(
    socket,
    (peeked) => {
      if (peeked.is === 'ended') {
        // Who only knocks leaves no line, as with Envoy.
        if (peeked.reason === 'closed' && peeked.bytes === 0) return void socket.destroy();
        const why = peeked.reason === 'closed' ? 'the client went away within its hello' : 'no hello in time';
        return refuse(describeConnection(socket, peerOf), { termination: `TLS error: ${why}` });
      }
      if (peeked.is === 'hello') {
        const { serverName } = peeked.hello;
        const found = findHost(listener.tls, serverNameBehind(listener, serverName)) ?? listener.plain;
        if (found) return take(found, serverName);
        return refuse(describeConnection(socket, peerOf, { sni: serverName }), notFound);
      }
      // What is not TLS fits a chain that asks for no server name too; its handshake will fail.
      const found = listener.plain ?? listener.tls.any;
      return found ? take(found, '') : refuse(describeConnection(socket, peerOf), notFound);
    },
    generation.tls.handshakeMs,
  );
}

const notFound: Refusal = { flag: 'NR', details: 'filter_chain_not_found' };

const ignore = (): void => {};
