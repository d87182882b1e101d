import type { Socket } from 'node:net';
import type { PeerOf } from './describe-connection.ts';

/** Whether the other end of a connection is this machine, by an address that leads nowhere else. */
export const isOfThisMachine = (socket: Socket, peerOf?: PeerOf): boolean =>
  isLoopback(peerOf?.(socket)?.address ?? socket.remoteAddress ?? '');

/** 127.0.0.0/8 and ::1, also as IPv6 writes IPv4 addresses. */
const isLoopback = (address: string): boolean =>
  /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address) || address === '::1';
