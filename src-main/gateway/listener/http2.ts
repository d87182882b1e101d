import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { HeaderLines } from '#core/route/facts.ts';
import { http2Headers } from '../http2-headers.ts';
import type {
  BodyReceiver,
  Connection,
  Leaving,
  Malformed,
  Reply,
  ReplyOwner,
  Request,
  Serve,
} from '../serve/message.ts';

/** Reference 8.4: names and values of one request together. */
const headerLimit = 60 * 1024;
/** Behind this the library resets the stream before anybody could answer. Wide, so that the limits of the reference are told with 431. */
const hardHeaderLimit = 256 * 1024;
const hardLineLimit = 1_000;
/** Reference 8.4 has 2^31-1; every stream may cost a window of memory, and nobody's workstation opens this many. */
const streamLimit = 4_096;
/** What one stream may send before it is read; a slow service holds its client back at this. */
const streamWindow = 256 * 1024;
/** The connection's own window never is the narrow one. */
const connectionWindow = 16 * 1024 * 1024;
/** In megabytes, for everything one connection has under way; more is a flood. */
const memoryLimit = 512;
/** Reference 8.4: downstream connections may idle for an hour. */
const idleTimeout = 3_600_000;
/** RFC 9113 section 7. */
const noError = 0;
const internalError = 2;

export type Http2Context = {
  readonly connection: Connection;
  readonly serve: Serve;
  readonly malformed: (what: Malformed) => void;
};

/** A connection that speaks HTTP/2. `leave` says GOAWAY: no new streams, and the connection ends with its last one. */
export type Http2Connection = { readonly leave: () => void };

/**
 * The HTTP/2 engine on `node:http2`, the only file that knows it on the client's side: serves a socket whose client speaks HTTP/2, by
 * prior knowledge or because ALPN said so. Bytes that were already read are to be put back (`unshift`) before; nobody else may
 * read the socket from then on. Extended CONNECT is not offered, as Istio's gateways do not allow it, so a client that tries is refused
 * by the protocol itself. Floods (settings, pings, resets, continuations, empty frames) end the connection.
 */
export function serveHttp2(socket: Duplex, context: Http2Context): Http2Connection {
  let session: ServerHttp2Session | undefined;
  let leaving = false;
  socket.pause();
  socket.on('error', () => socket.destroy());
  // In HTTP/2 a client that has said its last word reads nothing any more either.
  socket.on('end', () => socket.destroy());
  // Loaded by the first client that needs it: it is a large part of the gateway's start.
  import('node:http2').then(
    ({ performServerHandshake }) => {
      if (socket.destroyed) return;
      session = performServerHandshake(socket, {
        settings: {
          maxConcurrentStreams: streamLimit,
          initialWindowSize: streamWindow,
          maxHeaderListSize: hardHeaderLimit,
          enablePush: false,
        },
        maxHeaderListPairs: hardLineLimit,
        maxSessionMemory: memoryLimit,
        maxSessionInvalidFrames: 100,
        strictSingleValueFields: false,
      });
      follow(session, socket, context);
      if (leaving) session.close();
    },
    () => socket.destroy(),
  );
  return {
    leave: () => {
      leaving = true;
      if (session && !session.closed && !session.destroyed) session.close();
    },
  };
}

