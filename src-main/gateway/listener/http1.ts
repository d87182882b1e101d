import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HeaderLines } from '#core/route/facts.ts';
import type { BodyReceiver, Connection, Malformed, Reply, ReplyOwner, Request, Serve } from '../serve/message.ts';
import { withoutTrailerLine } from '../trailer-line.ts';

/** Reference 8.4: request line and headers together. */
const headerLimit = 60 * 1024;
/** Reference 8.4: downstream connections may idle for an hour. */
const idleTimeout = 3_600_000;
/** Bodies up to this size leave in one string with their head, which is one system call and no vector. */
const joinLimit = 8 * 1024;
/** How long a client that sent garbage may take to read its answer. */
const lingerMs = 1_000;

export type Http1Options = {
  readonly serve: Serve;
  readonly malformed: (what: Malformed) => void;
};

export type Http1Server = {
  /** Reads requests from a connection that others have accepted, and owns it from then on. `read` has been read from it already. */
  readonly take: (socket: Socket, connection: Connection, read?: Buffer) => void;
  /** The next reply on each connection is the last one, and says so; those that wait for a request stay open for it. */
  readonly drain: () => void;
  /** Ends the connections that wait for another request. No more are taken behind this. */
  readonly close: () => void;
  /** Ends those of these connections that wait for a request, and the others behind their next reply. */
  readonly leave: (left: (connection: Connection) => boolean) => void;
};

/**
 * The HTTP/1.1 engine on `node:http`, the only file that knows it on the client's side.
 * It reads strictly (a length beside chunks, a bad chunk, a bare line feed in a head: 400), keeps connections alive
 * for an hour and has no other timeout, as Istio's gateways (reference 8.4). It never listens itself.
 */
export function createHttp1Server(options: Http1Options): Http1Server {
  const states = new WeakMap<Duplex, ConnectionState>();
  const live = new Map<Socket, ConnectionState>();
  const server = createServer({
    maxHeaderSize: headerLimit,
    insecureHTTPParser: false,
    requireHostHeader: false,
    keepAliveTimeout: idleTimeout,
    headersTimeout: 0,
    requestTimeout: 0,
    noDelay: true,
    // Another value than websocket is an ordinary request that the data plane refuses with its own words.
    shouldUpgradeCallback: (request) => isWebSocket(request),
  });
  server.timeout = 0;
  // All lines are counted by the data plane; without this node would cut the list silently.
  server.maxHeadersCount = 0;
  // node begins to tell idle connections from busy ones when a server listens; this one is handed its connections.
  server.emit('listening');
  const begin = (raw: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    const state = states.get(raw.socket);
    if (!state) return void raw.socket.destroy();
    // Bytes behind a request whose answer ended the connection are nobody's request.
    if (state.ending) return;
    const reply = new Http1Reply(raw, response, state);
    reply.waitsForProceed = expectsContinue;
    options.serve(requestOf(raw, state.connection, expectsContinue), reply);
  };
  server.on('request', (raw, response) => begin(raw, response, false));
  server.on('checkContinue', (raw, response) => begin(raw, response, true));
  // An expectation nobody knows is the service's to judge.
  server.on('checkExpectation', (raw, response) => begin(raw, response, false));
  // CONNECT has no path, so no route can take it (reference 5.14); the data plane says so.
  server.on('connect', (raw, socket, head) => detached(raw, socket, head));
  server.on('upgrade', (raw, socket, head) => detached(raw, socket, head));
  const detached = (raw: IncomingMessage, socket: Duplex, head: Buffer) => {
    const state = states.get(socket);
    if (!state) return void socket.destroy();
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(raw);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    // node has let go of the socket, so it no longer says when there is room again.
    socket.on('drain', () => response.emit('drain'));
    response.on('finish', () => {
      response.detachSocket(socket as Socket);
      socket.end();
    });
    const reply = new Http1Reply(raw, response, state, { socket, head });
    options.serve(requestOf(raw, state.connection, false), reply);
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const state = states.get(socket);
    if (!state || socket.destroyed || !socket.writable || !error.code?.startsWith('HPE_')) return void socket.destroy();
    if (state.ending && state.open.size === 0) return;
    const details = detailsOf(error);
    const [first] = state.open;
    // Only the newest request can still be read; an older one in front of it gets its answer cut, as there is no way to resume.
    if (first) return first.malformed(details);
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    options.malformed({ connection: state.connection, status, details });
    socket.end(status === 431 ? tooLarge : badRequest, 'latin1');
    setTimeout(() => socket.destroy(), lingerMs).unref();
  });
  return {
    take: (socket, connection, read) => {
      const state: ConnectionState = { connection, open: new Set(), ending: false, leaving: false, tunnels: false };
      states.set(socket, state);
      live.set(socket, state);
      socket.on('close', () => {
        live.delete(socket);
        for (const reply of [...state.open]) reply.gone();
      });
      server.emit('connection', socket);
      if (read) socket.emit('data', read);
    },
    drain: () => {
      for (const state of live.values()) state.leaving = true;
    },
    // Not listening, it has nothing else to close than idle connections and its own clockwork.
    close: () => void server.close(() => {}),
    leave: (left) => {
      for (const [socket, state] of live) {
        if (!left(state.connection)) continue;
        state.leaving = true;
        if (state.open.size === 0 && !state.tunnels) socket.destroySoon();
      }
    },
  };
}

const badRequest =
  'HTTP/1.1 400 Bad Request\r\ncontent-length: 11\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nBad Request';
const tooLarge = 'HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

type ConnectionState = {
  readonly connection: Connection;
  readonly open: Set<Http1Reply>;
  /** A reply has said that it is the last one. */
  ending: boolean;
  /** The next reply is the last one. */
  leaving: boolean;
  /** What passes is no HTTP any more. */
  tunnels: boolean;
};

