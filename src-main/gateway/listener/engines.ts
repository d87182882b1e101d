import type { Socket } from 'node:net';
import type { Connection, Malformed, Serve } from '../serve/message.ts';
import { createHttp1Server } from './http1.ts';
import { type Http2Connection, serveHttp2 } from './http2.ts';
import { peek } from './preface.ts';

/** What is known of a connection when the first byte of HTTP is to be read from it. */
export type ConnectionContext = {
  readonly connection: Connection;
  /** What the TLS handshake has agreed on; absent on plaintext and where the client offered nothing. */
  readonly alpn?: string;
};

/** Hands a connection on which HTTP is spoken (plaintext, or behind TLS that has been ended) to its engine. The engine owns it from then on. */
export type ServeConnection = (socket: Socket, context: ConnectionContext) => void;

export type Engines = {
  readonly serveConnection: ServeConnection;
  /**
   * Tells every client to go, as Envoy drains a listener: the next reply of HTTP/1.1 says `connection: close`, HTTP/2 says GOAWAY.
   * Connections that wait for a request stay, so that one that is on its way meets no reset.
   */
  readonly drain: () => void;
  /** Ends connections that wait for another request; HTTP/2 clients are told to go (GOAWAY), and what is under way ends. */
  readonly close: () => void;
  /** The same for the connections that `left` is true of, and those that have not said anything yet; other ones stay. */
  readonly leave: (left: (connection: Connection) => boolean) => void;
};

/**
 * The HTTP engines of a port, and the one place that chooses between them: by ALPN where TLS has agreed on something, or else by the
 * client's first bytes, as Envoy does on every port that speaks HTTP, whatever the port is declared as (reference 2.2).
 */
export function createEngines({
  serve,
  malformed,
}: {
  readonly serve: Serve;
  readonly malformed: (what: Malformed) => void;
}): Engines {
  const http1 = createHttp1Server({ serve, malformed });
  const http2 = new Map<Http2Connection, Connection>();
  const silent = new Set<Socket>();
  let draining = false;
  const takeHttp2 = (socket: Socket, connection: Connection) => {
    const one = serveHttp2(socket, { connection, serve, malformed });
    http2.set(one, connection);
    socket.on('close', () => http2.delete(one));
    if (draining) one.leave();
  };
  const takeHttp1 = (socket: Socket, connection: Connection, read?: Buffer) => {
    http1.take(socket, connection, read);
    if (draining) http1.drain();
  };
  return {
    serveConnection: (socket, { connection, alpn }) => {
      if (alpn === 'h2') return takeHttp2(socket, connection);
      if (alpn === 'http/1.1') return takeHttp1(socket, connection);
      silent.add(socket);
      const forget = () => silent.delete(socket);
      socket.on('close', forget);
      peek(socket, (protocol, read) => {
        forget();
        socket.off('close', forget);
        if (protocol === 'http1') return takeHttp1(socket, connection, read);
        socket.pause();
        socket.unshift(read);
        takeHttp2(socket, connection);
      });
    },
    drain: () => {
      draining = true;
      http1.drain();
      for (const one of http2.keys()) one.leave();
    },
    close: () => {
      http1.close();
      for (const one of http2.keys()) one.leave();
      for (const socket of silent) socket.destroy();
    },
    leave: (left) => {
      http1.leave(left);
      for (const [one, connection] of http2) if (left(connection)) one.leave();
      // Browsers open them ahead, for a name that they have not said.
      for (const socket of silent) socket.destroy();
    },
  };
}
