import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Serve } from '../serve/message.ts';
import { type Bound, bind, type Wish } from './bind.ts';
import { createHttp1Server, type Http1Options } from './http1.ts';

/** An open port: the sockets that listen and the connections they accepted. Outlives tables that do not change it. */
export type Opening = {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly moved?: string;
  /** Stops accepting at once; idle connections close. Resolves when the last connection has ended, at the latest after `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>;
};

export type Opened = { readonly is: 'open'; readonly opening: Opening } | Extract<Bound, { is: 'failed' }>;

/** Opens a port for HTTP/1.1. `serve` is called for each request of it, `failed` when a listening socket breaks later. */
export async function open(
  wish: Wish,
  options: Omit<Http1Options, 'serve'> & { readonly serve: Serve; readonly failed: (error: Error) => void },
): Promise<Opened> {
  const sockets = new Set<Socket>();
  const bound = await bind(wish, () => {
    const server = createHttp1Server(options);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return server;
  });
  if (bound.is === 'failed') return bound;
  const servers = bound.servers as readonly Server[];
  for (const server of servers) server.on('error', options.failed);
  const { port, addresses, moved } = bound;
  const opening = {
    port,
    addresses,
    close: async (graceMs: number) => {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const server of servers) server.closeIdleConnections();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all(closed);
      clearTimeout(timer);
    },
  };
  return { is: 'open', opening: moved === undefined ? opening : { ...opening, moved } };
}
