import type { Socket } from 'node:net';
import type { Connection } from '../serve/message.ts';

/** Where a client is as the gateway is to see it; absent answers mean the real one. */
export type PeerOf = (socket: Socket) => { readonly address: string; readonly port: number } | undefined;

/** A connection in words: its ends as `ip:port`, and what its TLS handshake said where there was one. */
export function describeConnection(
  socket: Socket,
  peerOf: PeerOf | undefined,
  tls?: { readonly sni: string; readonly forwardedClientCert?: string },
): Connection {
  const peer = peerOf?.(socket);
  const remoteAddress = peer?.address ?? plain(socket.remoteAddress);
  const ends = {
    remote: join(remoteAddress, peer?.port ?? socket.remotePort ?? 0),
    remoteAddress,
    local: join(plain(socket.localAddress), socket.localPort ?? 0),
  };
  return tls === undefined ? { ...ends, tls: false } : { ...ends, tls: true, ...tls };
}

/** An IPv4 client of a dual-stack socket is an IPv4 client. */
const plain = (address: string | undefined): string => (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');

const join = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
