import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Nothing either way for so long, and a tunnel ends; TCP's own probes find dead peers earlier. */
const idleMs = 60 * 60_000;

/** Bytes both ways, each at the pace of its reader; an end is passed on by itself, a fault ends both. */
export const pipeBoth = (one: Duplex, other: Socket): void => {
  const end = (): void => {
    one.destroy();
    other.destroy();
  };
  for (const socket of [one, other]) {
    socket.once('error', end);
    socket.once('close', () => {
      // A whole close without an end before it is a fault; with one, the other side may still be told something.
      if (!socket.readableEnded) end();
    });
    if ('setTimeout' in socket) {
      (socket as Socket).setTimeout(idleMs, end);
      (socket as Socket).setKeepAlive(true, 60_000);
      (socket as Socket).setNoDelay(true);
    }
  }
  one.pipe(other);
  other.pipe(one);
};
