import type { Socket } from 'node:net';
import { readClientHello } from '../listener/client-hello.ts';
import { protocolOf } from '../listener/preface.ts';

/** What a client of a tunnel says first. `silent`: nothing yet, as clients do whose server speaks first. */
export type First =
  | { readonly is: 'tls'; readonly serverName: string }
  | { readonly is: 'http' }
  | { readonly is: 'other' }
  | { readonly is: 'silent' }
  | { readonly is: 'ended'; readonly bytes: number };

/**
 * Looks at the first bytes of a connection until they tell what is spoken, and puts them back, as Envoy's TLS and HTTP inspectors do.
 * `done` is called once, at the latest after `waitMs`; what could still become TLS or HTTP by then is taken for what it looks like.
 */
export function peekFirst(socket: Socket, waitMs: number, done: (first: First) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const finish = (first: First) => {
    clearTimeout(timer);
    socket.off('readable', read);
    socket.off('end', ended);
    socket.off('close', ended);
    if (seen.length > 0 && first.is !== 'ended' && !socket.destroyed) socket.unshift(seen);
    done(first);
  };
  const ended = () => finish({ is: 'ended', bytes: seen.length });
  const read = () => {
    for (;;) {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const first = firstOf(seen);
      if (first !== 'more') return finish(first);
    }
  };
  const timer = setTimeout(() => {
    if (seen.length === 0) return finish({ is: 'silent' });
    finish(looksLikeRequest(seen.toString('latin1')) === 'no' ? { is: 'other' } : { is: 'http' });
  }, waitMs);
  socket.on('readable', read);
  socket.on('end', ended);
  socket.on('close', ended);
}

/** A hello that is broken is still passed on: its server may say so itself. */
function firstOf(bytes: Buffer): First | 'more' {
  const hello = readClientHello(bytes);
  if (hello.is === 'hello') return { is: 'tls', serverName: hello.hello.serverName };
  if (hello.is === 'malformed') return { is: 'other' };
  if (hello.is === 'more') return 'more';
  const http2 = protocolOf(bytes);
  if (http2 === 'http2') return { is: 'http' };
  const request = looksLikeRequest(bytes.toString('latin1', 0, lineLimit));
  if (request === 'yes') return { is: 'http' };
  return request === 'no' && http2 === 'http1' ? { is: 'other' } : 'more';
}

/** Longer request lines are judged by their beginning. */
const lineLimit = 64 * 1024;

/** A whole request line (RFC 9112 section 3), its beginning, or something else. */
function looksLikeRequest(text: string): 'yes' | 'no' | 'more' {
  const end = text.indexOf('\n');
  if (end !== -1) return /^[A-Z][A-Z-]{0,31} [^ ]+ HTTP\/\d\.\d\r?$/.test(text.slice(0, end)) ? 'yes' : 'no';
  if (text.length >= lineLimit) return 'yes';
  return /^[A-Z][A-Z-]{0,31}(?: [\x21-\xff]*(?: [HTP/\d.]{0,8}\r?)?)?$/.test(text) ? 'more' : 'no';
}
