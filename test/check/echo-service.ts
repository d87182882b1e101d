import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTcpServer } from 'node:net';

/** What one service received, as it came over the wire. */
export type Received = {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** Name, value, name, value … in the order and case of the wire. */
  readonly headers: readonly string[];
};

/** How a service behaves. Everything absent: it answers 200 at once. */
export type Behaviour = {
  readonly status?: number;
  readonly delayMs?: number;
  readonly body?: string;
  readonly headers?: readonly string[];
};

export type EchoService = {
  readonly port: number;
  /** Oldest first; emptied by `forget`. */
  readonly received: readonly Received[];
  readonly forget: () => void;
  readonly close: () => Promise<void>;
};

/** A service on a port of 127.0.0.1 chosen by the system that writes down what it receives. It takes WebSocket upgrades. */
export async function startEchoService(behaviour: Behaviour = {}): Promise<EchoService> {
  const received: Received[] = [];
  const note = (request: IncomingMessage) =>
    received.push({
      method: request.method ?? '',
      target: request.url ?? '',
      host: request.headers.host ?? '',
      headers: request.rawHeaders,
    });
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    note(request);
    request.resume();
    const answer = () => {
      const body = request.method === 'HEAD' ? '' : (behaviour.body ?? 'ok');
      const pairs = behaviour.headers ?? [];
      response.writeHead(behaviour.status ?? 200, [...pairs, 'content-length', String(Buffer.byteLength(body))]);
      response.end(body);
    };
    if (behaviour.delayMs === undefined) answer();
    else setTimeout(answer, behaviour.delayMs).unref();
  });
  server.on('upgrade', (request, socket) => {
    note(request);
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  const port = await listen(server);
  return {
    port,
    received,
    forget: () => received.splice(0),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A port of 127.0.0.1 on which nothing listens (any more). */
export async function unusedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