function follow(session: ServerHttp2Session, socket: Duplex, { connection, serve, malformed }: Http2Context): void {
  const state: SessionState = { open: new Set(), how: 'reset' };
  const lose = (how: Leaving) => {
    state.how = how;
    for (const reply of [...state.open]) reply.gone(how);
  };
  session.setLocalWindowSize(connectionWindow);
  session.setTimeout(idleTimeout, () => {
    if (state.open.size === 0) session.close();
  });
  socket.once('close', () => lose('disconnected'));
  session.on('error', (error: NodeJS.ErrnoException) => {
    // What the client said with GOAWAY, or the socket's own error, is no breach.
    if (error.code !== 'ERR_HTTP2_ERROR' && error.code !== 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES') return;
    if (state.open.size > 0) return lose('broke-protocol');
    malformed({ connection, status: 0, details: 'http2.codec_error', protocol: 'HTTP/2' });
  });
  session.on('stream', (stream, headers, _, lines: readonly string[]) => {
    const reply = new Http2Reply(stream, state);
    const { request, size } = requestOf(stream, headers, lines, connection);
    if (size <= headerLimit) return serve(request, reply);
    malformed({ connection, status: 431, details: 'request_headers_too_large', protocol: 'HTTP/2' });
    reply.send(431, ['content-length', '0'], undefined);
  });
}

type SessionState = {
  readonly open: Set<Http2Reply>;
  /** What the end of a stream means now. */
  how: Leaving;
};

const nobody: ReplyOwner = { gone: () => {}, drained: () => {}, malformed: () => {} };

/** Owns one stream: the response, and the body of its request. */
class Http2Reply implements Reply {
  readonly raw = undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #state: SessionState;
  #owner: ReplyOwner = nobody;
  /** Held back for a moment, because a reply without body is to be one frame: gRPC reads its status from it. */
  #head: OutgoingHttpHeaders | undefined;
  #trailers: OutgoingHttpHeaders | undefined;
  #requestTrailers: HeaderLines | undefined;
  #waits = false;
  #complete: boolean;
  #received = false;

  constructor(stream: ServerHttp2Stream, state: SessionState) {
    this.#stream = stream;
    this.#state = state;
    this.#complete = stream.endAfterHeaders;
    state.open.add(this);
    stream.on('error', () => {});
    stream.on('end', () => {
      if (!stream.aborted && stream.rstCode === noError) this.#complete = true;
    });
    stream.on('close', () => this.gone(state.how));
    stream.on('trailers', (_: IncomingHttpHeaders, __: number, lines: readonly string[]) => {
      this.#requestTrailers = lines;
    });
  }

  watch(owner: ReplyOwner): void {
    this.#owner = owner;
  }

  gone(how: Leaving): void {
    this.#finish()?.gone(how);
  }

  receiveBody(to: BodyReceiver): void {
    const stream = this.#stream;
    let over = false;
    const finish = (complete: boolean) => {
      if (over) return;
      over = true;
      if (complete) to.end(this.#requestTrailers);
      else to.abort();
    };
    this.#received = true;
    stream.on('data', to.chunk);
    stream.on('end', () => finish(this.#complete));
    stream.on('close', () => finish(false));
  }

  pauseBody(): void {
    this.#stream.pause();
  }

  resumeBody(): void {
    this.#stream.resume();
  }

  proceed(): void {
    const stream = this.#stream;
    if (this.#head || stream.headersSent || !isOpen(stream)) return;
    stream.additionalHeaders({ ':status': 100 });
  }

  send(status: number, headers: HeaderLines, body: Uint8Array | string | undefined): void {
    this.head(status, headers);
    this.end(typeof body === 'string' ? Buffer.from(body) : body);
  }

  head(status: number, headers: HeaderLines): void {
    this.#head = http2Headers(headers);
    this.#head[':status'] = status;
    process.nextTick(() => this.#sendHead(false));
  }

  chunk(bytes: Uint8Array): boolean {
    this.#sendHead(false);
    const stream = this.#stream;
    if (!isOpen(stream) || stream.writableEnded) return true;
    if (stream.write(bytes)) return true;
    if (!this.#waits) {
      this.#waits = true;
      stream.on('drain', () => this.#owner.drained());
    }
    return false;
  }

  end(last?: Uint8Array, trailers?: HeaderLines): void {
    this.#finish();
    const stream = this.#stream;
    const empty = last === undefined || last.length === 0;
    if (trailers && trailers.length > 0) this.#trailers = http2Headers(trailers);
    this.#sendHead(empty && !this.#trailers);
    if (isOpen(stream) && !stream.writableEnded) {
      if (empty) stream.end();
      else stream.end(last);
    }
    if (!this.#received) stream.resume();
    // RFC 9113 section 8.1: who has said everything may ask the client to stop sending.
    if (!this.#complete && this.#trailers === undefined) stream.once('finish', () => this.#stopRequest());
  }

  abort(): void {
    this.#finish();
    this.#head = undefined;
    this.#stream.close(internalError);
  }

  takeOver(): void {
    this.abort();
  }

  #sendHead(last: boolean): void {
    const head = this.#head;
    if (!head) return;
    this.#head = undefined;
    const stream = this.#stream;
    if (!isOpen(stream)) return;
    try {
      const options = { endStream: last, sendDate: false, waitForTrailers: !last };
      stream.respond(head, options as Parameters<ServerHttp2Stream['respond']>[1]);
    } catch {
      // A head that HTTP/2 cannot carry, such as a status above 599: the client is told that there is no answer.
      stream.close(internalError);
      return this.gone('reset');
    }
    if (last) return;
    stream.on('wantTrailers', () => {
      // node ends what it resets; without trailers that end is never sent, so nobody takes half an answer for a whole one.
      if (stream.closed) return;
      stream.sendTrailers(this.#trailers ?? {});
      setImmediate(() => this.#stopRequest());
    });
  }

  #stopRequest(): void {
    if (!this.#complete && isOpen(this.#stream)) this.#stream.close(noError);
  }

  #finish(): ReplyOwner | undefined {
    if (!this.#state.open.delete(this)) return undefined;
    const owner = this.#owner;
    this.#owner = nobody;
    return owner;
  }
}

const isOpen = (stream: ServerHttp2Stream): boolean => !stream.destroyed && !stream.closed;

/** The request as the data plane knows it, and the size of its header in bytes. */
function requestOf(
  stream: ServerHttp2Stream,
  pseudo: IncomingHttpHeaders,
  lines: readonly string[],
  connection: Connection,
): { readonly request: Request; readonly size: number } {
  const authority = pseudo[':authority'];
  const headers: string[] = [];
  let cookie: string | undefined;
  let size = 0;
  let expectsContinue = false;
  if (authority !== undefined) headers.push('host', authority);
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    const value = lines[i + 1] as string;
    size += name.length + value.length;
    if (name.charCodeAt(0) === colon) continue;
    // RFC 9113 section 8.2.3: cookies may come in pieces, which HTTP/1.1 does not know.
    if (name === 'cookie') cookie = cookie === undefined ? value : `${cookie}; ${value}`;
    // What `:authority` says counts; a Host beside it is another reading of the same request.
    else if (name !== 'host' || authority === undefined) headers.push(name, value);
    if (name === 'expect') expectsContinue = value.toLowerCase() === '100-continue';
  }
  if (cookie !== undefined) headers.push('cookie', cookie);
  const method = pseudo[':method'] ?? 'GET';
  const request: Request = {
    method,
    // CONNECT has no path (RFC 9113 section 8.5); as in HTTP/1.1 its target is the authority.
    target: pseudo[':path'] ?? authority ?? '',
    version: '2',
    headers,
    hasBody: !stream.endAfterHeaders,
    expectsContinue,
    connection,
  };
  return { request, size };
}

const colon = 0x3a;
