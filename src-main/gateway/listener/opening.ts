import { createServer, type Server, type Socket } from 'node:net';
import type { PortRefusal } from '#core/traffic/gateway-state.ts';
import type { Connection, Malformed, Serve } from '../serve/message.ts';
import { type Bound, bind, type Wish } from './bind.ts';
import type { PeerOf } from './describe-connection.ts';
import { createEngines, type ServeConnection } from './engines.ts';
import { isOfThisMachine } from './of-this-machine.ts';

/** An open port: the sockets that listen and the connections they accepted. Outlives tables that do not change it. */
export type Opening = {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly moved?: string;
  readonly refused?: PortRefusal;
  readonly wide?: string;
  /** Whether it still listens; a system that is out of file descriptors fails and goes on. */
  readonly isOpen: () => boolean;
  /**
   * Stops accepting at once; clients are told to go with their next reply, and those that ask for nothing within a tenth of a second are
   * idle and close. Resolves when the last connection has ended, at the latest after `graceMs`.
   */
  readonly close: (graceMs: number) => Promise<void>;
  /** Connections of HTTP that `left` is true of end: idle ones now, others behind their next reply. Absent: it has no connections. */
  readonly leave?: (left: (connection: Connection) => boolean) => void;
};

export type Opened = { readonly is: 'open'; readonly opening: Opening } | Extract<Bound, { is: 'failed' }>;

export type OpenOptions = {
  /** Called for each request. */
  readonly serve: Serve;
  readonly malformed: (what: Malformed) => void;
  /** A listening socket broke later. */
  readonly failed: (error: Error) => void;
  /** Called for each connection as it comes; decides what is spoken on it, and gives it to `serveConnection` if that is HTTP. */
  readonly accept: (socket: Socket, serveConnection: ServeConnection) => void;
  /** As for the gateway. */
  readonly peerOf?: PeerOf | undefined;
};

/** A client that keeps a connection for its next request and has one sends it within this time, more often than not. */
export const idleMs = 100;

/** Opens a port. What is spoken on a connection is decided when it comes, so that an open port may follow a table that changes its protocol. */
export async function open(wish: Wish, options: OpenOptions): Promise<Opened> {
  const sockets = new Set<Socket>();
  const { serveConnection, leave, drain, close } = createEngines(options);
  const bound = await bind(wish, (host) =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      // It is open there because there was no other way to get the port.
      if (!wish.addresses.includes(host) && !isOfThisMachine(socket, options.peerOf)) return void socket.destroy();
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      options.accept(socket, serveConnection);
    }),
  );
  if (bound.is === 'failed') return bound;
  const { port, addresses, moved, refused, wide, servers } = bound;
  for (const server of servers) server.on('error', options.failed);
  const opening = {
    port,
    addresses,
    leave,
    isOpen: () => servers.every(({ listening }) => listening),
    close: async (graceMs: number) => {
      const closed = servers.map((server: Server) => new Promise<void>((resolve) => server.close(() => resolve())));
      drain();
      // What has arrived by then is read first.
      const idle = setTimeout(() => setImmediate(close), Math.min(idleMs, graceMs));
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all(closed);
      clearTimeout(idle);
      clearTimeout(timer);
      close();
    },
  };
  return {
    is: 'open',
    opening: {
      ...opening,
      ...(moved !== undefined && { moved }),
      ...(refused && { refused }),
      ...(wide !== undefined && { wide }),
    },
  };
}
