import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  SecureClientSessionOptions,
} from 'node:http2';
import type { Socket } from 'node:net';
import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import { http2Headers, withoutPseudo } from '../http2-headers.ts';
import { begin, end, mayBegin, mayConnect, mayWait, overflow } from './circuit.ts';
import { dial, type Towards } from './dial.ts';
import type { Host } from './host.ts';
import { keepAlive } from './http2-keep-alive.ts';
import { afterDuration } from './line.ts';
import {
  failureOf,
  responseHeaderLimit,
  type UpstreamCall,
  type UpstreamFailure,
  type UpstreamReceiver,
  type UpstreamRequest,
} from './upstream.ts';

/** The HTTP/2 connections to one host, by prior knowledge, and the requests that wait for one. */
export type Http2Pool = {
  /** On a connection that has room, or in the queue for one; `failed` may be told within this call. */
  readonly send: (request: UpstreamRequest, to: UpstreamReceiver) => UpstreamCall;
  /** Says goodbye on every connection; streams under way go on, and whoever waits is still served. */
  readonly retire: () => void;
  /** Closes everything. */
  readonly destroy: () => void;
};

export type NodeHttp2 = typeof import('node:http2');

/** What one stream may send before the client has read it. */
const streamWindow = 256 * 1024;
/** The connection's own window never is the narrow one. */
const connectionWindow = 16 * 1024 * 1024;
/** In megabytes, for everything one connection has under way. */
const memoryLimit = 512;
/** Reference 8.4. Unlike HTTP/1.1, a connection that the service closes says so, and what it has not begun is told. */
const idleMs = 3_600_000;
/** node's timers hold 31 bits; a longer limit is as good as none. */
const longest = 0x7fffffff;
/** RFC 9113 section 7. */
const noError = 0;
const protocolError = 1;
const refusedStream = 7;
const cancel = 8;
/** The flag of a frame that is the last of its stream. */
const endStream = 1;

/** A connection. Nothing is sent on it before the service has said how many streams it takes. */
type Line = {
  readonly session: ClientHttp2Session;
  readonly socket: Socket;
  readonly local: string;
  /** What the service takes at once; 0 until it has said so. */
  limit: number;
  active: number;
  /** Streams begun. */
  served: number;
  /** Takes no more streams, and closes when the last one has ended. */
  draining: boolean;
  /** The socket has closed. */
  lost: boolean;
  broken: boolean;
};

type Job = { readonly begin: (line: Line) => void; readonly failed: (failure: UpstreamFailure) => void };

/**
 * Streams are spread over as few connections as their limits allow; where none has room a request waits, in order, and the limits of the
 * cluster say whether it may and whether another connection is opened (Envoy's conn_pool_base). `emptied`: no connection is left and
 * nobody waits.
 */