const nobody: ReplyOwner = { gone: () => {}, drained: () => {}, malformed: () => {} };

/** Owns one response (and the body of its request) on a kept-alive connection. */
class Http1Reply implements Reply {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #state: ConnectionState;
  readonly raw: { readonly socket: Duplex; readonly head: Uint8Array } | undefined;
  #owner: ReplyOwner = nobody;
  #waits = false;
  #wrote = false;
  /** Set until the client has been told to go on: behind a final answer its body may or may not follow, so the connection ends. */
  waitsForProceed = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    state: ConnectionState,
    raw?: { readonly socket: Duplex; readonly head: Uint8Array },
  ) {
    this.#request = request;
    this.#response = response;
    this.#state = state;
    this.raw = raw;
    response.sendDate = false;
    state.open.add(this);
  }

  watch(owner: ReplyOwner): void {
    this.#owner = owner;
  }

  gone(): void {
    this.#finish()?.gone('disconnected');
  }

  malformed(details: string): void {
    this.#owner.malformed(details);
  }

  receiveBody(to: BodyReceiver): void {
    const request = this.#request;
    request.on('data', to.chunk);
    request.on('end', () => to.end());
    request.on('error', () => {});
    request.on('close', () => {
      if (!request.complete) to.abort();
    });
  }

  pauseBody(): void {
    this.#request.pause();
  }

  resumeBody(): void {
    this.#request.resume();
  }

  proceed(): void {
    if (this.#response.headersSent || this.#response.destroyed) return;
    this.waitsForProceed = false;
    this.#response.writeContinue();
  }

  send(status: number, headers: string[], body: Uint8Array | string | undefined, close: boolean): void {
    this.head(status, headers, close);
    this.end(typeof body === 'string' ? Buffer.from(body) : body);
  }

  head(status: number, headers: string[], close: boolean): void {
    const response = this.#response;
    if (close || this.#state.leaving || this.waitsForProceed || !response.shouldKeepAlive) {
      response.shouldKeepAlive = false;
      this.#state.ending = true;
      headers.push('connection', 'close');
    } else {
      // Tells node to add neither `Connection` nor `Keep-Alive`: in HTTP/1.1 staying is the default.
      response.removeHeader('connection');
    }
    try {
      response.writeHead(status, headers);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_HTTP_TRAILER_INVALID') throw error;
      response.writeHead(status, withoutTrailerLine(headers));
    }
  }

  chunk(bytes: Uint8Array): boolean {
    const response = this.#response;
    this.#wrote = true;
    if (response.write(bytes)) return true;
    if (!this.#waits) {
      this.#waits = true;
      response.on('drain', () => this.#owner.drained());
    }
    return false;
  }

  end(last?: Uint8Array, trailers?: HeaderLines): void {
    this.#finish();
    const response = this.#response;
    // It was told to leave when the head was out already.
    if (this.#state.leaving && !this.#state.ending) response.on('finish', () => this.#request.socket.destroySoon());
    if (trailers && trailers.length > 0) {
      const pairs: [string, string][] = [];
      for (let i = 0; i + 1 < trailers.length; i += 2) pairs.push([trailers[i] as string, trailers[i + 1] as string]);
      response.addTrailers(pairs);
    }
    if (last === undefined || last.length === 0) response.end();
    else if (last.length <= joinLimit && !this.#wrote) response.end(Buffer.prototype.latin1Slice.call(last), 'latin1');
    else response.end(last);
  }

  abort(): void {
    this.#finish();
    this.#request.socket.destroy();
  }

  takeOver(): void {
    this.#finish();
    this.#state.tunnels = true;
    if (this.raw) this.#response.detachSocket(this.raw.socket as Socket);
  }

  #finish(): ReplyOwner | undefined {
    if (!this.#state.open.delete(this)) return undefined;
    const owner = this.#owner;
    this.#owner = nobody;
    return owner;
  }
}

function requestOf(raw: IncomingMessage, connection: Connection, expectsContinue: boolean): Request {
  const headers = raw.rawHeaders;
  let hasBody = false;
  let upgrade: string | undefined;
  let upgradeNamed = false;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    // By length first: these are looked at for every line of every request.
    switch (name.length) {
      case 7:
        if (name.toLowerCase() === 'upgrade') upgrade = (headers[i + 1] as string).toLowerCase();
        break;
      case 10:
        if (name.toLowerCase() === 'connection')
          upgradeNamed ||= /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(headers[i + 1] as string);
        break;
      case 14:
        if (name.toLowerCase() === 'content-length') hasBody ||= Number(headers[i + 1]) > 0;
        break;
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') hasBody = true;
        break;
    }
  }
  const head = {
    method: raw.method ?? 'GET',
    target: raw.url ?? '/',
    version: raw.httpVersionMajor === 1 && raw.httpVersionMinor === 1 ? ('1.1' as const) : ('1.0' as const),
    headers,
    hasBody,
    expectsContinue,
    connection,
  };
  return upgrade !== undefined && upgradeNamed ? { ...head, upgrade } : head;
}

const isWebSocket = (request: IncomingMessage): boolean => request.headers.upgrade?.toLowerCase() === 'websocket';

/** `%RESPONSE_CODE_DETAILS%` of a codec error (reference 8.3). */
function detailsOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'request_headers_too_large';
    case 'HPE_INVALID_TRANSFER_ENCODING':
      return 'http1.invalid_transfer_encoding';
    case 'HPE_INVALID_CONTENT_LENGTH':
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      return 'http1.content_length_and_chunked_not_allowed';
    default:
      return 'http1.codec_error';
  }
}
