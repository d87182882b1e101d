import { Agent, type IncomingMessage, request as sendRequest } from 'node:http';
import type { Socket } from 'node:net';
import { headerValue } from '#core/match/header-value.ts';
import type { Address } from './host.ts';
import {
  connectTimeoutMs,
  failureOf,
  idleTimeoutMs,
  responseHeaderLimit,
  type UpstreamCall,
  type UpstreamReceiver,
  type UpstreamRequest,
} from './upstream.ts';

/** Requests with a body or an expectation, over kept-alive connections. */
export type Http1BodyPool = {
  readonly send: (host: Address, request: UpstreamRequest, to: UpstreamReceiver) => UpstreamCall;
  readonly close: () => void;
};

/**
 * node's own client instead of undici, for what undici cannot do: it goes on sending the body after an early answer, passes
 * `Expect: 100-continue` on and hears the `100`. It is also the faster of the two for bodies.
 */
export function createHttp1BodyPool(): Http1BodyPool {
  // `timeout` closes idle connections only: nothing listens for it while a request is under way.
  const agent = new Agent({ keepAlive: true, timeout: idleTimeoutMs, scheduling: 'lifo' });
  return {
    send: (host, request, to) => send(agent, host, request, to),
    close: () => agent.destroy(),
  };
}

function send(
  agent: Agent,
  { address, port }: Address,
  { method, path, authority, headers, body }: UpstreamRequest,
  to: UpstreamReceiver,
): UpstreamCall {
  const lines = ['host', authority, ...headers];
  if (body && headerValue(headers, 'content-length') === undefined) lines.push('transfer-encoding', 'chunked');
  let connected = false;
  let answered = false;
  let over = false;
  let silent = false;
  let answer: IncomingMessage | undefined;
  let local: string | undefined;
  const outgoing = sendRequest({
    agent,
    host: address,
    port,
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
    if (!silent) to.failed(failureOf(error, !connected));
  };
  outgoing.on('socket', (socket: Socket) => {
    const ready = () => {
      connected = true;
      local = `${socket.localAddress}:${socket.localPort}`;
      clearTimeout(timer);
    };
    if (!socket.connecting) return ready();
    socket.once('connect', ready);
  });
  const timer = setTimeout(() => fail({ code: 'UND_ERR_CONNECT_TIMEOUT' }), connectTimeoutMs);
  timer.unref();
  outgoing.on('close', () => {
    clearTimeout(timer);
    // The service cut the connection before it answered, without an error on the socket.
    if (!answered) fail({ code: 'ECONNRESET' });
  });
  // Once the answer is complete, the rest of the body may find its connection closed: that is the service's right.
  outgoing.on('error', fail);
  outgoing.on('continue', () => {
    if (!silent && !answered) to.proceed();
  });
  outgoing.on('response', (response) => {
    answered = true;
    answer = response;
    if (silent) return void response.resume();
    to.head(response.statusCode ?? 502, response.rawHeaders);
    response.on('data', (bytes: Buffer) => {
      if (!silent) to.chunk(bytes);
    });
    response.on('end', () => {
      if (over) return;
      over = true;
      if (!silent) to.end(response.rawTrailers);
    });
    response.on('error', fail);
    response.on('close', () => {
      if (!response.complete) fail({ code: 'ECONNRESET' });
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
