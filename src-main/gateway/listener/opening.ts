import { createServer, type Server, type Socket } from 'node:net';
import type { Connection, Malformed, Serve } from '../serve/message.ts';
import { type Bound, bind, type Wish } from './bind.ts';
import { createHttp1Server } from './http1.ts';

/** An open port: the sockets that listen and the connections they accepted. Outlives tables that do not change it. */
export type Opening = {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly moved?: string;
  /** Stops accepting at once; idle connections close. Resolves when the last connection has ended, at the latest after `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>;
};

export type Opened = { readonly is: 'open'; readonly opening: Opening } | Extract<Bound, { is: 'failed' }>;

/** What is known of a connection when the first byte of HTTP is to be read from it. */
export type ConnectionContext = {
  readonly connection: Connection;
  /** What the TLS handshake has agreed on; absent on plaintext and where the client offered nothing. */
  readonly alpn?: string;
};

/** Hands a connection on which HTTP is spoken (plaintext, or behind TLS that has been ended) to its engine. The engine owns it from then on. */
export type ServeConnection = (socket: Socket, context: ConnectionContext) => void;

export type OpenOptions = {
  /** Called for each request. */
  readonly serve: Serve;
  readonly malformed: (what: Malformed) => void;
  /** A listening socket broke later. */
  readonly failed: (error: Error) => void;
  /** Called for each connection as it comes; decides what is spoken on it, and gives it to `serveConnection` if that is HTTP. */
  readonly accept: (socket: Socket, serveConnection: ServeConnection) => void;
};

/** Opens a port. What is spoken on a connection is decided when it comes, so that an open port may follow a table that changes its protocol. */
export async function open(wish: Wish, options: OpenOptions): Promise<Opened> {
  const sockets = new Set<Socket>();
  const { serveConnection, close } = createEngines(options);
  const bound = await bind(wish, () =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      options.accept(socket, serveConnection);
    }),
  );
  if (bound.is === 'failed') return bound;
  const { port, addresses, moved, servers } = bound;
  for (const server of servers) server.on('error', options.failed);
  const opening = {
    port,
    addresses,
    close: async (graceMs: number) => {
      const closed = servers.map((server: Server) => new Promise<void>((resolve) => server.close(() => resolve())));
      close();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all(closed);
      clearTimeout(timer);
    },
  };
  return { is: 'open', opening: moved === undefined ? opening : { ...opening, moved } };
}

/** The HTTP engines of a port, and the one place that chooses between them. */
function createEngines({ serve, malformed }: OpenOptions): {
  readonly serveConnection: ServeConnection;
  /** Ends connections that wait for another request. */
  readonly close: () => void;
} {
  const http1 = createHttp1Server({ serve, malformed });
  return {
    serveConnection: (socket, { connection }) => http1.take(socket, connection),
    close: () => http1.close(),
  };
}