export function createHttp2Pool(
  { connect }: NodeHttp2,
  host: Host,
  towards: Towards | undefined,
  emptied: () => void,
): Http2Pool {
  const { cluster } = host;
  const lines = new Set<Line>();
  const waiting = new Set<Job>();
  const dials = new Set<() => void>();
  let retired = false;
  const policy = () => cluster.config.policy?.pool;
  const streamLimit = () => policy()?.maxConcurrentStreams ?? Infinity;
  const isOpen = ({ session, draining }: Line) => !draining && !session.closed && !session.destroyed;
  // node would refuse a stream that it has not sent yet, so the session is closed behind the last one.
  const drain = (line: Line) => {
    line.draining = true;
    if (line.active === 0) close(line);
  };
  // The socket too: node would wait until the service closes its end, which it may never do.
  const close = ({ session, socket }: Line) => {
    session.destroy();
    socket.destroy();
  };

  /** Whoever waits has waited for a connection that will not be there. */
  const failAll = (failure: UpstreamFailure) => {
    for (const job of [...waiting]) {
      if (!waiting.delete(job)) continue;
      cluster.pending -= 1;
      job.failed(failure);
    }
  };
  const settle = () => {
    if (lines.size === 0 && dials.size === 0 && waiting.size === 0) emptied();
  };

  const open = (): void => {
    const giveUp = dial(host, { alpn: 'h2', ...towards }, (dialled) => {
      dials.delete(giveUp);
      if (dialled.is === 'connected') return speak(dialled.socket, dialled.local);
      failAll(dialled.failure);
      settle();
    });
    dials.add(giveUp);
  };
  const speak = (socket: Socket, local: string): void => {
    const pool = policy();
    const session = connect('http://service', {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: streamWindow, maxHeaderListSize: responseHeaderLimit },
      maxHeaderListPairs: 1_000,
      maxSessionMemory: memoryLimit,
      // Missing in the types; what a client has repeated is the service's to judge.
      strictSingleValueFields: false,
    } as SecureClientSessionOptions);
    const line: Line = {
      session,
      socket,
      local,
      limit: 0,
      active: 0,
      served: 0,
      draining: false,
      lost: false,
      broken: false,
    };
    lines.add(line);
    let failure: UpstreamFailure | undefined;
    const stopClock = afterDuration(pool, () => drain(line));
    const stopPings = keepAlive(session, pool);
    socket.once('close', () => {
      line.lost = true;
    });
    session.on('connect', () => session.setLocalWindowSize(connectionWindow));
    session.on('remoteSettings', ({ maxConcurrentStreams }) => {
      line.limit = Math.max(1, maxConcurrentStreams ?? Infinity);
      dispatch();
      if (retired) drain(line);
    });
    // What the service has not begun comes back as refused; nothing new may be sent.
    session.on('goaway', () =>
      setImmediate(() => {
        drain(line);
        dispatch();
      }),
    );
    session.on('error', (error: NodeJS.ErrnoException) => {
      line.broken ||= error.code === 'ERR_HTTP2_ERROR';
      failure ??= line.broken ? { reason: 'protocol error' } : failureOf(error, false);
    });
    session.on('close', () => {
      stopClock();
      stopPings();
      lines.delete(line);
      if (line.limit > 0) dispatch();
      else failAll(failure ?? { reason: 'connection termination' });
      settle();
    });
    const idle = pool?.idleTimeoutMs ?? idleMs;
    if (idle > 0 && idle <= longest)
      session.setTimeout(idle, () => {
        if (line.active === 0) drain(line);
      });
  };

  const withRoom = (): Line | undefined => {
    for (const line of lines) if (isOpen(line) && line.active < Math.min(line.limit, streamLimit())) return line;
    return undefined;
  };
  /** Gives waiting requests to connections that have room; opens others where none has. */
  const dispatch = (): void => {
    while (waiting.size > 0) {
      const free = withRoom();
      if (!free) break;
      const [job] = waiting;
      if (!job) break;
      waiting.delete(job);
      cluster.pending -= 1;
      if (mayBegin(cluster)) job.begin(free);
      else job.failed(overflow);
    }
    let opening = dials.size;
    let alive = dials.size;
    for (const line of lines) {
      if (!isOpen(line)) continue;
      alive += 1;
      if (line.limit === 0) opening += 1;
    }
    while (waiting.size > (opening === 0 ? 0 : opening * streamLimit()) && (alive === 0 || mayConnect(cluster))) {
      open();
      opening += 1;
      alive += 1;
    }
  };
  const used = (line: Line): void => {
    line.active += 1;
    line.served += 1;
    begin(host);
    if (line.served >= (policy()?.maxRequestsPerConnection ?? Infinity)) line.draining = true;
  };
  const over = (line: Line): void => {
    line.active -= 1;
    end(host);
    if (line.draining || line.session.closed) drain(line);
    dispatch();
  };

  return {
    send: (request, to) => {
      const call = createStream(request, to, used, over);
      const free = withRoom();
      if (free && mayBegin(cluster)) call.begin(free);
      else if (free || !mayWait(cluster)) {
        to.failed(overflow);
        settle();
      } else {
        waiting.add(call);
        cluster.pending += 1;
        dispatch();
      }
      return {
        pause: call.pause,
        resume: call.resume,
        abort: () => {
          call.abort();
          if (!waiting.delete(call)) return;
          cluster.pending -= 1;
          settle();
        },
        localAddress: call.localAddress,
      };
    },
    retire: () => {
      retired = true;
      // Those that wait were told to wait for a connection that is being opened.
      for (const line of lines) if (line.limit > 0 || waiting.size === 0) drain(line);
      settle();
    },
    destroy: () => {
      retired = true;
      cluster.pending -= waiting.size;
      waiting.clear();
      for (const giveUp of dials) giveUp();
      dials.clear();
      for (const line of lines) close(line);
    },
  };
}

/** One request; `used` when it has a connection, `over` when it has left it. */
function createStream(
  request: UpstreamRequest,
  to: UpstreamReceiver,
  used: (line: Line) => void,
  ended: (line: Line) => void,
): Job & UpstreamCall {
  let stream: ClientHttp2Stream | undefined;
  let local: string | undefined;
  let over = false;
  /** The stream has left its connection. */
  let leave = () => {};
  const fail = (failure: UpstreamFailure) => {
    if (over) return;
    over = true;
    to.failed(failure);
  };
  /** The answer, until its end has been told. */
  const read = (from: ClientHttp2Stream) => {
    let trailers: HeaderLines = [];
    const end = () => {
      if (over) return;
      over = true;
      to.end(trailers);
      // Nobody waits for the rest of the request any more.
      if (!from.closed && !from.writableEnded) reset(from, noError, leave);
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
  return {
    failed: fail,
    begin: (line) => {
      local = line.local;
      request.connected?.();
      try {
        stream = line.session.request(headersOf(request), {
          endStream: !request.body,
          waitForTrailers: !!request.body,
        });
      } catch {
        // A name or a value that HTTP/2 cannot carry.
        return fail({ reason: 'protocol error' });
      }
      used(line);
      const one = stream;
      let left = false;
      leave = () => {
        if (left) return;
        left = true;
        ended(line);
      };
      one.on('close', () => {
        fail(endOf(line, one.rstCode));
        leave();
      });
      read(one);
      if (request.body) feed(one, request.body, leave);
    },
    pause: () => stream?.pause(),
    resume: () => stream?.resume(),
    abort: () => {
      over = true;
      if (stream) reset(stream, cancel, leave);
    },
    localAddress: () => local,
  };
}

/**
 * Never while node reads from the connection: it would put the reset off and may forget the stream before, for which it then sends
 * empty frames without end. Nor is its closing waited for, which may take until something else is sent.
 */
function reset(stream: ClientHttp2Stream, code: number, leave: () => void): void {
  setImmediate(() => {
    if (!stream.destroyed) stream.close(code);
    leave();
  });
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
function feed(outgoing: ClientHttp2Stream, body: NonNullable<UpstreamRequest['body']>, leave: () => void): void {
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
    abort: () => reset(outgoing, cancel, leave),
  });
}
