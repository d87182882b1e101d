import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { begin, end, mayConnect, overflow } from './circuit.ts';
import { dial, type Want } from './dial.ts';
import type { Host } from './host.ts';
import type { Note } from './outcome.ts';
import { openTunnel } from './tunnel.ts';
import type { UpstreamFailure } from './upstream.ts';

/** Both directions of a connection that carries bytes; the same socket where nothing lies between. */
export type Bytes = { readonly from: Readable; readonly to: Writable };

export type Connected =
  /** `close` with `reset` tells the other side that this is no orderly end. `local`: our end, as the access log prints it. */
  | {
      readonly is: 'connected';
      readonly bytes: Bytes;
      readonly local: string;
      readonly close: (how?: 'reset') => void;
      /** The connection is gone; `error` where it was broken. Told once, never within this call. */
      readonly onClose: (closed: (error: boolean) => void) => void;
    }
  | { readonly is: 'failed'; readonly failure: UpstreamFailure };

/**
 * One connection to a host for bytes that nobody looks into, through a tunnel where the policy asks for one. It counts as one request
 * under way until it is closed, and the limit of connections holds (reference 6.5). `done` is told once, never within this call; returns
 * how to give up.
 */
export function connect(
  host: Host,
  want: Omit<Want, 'alpn' | 'halfOpen'>,
  note: Note | undefined,
  done: (connected: Connected) => void,
): () => void {
  if (!mayConnect(host.cluster)) {
    let over = false;
    queueMicrotask(() => {
      if (!over) done({ is: 'failed', failure: overflow });
    });
    return () => {
      over = true;
    };
  }
  const { policy, protocol } = host.cluster.config;
  const tunnel = policy?.tunnel;
  const alpn = !tunnel ? undefined : protocol === 'http2' ? 'h2' : 'http/1.1';
  begin(host);
  let counted = true;
  const release = () => {
    if (counted) end(host);
    counted = false;
  };
  let cancel = dial(host, { ...want, alpn, halfOpen: true }, (dialled) => {
    if (dialled.is === 'failed') {
      release();
      note?.(host, { is: 'local', why: 'connect' });
      return done(dialled);
    }
    const { socket, local } = dialled;
    let broken = false;
    socket.on('error', () => {
      broken = true;
    });
    socket.once('close', release);
    note?.(host, { is: 'answer', status: 200 });
    const join = (bytes: Bytes) =>
      done({
        is: 'connected',
        bytes,
        local,
        close: (how) => void (how === 'reset' ? breakSocket(socket) : socket.destroy()),
        onClose: (closed) => void socket.once('close', () => closed(broken)),
      });
    if (!tunnel) return join({ from: socket, to: socket });
    cancel = openTunnel(socket, tunnel, protocol === 'http2' ? 'h2' : 'http/1.1', policy?.pool, (opened) => {
      if (opened.is === 'open') return join(opened.bytes);
      socket.destroy();
      done({ is: 'failed', failure: opened.failure });
    });
  });
  return () => {
    cancel();
    release();
  };
}

/** Closes a connection so that its other side sees a reset, where it is one of TCP; others just end. */
export function breakSocket(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    // TLS and sockets of the file system know no such thing.
    socket.destroy();
  }
}
