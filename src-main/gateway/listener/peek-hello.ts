import type { Socket } from 'node:net';
import { type HelloRead, readClientHello } from './client-hello.ts';

/** What the first bytes of a connection were; `ended`: it closed, or said nothing more, before they told. */
export type Peeked =
  | Exclude<HelloRead, { is: 'more' }>
  | { readonly is: 'ended'; readonly reason: 'closed' | 'timeout'; readonly bytes: number };

/** Reference 2.5: Envoy's default for listener filters. */
const peekMs = 15_000;

/**
 * Looks at the first bytes of a connection until they tell what it is, and puts them back. `done` is called once; the connection is
 * then as if nobody had read from it. Nothing is answered and nothing closed here.
 */
export function peekHello(socket: Socket, done: (peeked: Peeked) => void, timeoutMs = peekMs): void {
  let seen: Buffer = Buffer.alloc(0);
  const finish = (peeked: Peeked) => {
    clearTimeout(timer);
    socket.off('readable', read);
    socket.off('end', ended);
    socket.off('close', ended);
    if (seen.length > 0 && peeked.is !== 'ended' && !socket.destroyed) socket.unshift(seen);
    done(peeked);
  };
  const ended = () => finish({ is: 'ended', reason: 'closed', bytes: seen.length });
  const read = () => {
    for (;;) {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const found = readClientHello(seen);
      if (found.is !== 'more') return finish(found);
    }
  };
  const timer = setTimeout(() => finish({ is: 'ended', reason: 'timeout', bytes: seen.length }), timeoutMs);
  socket.on('readable', read);
  socket.on('end', ended);
  socket.on('close', ended);
}
