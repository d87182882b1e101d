import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { peek } from '../listener/preface.ts';

/** One request to a sample, with its target already split. `path` stays percent-encoded; `query` is decoded. */
export type SampleRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly raw: IncomingMessage;
};

export type SampleService = {
  readonly handle: (request: SampleRequest, response: ServerResponse) => void | Promise<void>;
  readonly upgrade?: (request: SampleRequest, socket: Duplex, head: Buffer) => void;
};

/**
 * A sample service listening on loopback, on a port the system chose. `close` also ends kept-alive connections; `retire` takes no
 * more of them, and is over when the last has ended.
 */
export type SampleServer = { readonly port: number; readonly close: () => Promise<void>; readonly retire: () => void };

/** Longer than any pool in front keeps a connection, so that the pool closes first and no request meets a closing socket. */
const keepAliveTimeout = 90_000;

/** Largest request body a sample reads; more answers 413, so that a sample can never fill the memory of the gateway. */
const bodyLimit = 10 * 1024 * 1024;

export async function startSample(service: SampleService): Promise<SampleServer> {
  const server = createServer(
    { requireHostHeader: false, keepAliveTimeout },
    (raw, response) => void answer(service, raw, response),
  );
  server.on('upgrade', (raw: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (service.upgrade) service.upgrade(split(raw), socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  const http2 = speakHttp2Too(server, service);
  await listen(server);
  // A sample must not keep a process alive whose gateway has gone.
  server.unref();
  const retire = () => {
    server.close();
    server.closeIdleConnections();
    for (const session of http2) session.close();
  };
  const close = async () => {
    const stopped = stop(server);
    for (const session of http2) session.destroy();
    await stopped;
  };
  return { port: (server.address() as AddressInfo).port, close, retire };
}

/**
 * A port of a service that says "http2" or "grpc" is spoken to in HTTP/2 with prior knowledge, so that a sample takes both, told apart
 * by the first bytes. Its sessions, as long as they are open.
 */
function speakHttp2Too(server: Server, service: SampleService): ReadonlySet<Http2Session> {
  const sessions = new Set<Http2Session>();
  const http2 = createHttp2Server((raw, response) => {
    raw.headers.host ??= raw.authority;
    // What Node offers for both is the same as far as samples use it.
    void answer(service, raw as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  http2.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  http2.on('sessionError', () => {}); // its session has ended by that
  const takers = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) =>
    peek(socket, (protocol, read) => {
      if (protocol === 'http2') {
        socket.pause();
        socket.unshift(read);
        return void http2.emit('connection', socket);
      }
      for (const take of takers) take.call(server, socket);
      socket.emit('data', read);
    }),
  );
  return sessions;
}

/** The whole request body. Rejects when it is larger than a sample takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > bodyLimit) throw new BodyTooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Send `value` as indented JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json; charset=utf-8', `${JSON.stringify(value, null, 2)}\n`);
}

/** Send a body of a known type; node leaves it out for HEAD. */
export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** The header lines of a request by canonical name (`User-Agent`), repeated lines kept apart. */
export function headersOf(request: IncomingMessage): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = canonicalName(request.rawHeaders[i] ?? '');
    // What HTTP/2 says in front of the headers is none.
    if (name.startsWith(':')) continue;
    const values = Object.hasOwn(result, name) ? result[name] : undefined;
    if (values) values.push(request.rawHeaders[i + 1] ?? '');
    else Object.defineProperty(result, name, { value: [request.rawHeaders[i + 1] ?? ''], enumerable: true });
  }
  return result;
}

class BodyTooLarge extends Error {}

async function answer(service: SampleService, raw: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await service.handle(split(raw), response);
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else if (error instanceof BodyTooLarge) send(response, 413, 'text/plain', 'request body too large for a sample\n');
    else if (error instanceof URIError) send(response, 400, 'text/plain', 'the path is not valid percent-encoding\n');
    else send(response, 500, 'text/plain', 'the sample failed\n');
  }
}

function split(raw: IncomingMessage): SampleRequest {
  const target = raw.url ?? '/';
  const question = target.indexOf('?');
  return {
    method: raw.method ?? 'GET',
    path: question < 0 ? target : target.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : target.slice(question + 1)),
    raw,
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const canonicalName = (name: string): string =>
  name.toLowerCase().replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
