import {
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Http2Service = {
  readonly port: number;
  readonly sessions: ReadonlySet<ServerHttp2Session>;
  readonly sockets: ReadonlySet<Socket>;
  /** Closes every connection without a word of HTTP/2. */
  readonly cut: () => void;
};

type Handle = (
  stream: ServerHttp2Stream,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  lines: readonly string[],
) => void;

/** A service that speaks HTTP/2 without TLS and nothing else, closed when the test ends. */
export async function startHttp2Service(handle: Handle, settings: Settings = {}): Promise<Http2Service> {
  const sessions = new Set<ServerHttp2Session>();
  const server: Http2Server = createServer({ settings });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers, _, lines: readonly string[]) => {
    stream.on('error', () => {});
    handle(stream, headers as Parameters<Handle>[1], lines);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, sessions, sockets, cut };
}
