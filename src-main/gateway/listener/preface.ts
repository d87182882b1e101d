import type { Duplex } from 'node:stream';

/** RFC 9113 section 3.4: how a client that knows it already begins to speak HTTP/2. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** What a client's first bytes begin. `more`: they could become either. */
export function protocolOf(bytes: Uint8Array): 'http1' | 'http2' | 'more' {
  const length = Math.min(bytes.length, preface.length);
  if (preface.compare(bytes, 0, length, 0, length) !== 0) return 'http1';
  return bytes.length >= preface.length ? 'http2' : 'more';
}

/**
 * Looks at the first bytes of a connection and says once which protocol they are, with everything that was read so far. Nothing is
 * said about a connection that ends before.
 */
export function peek(socket: Duplex, found: (protocol: 'http1' | 'http2', read: Buffer) => void): void {
  let read: Buffer | undefined;
  const look = (bytes: Buffer) => {
    read = read ? Buffer.concat([read, bytes]) : bytes;
    const protocol = protocolOf(read);
    if (protocol === 'more') return;
    done();
    found(protocol, read);
  };
  // What ends in the middle of a preface is HTTP/1.1 that was cut short, and answered as such.
  const ended = () => {
    done();
    if (!read) return void socket.destroy();
    found('http1', read);
    // Whoever reads now has come too late to hear it.
    socket.emit('end');
  };
  const done = () => {
    socket.off('data', look);
    socket.off('end', ended);
    socket.off('error', failed);
  };
  const failed = () => socket.destroy();
  socket.on('data', look);
  socket.on('end', ended);
  socket.on('error', failed);
}
