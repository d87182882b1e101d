import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';

/** What one service received, as it came over the wire. */
export type Received = {
  /** `TCP` for a connection on which no HTTP was spoken. */
  readonly method: string;
  /** The service ended TLS itself, with a certificate of its own. */
  readonly secure: boolean;
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

/**
 * A service on a port of 127.0.0.1 chosen by the system that writes down what it receives. It takes HTTP/1.1 and HTTP/2, WebSocket
 * upgrades, TLS (with a certificate of its own, made when first needed) and bytes that are no HTTP, which it sends back.
 */
export async function startEchoService(behaviour: Behaviour = {}): Promise<EchoService> {
  const received: Received[] = [];
  const note = (request: IncomingMessage) =>
    received.push({
      secure: request.socket instanceof TLSSocket,
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
  const http2 = createHttp2Server((request, response) => {
    const { method, url: target, rawHeaders: raw } = request;
    const named = (_: string, i: number) => !raw[i - (i % 2)]?.startsWith(':');
    const secure = request.stream.session?.encrypted === true;
    received.push({ secure, method, target, host: request.authority, headers: raw.filter(named) });
    request.resume();
    const answer = () => {
      for (const [i, name] of (behaviour.headers ?? []).entries()) {
        if (i % 2 === 0) response.setHeader(name, behaviour.headers?.[i + 1] ?? '');
      }
      response.writeHead(behaviour.status ?? 200);
      response.end(method === 'HEAD' ? '' : (behaviour.body ?? 'ok'));
    };
    if (behaviour.delayMs === undefined) answer();
    else setTimeout(answer, behaviour.delayMs).unref();
  });
  const certificate = createLocalCa({ clock: Date.now });
  const sockets = new Set<Socket>();
  const speak = (socket: Socket, secure: boolean) =>
    socket.once('data', (first: Buffer) => {
      if (first[0] === tlsHandshake && !secure) {
        socket.pause();
        socket.unshift(first);
        return void secured(socket);
      }
      if (isUpperCase(first[0])) {
        socket.pause();
        (first.subarray(0, 3).toString() === 'PRI' ? http2 : server).emit('connection', socket);
        socket.unshift(first);
        return void socket.resume();
      }
      received.push({ method: 'TCP', secure, target: '', host: '', headers: [] });
      socket.write(first);
      socket.pipe(socket);
    });
  const secured = async (socket: Socket) => {
    const { certificate: cert, key } = await certificate.leafFor(['echo.test']);
    const inner = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) });
    inner.on('error', () => socket.destroy());
    speak(inner, true);
  };
  const front = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)));
    speak(socket, false);
  });
  const port = await listen(front);
  return {
    port,
    received,
    forget: () => received.splice(0),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => front.close(() => resolve()));
    },
  };
}

/** The first byte of a TLS connection (RFC 8446 section 5.1). */
const tlsHandshake = 22;
const isUpperCase = (byte: number | undefined): boolean => byte !== undefined && byte >= 65 && byte <= 90;

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
