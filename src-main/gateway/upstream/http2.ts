import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import { http2Headers, withoutPseudo } from '../http2-headers.ts';
import type { Address } from './host.ts';
import {
  connectTimeoutMs,
  failureOf,
  responseHeaderLimit,
  type UpstreamCall,
  type UpstreamFailure,
  type UpstreamReceiver,
  type UpstreamRequest,
} from './upstream.ts';

/** Requests over HTTP/2 by prior knowledge: many streams on few connections. */
export type Http2Pool = {
  readonly send: (host: Address, request: UpstreamRequest, to: UpstreamReceiver) => UpstreamCall;
  /** Says goodbye to every `address:port` that `wanted` does not name; streams under way go on. */
  readonly retain: (wanted: ReadonlySet<string>) => void;
  readonly close: () => void;
};

/** What one stream may send before the client has read it. */
const streamWindow = 256 * 1024;
/** The connection's own window never is the narrow one. */
const connectionWindow = 16 * 1024 * 1024;
/** In megabytes, for everything one connection has under way. */
const memoryLimit = 512;
/** Reference 8.4. Unlike HTTP/1.1, a connection that the service closes says so, and what it has not begun is told. */
const idleMs = 3_600_000;
/** RFC 9113 section 7. */
const noError = 0;
const protocolError = 1;
const refusedStream = 7;
const cancel = 8;
/** The flag of a frame that is the last of its stream. */
const endStream = 1;

/** `node:http2` is loaded by the first request that needs it. */
export const loadHttp2Pool = async (): Promise<Http2Pool> => createHttp2Pool(await import('node:http2'));

/** A connection. Nothing is sent on it before the service has said how many streams it takes. */
type Line = {
  readonly session: ClientHttp2Session;
  local: string | undefined;
  connected: boolean;
  /** What the service takes at once; 0 until it has said so. */
  limit: number;
  active: number;
  /** The socket has closed. */
  lost: boolean;
  broken: boolean;
};

type Job = { readonly begin: (line: Line) => void; readonly failed: (failure: UpstreamFailure) => void };

type Endpoint = { readonly lines: Set<Line>; waiting: Job[] };

function createHttp2Pool({ connect }: typeof import('node:http2')): Http2Pool {
  const endpoints = new Map<string, Endpoint>();

  const open = (endpoint: Endpoint, address: string, port: number): void => {
    const socket = connectSocket({ host: address, port, noDelay: true });
    const options = {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: streamWindow, maxHeaderListSize: responseHeaderLimit },
      maxHeaderListPairs: 1_000,
      maxSessionMemory: memoryLimit,
      // Missing in the types; what a client has repeated is the service's to judge.
      strictSingleValueFields: false,
    };
    const session = connect(`http://${address.includes(':') ? `[${address}]` : address}:${port}`, options);
    const line: Line = { session, local: undefined, connected: false, limit: 0, active: 0, lost: false, broken: false };
    endpoint.lines.add(line);
    let failure: UpstreamFailure | undefined;
    const leave = () => {
      endpoint.lines.delete(line);
    };
    const timer = setTimeout(() => {
      failure = { reason: 'connection timeout' };
      session.destroy();
    }, connectTimeoutMs);
    timer.unref();
    socket.once('close', () => {
      line.lost = true;
      leave();
    });
    session.on('connect', () => {
      clearTimeout(timer);
      line.connected = true;
      line.local = `${socket.localAddress}:${socket.localPort}`;
      session.setLocalWindowSize(connectionWindow);
    });
    session.on('remoteSettings', ({ maxConcurrentStreams }) => {
      line.limit = Math.max(1, maxConcurrentStreams ?? Infinity);
      dispatch(endpoint, address, port);
    });
    // What the service has not begun comes back as refused; nothing new may be sent.
    session.on('goaway', () => setImmediate(dispatch, endpoint, address, port));
    session.on('error', (error: NodeJS.ErrnoException) => {
      line.broken ||= error.code === 'ERR_HTTP2_ERROR';
      failure ??= line.broken ? { reason: 'protocol error' } : failureOf(error, !line.connected);
    });
    session.on('close', () => {
      clearTimeout(timer);
      leave();
      if (line.limit > 0) return dispatch(endpoint, address, port);
      // Whoever waits has waited for this connection.
      const told = failure ?? { reason: line.connected ? 'connection termination' : 'remote connection failure' };
      for (const job of endpoint.waiting.splice(0)) job.failed(told);
    });
    session.setTimeout(idleMs, () => {
      if (line.active === 0) session.close();
    });
  };

  /** Gives waiting requests to connections that have room; opens another one where none has. */
  const dispatch = (endpoint: Endpoint, address: string, port: number): void => {
    while (endpoint.waiting.length > 0) {
      let opening = false;
      let free: Line | undefined;
      for (const line of endpoint.lines) {
        if (line.session.closed || line.session.destroyed) continue;
        if (line.limit === 0) opening = true;
        else if (line.active < line.limit) {
          free = line;
          break;
        }
      }
      if (!free) {
        if (!opening) open(endpoint, address, port);
        return;
      }
      endpoint.waiting.shift()?.begin(free);
    }
  };

  return {
    send: ({ address, port }, request, to) => {
      const key = `${address}:${port}`;
      let endpoint = endpoints.get(key);
      if (!endpoint) {
        endpoint = { lines: new Set(), waiting: [] };
        endpoints.set(key, endpoint);
      }
      return send(endpoint, request, to, () => dispatch(endpoint, address, port));
    },
    retain: (wanted) => {
      for (const [key, { lines, waiting }] of endpoints) {
        if (wanted.has(key) || waiting.length > 0) continue;
        endpoints.delete(key);
        for (const { session } of lines) session.close();
      }
    },
    close: () => {
      for (const { lines } of endpoints.values()) for (const { session } of lines) session.destroy();
      endpoints.clear();
    },
  };
}

