import { request as sendRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { ClusterPolicy, PoolPolicy } from '#core/route/cluster-policy.ts';
import type { Bytes } from './connect.ts';
import { connectTimeoutMs, type UpstreamFailure } from './upstream.ts';

type TunnelPolicy = NonNullable<ClusterPolicy['tunnel']>;

export type Opened =
  | { readonly is: 'open'; readonly bytes: Bytes }
  | { readonly is: 'failed'; readonly failure: UpstreamFailure };

/** Where a tunnel's answer goes. */
type Answer = {
  readonly open: (bytes: Bytes) => void;
  readonly refused: (status: number) => void;
  readonly broken: () => void;
};

/**
 * Asks the proxy at the other end of a connection for a way on to the policy's target: by CONNECT, or by a POST whose body and answer
 * are the bytes of the two directions (Envoy's tunnelling of its TCP proxy). `done` once, never within this call, and in the time that a
 * connection may take. Returns how to give up, which closes the connection.
 */
export function openTunnel(
  socket: Socket,
  { protocol: method, host, port }: TunnelPolicy,
  speak: 'h2' | 'http/1.1',
  pool: PoolPolicy | undefined,
  done: (opened: Opened) => void,
): () => void {
  let over = false;
  const settle = (opened: Opened) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    done(opened);
  };
  const fail = (reason: UpstreamFailure['reason'], transport?: string) =>
    settle({ is: 'failed', failure: transport === undefined ? { reason } : { reason, transport } });
  const timer = setTimeout(() => fail('connection timeout'), pool?.connectTimeoutMs ?? connectTimeoutMs);
  timer.unref();
  socket.once('close', () => fail('remote connection failure'));
  const target = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const answer: Answer = {
    open: (bytes) => settle({ is: 'open', bytes }),
    refused: (status) => fail('remote connection failure', `the tunnel to ${target} was refused with ${status}`),
    broken: () => fail('remote connection failure'),
  };
  // Loaded by the first tunnel that needs it.
  if (speak === 'h2')
    import('node:http2').then((http2) => {
      if (!over) overHttp2(http2, socket, method, target, answer);
    }, answer.broken);
  else if (method === 'CONNECT') byConnect(socket, target, answer);
  else byPost(socket, target, answer);
  return () => {
    over = true;
    clearTimeout(timer);
    socket.destroy();
  };
}

const isGood = (status: number): boolean => status >= 200 && status <= 299;

function byConnect(socket: Socket, target: string, { open, refused, broken }: Answer): void {
  const asked = sendRequest({
    method: 'CONNECT',
    path: target,
    headers: ['host', target],
    createConnection: () => socket,
  });
  asked.on('connect', ({ statusCode = 0 }, _, head: Buffer) => {
    if (!isGood(statusCode)) return refused(statusCode);
    if (head.length > 0) socket.unshift(head);
    open({ from: socket, to: socket });
  });
  asked.on('error', broken);
  asked.end();
}

function byPost(socket: Socket, target: string, { open, refused, broken }: Answer): void {
  const asked = sendRequest({
    method: 'POST',
    path: '/',
    headers: ['host', target, 'transfer-encoding', 'chunked'],
    createConnection: () => socket,
  });
  asked.on('response', (answer) => {
    const { statusCode = 0 } = answer;
    if (isGood(statusCode)) open({ from: answer, to: asked });
    else refused(statusCode);
  });
  asked.on('error', broken);
  asked.flushHeaders();
}

function overHttp2(
  http2: typeof import('node:http2'),
  socket: Socket,
  method: 'CONNECT' | 'POST',
  target: string,
  { open, refused, broken }: Answer,
): void {
  const session = http2.connect('http://proxy', { createConnection: () => socket });
  session.on('error', broken);
  const stream = session.request(
    method === 'CONNECT'
      ? { ':method': 'CONNECT', ':authority': target }
      : { ':method': 'POST', ':scheme': 'http', ':authority': target, ':path': '/' },
    { endStream: false },
  );
  stream.on('response', (headers) => {
    const status = headers[':status'] ?? 0;
    if (isGood(status)) open({ from: stream, to: stream });
    else refused(status);
  });
  stream.on('error', broken);
  // The connection has this one stream.
  stream.on('close', () => session.close());
}
