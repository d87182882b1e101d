import type { Socket } from 'node:net';
import { findHost } from '#core/route/host-index.ts';
import type { LoadedListener } from '#core/route/load.ts';
import type { TcpRoute } from '#core/route/table.ts';
import type { Connection } from '../serve/message.ts';
import { beginConnection, refuseConnection, serveTcp } from '../serve/serve-tcp.ts';
import type { Generation, ServeWorld } from '../serve/turn.ts';
import type { Address } from '../upstream/host.ts';
import { peekFirst } from './peek-first.ts';

/** How long a tunnel waits for its client to speak before it is taken for one whose server speaks first. */
export const speakMs = 1_000;

/**
 * Gives a tunnel to the chain of a mesh listener that it belongs to (reference 7.2): TLS by server name, HTTP to its routes, everything
 * else to the chain for bytes, and to where TLS of unknown names goes if there is no such chain. Where nothing but HTTP is known on the
 * port nobody looks, as on Envoy's listeners of declared protocol.
 */
export function acceptTunnel(
  world: ServeWorld,
  generation: Generation,
  on: LoadedListener,
  socket: Socket,
  connection: Connection,
  serveHttp: () => void,
  waitMs = speakMs,
): void {
  // Until somebody else answers for it.
  socket.on('error', () => {});
  const { listener, plain, tls } = on;
  const begin = (of: Connection) => beginConnection(world, generation, listener.id, of);
  const join = (route: TcpRoute | undefined, of: Connection) =>
    route
      ? serveTcp(world, generation, route, socket, begin(of))
      : refuseConnection(world, begin(of), socket, { flag: 'NR', details: 'filter_chain_not_found' });
  const named = byName(on, connection.original);
  // A service of TCP is known by the name that was asked for, so nobody need wait for its client to speak.
  if (named) return join(named, connection);
  const speaksHttp = plain?.chain.routeConfig !== undefined;
  if (listener.chains.length === 1) {
    if (speaksHttp) return serveHttp();
    if (plain?.chain.tcp) return join(plain.chain.tcp, connection);
  }
  const unknown = anyBytes(on) ?? anyBytes(othersOf(generation));
  const bytes = () => {
    const route = plain?.chain.tcp ?? unknown;
    // Nobody takes bytes here: the HTTP engine says what it does not understand.
    if (route === undefined && speaksHttp) return serveHttp();
    join(route, connection);
  };
  peekFirst(socket, waitMs, (first) => {
    switch (first.is) {
      case 'ended':
        // Who only knocks leaves no line, as with Envoy.
        if (first.bytes === 0) return void socket.destroy();
        return refuseConnection(world, begin(connection), socket, { flag: 'DC' });
      case 'tls': {
        const found = findHost(tls, first.serverName)?.chain.tcp ?? plain?.chain.tcp ?? unknown;
        return join(found, { ...connection, tls: true, sni: first.serverName });
      }
      case 'http':
        return speaksHttp ? serveHttp() : bytes();
      default:
        return bytes();
    }
  });
}

/** The chain of a TCP service that shares its port with others: it has names, but they are no server names. */
function byName({ tls }: LoadedListener, original: Address | undefined): TcpRoute | undefined {
  if (!original) return undefined;
  const { address } = original;
  const found = findHost(tls, address.includes(':') ? `[${address}]` : address)?.chain;
  return found?.tls === undefined ? found?.tcp : undefined;
}

/** Where bytes go of which nothing is known. */
const anyBytes = (on: LoadedListener | undefined): TcpRoute | undefined =>
  on?.tls.any?.chain.tcp ?? on?.plain?.chain.tcp;

const othersOf = ({ loaded }: Generation): LoadedListener | undefined =>
  loaded.table.mesh && loaded.listeners.get(loaded.table.mesh.others.id);