function send(endpoint: Endpoint, request: UpstreamRequest, to: UpstreamReceiver, dispatch: () => void): UpstreamCall {
  let stream: ClientHttp2Stream | undefined;
  let local: string | undefined;
  let over = false;
  const fail = (failure: UpstreamFailure) => {
    if (over) return;
    over = true;
    to.failed(failure);
  };
  const job: Job = {
    failed: fail,
    begin: (line) => {
      local = line.local;
      try {
        stream = line.session.request(headersOf(request), {
          endStream: !request.body,
          waitForTrailers: !!request.body,
        });
      } catch {
        // A name or a value that HTTP/2 cannot carry.
        return fail({ reason: 'protocol error' });
      }
      line.active += 1;
      const one = stream;
      one.on('close', () => {
        line.active -= 1;
        fail(endOf(line, one.rstCode));
        dispatch();
      });
      read(one);
      if (request.body) feed(one, request.body);
    },
  };
  /** The answer, until its end has been told. */
  const read = (from: ClientHttp2Stream) => {
    let trailers: HeaderLines = [];
    const end = () => {
      if (over) return;
      over = true;
      to.end(trailers);
      // Nobody waits for the rest of the request any more.
      if (!from.closed && !from.writableEnded) from.close(noError);
    };
    from.on('error', () => {});
    from.on('continue', () => over || to.proceed());
    from.on('response', (headers: IncomingHttpHeaders, flags: number, lines: readonly string[]) => {
      if (over) return;
      to.head(Number(headers[':status'] ?? 502), withoutPseudo(lines));
      if ((flags & endStream) !== 0) end();
    });
    from.on('trailers', (_: IncomingHttpHeaders, __: number, lines: readonly string[]) => {
      trailers = withoutPseudo(lines);
    });
    from.on('data', (bytes: Buffer) => over || to.chunk(bytes));
    from.on('end', () => {
      // A stream that was cut short ends as well; its closing tells why.
      if (from.rstCode === noError && !from.aborted && !from.destroyed) end();
    });
  };
  endpoint.waiting.push(job);
  dispatch();
  return {
    pause: () => stream?.pause(),
    resume: () => stream?.resume(),
    abort: () => {
      over = true;
      if (stream) return void stream.close(cancel);
      const at = endpoint.waiting.indexOf(job);
      if (at >= 0) endpoint.waiting.splice(at, 1);
    },
    localAddress: () => local,
  };
}

function endOf(line: Line, code: number | undefined): UpstreamFailure {
  if (code === refusedStream) return { reason: 'remote refused stream reset' };
  if (line.broken) return { reason: 'protocol error' };
  if (line.lost || line.session.destroyed) return { reason: 'connection termination' };
  // Mostly what our own end has found wrong with the answer.
  return { reason: code === protocolError ? 'protocol error' : 'remote reset' };
}

function headersOf({ method, path, authority, headers }: UpstreamRequest) {
  const result = http2Headers(headers);
  result[':method'] = method;
  result[':path'] = path;
  // Reference 8.2: what the client's connection was.
  result[':scheme'] = headerValue(headers, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  if (authority !== '') result[':authority'] = authority;
  return result;
}

/** The body at the speed of the service, with the client's trailers behind it. */
function feed(outgoing: ClientHttp2Stream, body: NonNullable<UpstreamRequest['body']>): void {
  let trailers: HeaderLines = [];
  const isOpen = () => !outgoing.closed && !outgoing.destroyed && !outgoing.writableEnded;
  outgoing.on('drain', body.resume);
  // A service that has closed reads no more; the rest of the body is let run into nothing.
  outgoing.on('close', body.resume);
  // node ends what it resets; without trailers that end is never sent, so nobody takes half a body for a whole one.
  outgoing.on('wantTrailers', () => outgoing.closed || outgoing.sendTrailers(http2Headers(trailers)));
  body.start({
    chunk: (bytes) => {
      if (isOpen() && !outgoing.write(bytes)) body.pause();
    },
    end: (given = []) => {
      trailers = withoutPseudo(given);
      if (isOpen()) outgoing.end();
    },
    abort: () => outgoing.close(cancel),
  });
}
