import { Agent, type IncomingMessage, request as sendRequest } from 'node:http';
import type { Socket } from 'node:net';
import { headerValue } from '#core/match/header-value.ts';
import type { PoolPolicy } from '#core/route/cluster-policy.ts';
import { withoutTrailerLine } from '../trailer-line.ts';
import { idleMsOf, type OpenLine } from './line.ts';
import {
  badStatus,
  failureOf,
  isNoStatus,
  responseHeaderLimit,
  type UpstreamCall,
  type UpstreamReceiver,
  type UpstreamRequest,
} from './upstream.ts';

/**
 * node's own client instead of undici, for what undici cannot do: it goes on sending the body after an early answer, passes
 * `Expect: 100-continue` on and hears the `100`. It is also the faster of the two for bodies.
 */
export const openWholeLine: OpenLine = (socket, local, pool) => {
  const agent = agentOf(socket, pool);
  let free: (() => void) | undefined;
  const freed = () => {
    const told = free;
    free = undefined;
    told?.();
  };
  // Behind node's own listener, which closes a connection that cannot go on.
  agent.on('free', freed);
  return {
    send: (request, to, last, ended) => {
      free = ended;
      return send(agent, local, request, to, last, () => {
        // node would wait for the service to have read everything, and the request would count that long.
        socket.destroy();
        freed();
      });
    },
    lend: (ended) => {
      free = ended;
      return agent;
    },
  };
};

/** An agent that has this one connection. Its `timeout` closes an idle connection only: nothing listens for it while a request is under way. */
function agentOf(socket: Socket, pool: PoolPolicy | undefined): Agent {
  const idleMs = idleMsOf(pool);
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: idleMs });
  let taken = false;
  agent.createConnection = (_, callback) => {
    if (!taken) {
      taken = true;
      socket.setTimeout(idleMs);
      return socket;
    }
    callback?.(new Error('the connection has closed'), socket);
    return undefined;
  };
  const keepalive = pool?.tcpKeepalive;
  if (keepalive) {
    const keep = agent.keepSocketAlive;
    // node would set its own.
    agent.keepSocketAlive = (kept) => {
      const staysOpen = keep.call(agent, kept);
      socket.setKeepAlive(true, keepalive.timeMs ?? 0, keepalive.intervalMs, keepalive.probes);
      return staysOpen;
    };
  }
  return agent;
}

/** `spent`: the exchange is complete, and the connection takes no other. */
function send(
  agent: Agent,
  local: string,
  { method, path, authority, headers, body }: UpstreamRequest,
  to: UpstreamReceiver,
  last: boolean,
  spent: () => void,
): UpstreamCall {
  const chunked = body && headerValue(headers, 'content-length') === undefined;
  const kept = chunked || headerValue(headers, 'trailer') === undefined ? headers : withoutTrailerLine(headers);
  const lines = ['host', authority, ...kept];
  if (chunked) lines.push('transfer-encoding', 'chunked');
  if (last) lines.push('connection', 'close');
  let answered = false;
  let over = false;
  let silent = false;
  let answer: IncomingMessage | undefined;
  /** Why the answer is about to break off. */
  let broken: unknown;
  const outgoing = sendRequest({
    agent,
    // The connection is there; these only have to stay the same.
    host: 'service',
    port: 80,
    method,
    path,
    headers: lines,
    setHost: false,
    maxHeaderSize: responseHeaderLimit,
  });
  const fail = (error: unknown) => {
    if (over) return;
    over = true;
    outgoing.destroy();
    if (!silent) to.failed(failureOf(error, false));
  };
  outgoing.on('close', () => {
    // The service cut the connection before it answered, without an error on the socket.
    if (!answered) fail({ code: 'ECONNRESET' });
  });
  outgoing.on('error', (error) => {
    if (!answer) return fail(error);
    // What came ahead of the error is the client's; then the connection closes. Behind a complete answer it may do as it likes: end
    // while the rest of the request is on its way, or carry bytes that nobody has asked for.
    broken = error;
    while (answer.read() !== null);
  });
  outgoing.on('continue', () => {
    if (!silent && !answered) to.proceed();
  });
  outgoing.on('response', (response) => {
    answered = true;
    answer = response;
    if (silent) return void response.resume();
    if (isNoStatus(response)) return fail(badStatus);
    to.head(response.statusCode ?? 502, response.rawHeaders);
    response.on('data', (bytes: Buffer) => {
      if (!silent) to.chunk(bytes);
    });
    response.on('end', () => {
      if (!outgoing.shouldKeepAlive && outgoing.writableFinished) spent();
      if (over) return;
      over = true;
      if (!silent) to.end(response.rawTrailers);
    });
    response.on('error', (error) => fail(broken ?? error));
    response.on('close', () => {
      if (!response.complete) fail(broken ?? { code: 'ECONNRESET' });
    });
  });
  // An unasked-for 101: the service speaks something else from here on.
  outgoing.on('upgrade', (_, socket) => {
    socket.destroy();
    fail({ code: 'HPE_UNEXPECTED_UPGRADE' });
  });
  if (body) feed(outgoing, body);
  else outgoing.end();
  return {
    pause: () => answer?.pause(),
    resume: () => answer?.resume(),
    abort: () => {
      silent = true;
      over = true;
      outgoing.destroy();
    },
    localAddress: () => local,
  };
}

/** The body at the speed of the service. A head whose body keeps it waiting leaves alone. */
function feed(outgoing: ReturnType<typeof sendRequest>, body: NonNullable<UpstreamRequest['body']>): void {
  let begun = false;
  outgoing.on('drain', body.resume);
  // A service that has closed reads no more; the rest of the body is let run into nothing.
  outgoing.on('close', body.resume);
  body.start({
    chunk: (bytes) => {
      begun = true;
      if (outgoing.destroyed) return;
      if (!outgoing.write(bytes)) body.pause();
    },
    end: () => {
      begun = true;
      if (!outgoing.destroyed) outgoing.end();
    },
    abort: () => outgoing.destroy(),
  });
  setImmediate(() => {
    if (!begun && !outgoing.destroyed) outgoing.flushHeaders();
  });
}
