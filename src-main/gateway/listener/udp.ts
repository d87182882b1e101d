import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type Bindable, type Bound, bind, type Wish } from './bind.ts';
import type { Opening } from './opening.ts';

/** A datagram of a client, and how answers get back to it. */
export type Datagram = {
  readonly bytes: Uint8Array;
  readonly from: Pick<RemoteInfo, 'address' | 'port'>;
  /** Our end. */
  readonly at: { readonly address: string; readonly port: number };
  /** What cannot be sent is lost, as datagrams are. */
  readonly answer: (bytes: Uint8Array) => void;
};

export type UdpOptions = {
  readonly take: (datagram: Datagram) => void;
  /** A listening socket broke later. */
  readonly failed: (error: Error) => void;
  /** Its port is closed: what belongs to its clients is to be let go. */
  readonly closed: () => void;
};

export type UdpOpened =
  | { readonly is: 'open'; readonly opening: Opening }
  | Extract<Bound<UdpSocket>, { is: 'failed' }>;

type UdpSocket = Bindable & { readonly socket: Socket };

/** Opens a port for datagrams on every address, with the same choice of another port as one of TCP has. */
export async function openUdp(wish: Wish, { take, failed, closed }: UdpOptions): Promise<UdpOpened> {
  const bound = await bind({ ...wish, datagrams: true }, createUdpSocket);
  if (bound.is === 'failed') return bound;
  const { port, addresses, moved, refused, servers } = bound;
  let over = false;
  for (const [index, { socket }] of servers.entries()) {
    const at = { address: addresses[index] ?? '', port };
    socket.on('error', failed);
    socket.on('message', (bytes, { address, port: from }) => {
      const answer = (reply: Uint8Array) => {
        if (!over) socket.send(reply, from, address, ignore);
      };
      take({ bytes, from: { address, port: from }, at, answer });
    });
  }
  const opening: Opening = {
    port,
    addresses,
    isOpen: () => !over,
    // There is nothing in a datagram that could be waited for.
    close: async () => {
      if (over) return;
      over = true;
      closed();
      await Promise.all(servers.map((one) => new Promise<void>((resolve) => void one.close(resolve))));
    },
  };
  return { is: 'open', opening: { ...opening, ...(moved !== undefined && { moved }), ...(refused && { refused }) } };
}

function createUdpSocket(host: string): UdpSocket {
  const isSix = host.includes(':');
  const socket = createSocket({ type: isSix ? 'udp6' : 'udp4', ipv6Only: isSix });
  return {
    socket,
    once: (event, heard) => socket.once(event, heard),
    off: (event, heard) => socket.off(event, heard),
    address: () => socket.address(),
    // A socket that could not be bound is as good as closed.
    close: (done) => {
      try {
        socket.close(done);
      } catch {
        done();
      }
    },
    listen: ({ port, host: address, exclusive }, listening) => socket.bind({ port, address, exclusive }, listening),
  };
}

const ignore = (): void => {};
