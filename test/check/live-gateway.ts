import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Secrets } from '#core/resource/kubernetes/secret.ts';
import type { Listener, Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { createGateway } from '../../src-main/gateway/gateway.ts';
import { createSamples } from '../../src-main/gateway/sample/samples.ts';
import { unusedPort } from './echo-service.ts';
import { type RawAnswer, type RawRequest, sendRaw, sendTcp, tcpGreeting } from './raw-client.ts';

type Chance = { readonly peer?: string; readonly roll?: number };
type Played = { readonly answer: RawAnswer; readonly exchange?: Exchange };

/** A gateway on loopback ports chosen by the system, and a client that speaks to it byte by byte. */
export type LiveGateway = {
  /**
   * Sends one request to a listener of the table; `undefined` stands for a port on which nothing listens.
   * `peer` is the client's address as the gateway shall see it; `roll` what the dice shows.
   */
  readonly send: (
    listener: string | undefined,
    request: Omit<RawRequest, 'address' | 'port'>,
    chance?: Chance,
  ) => Promise<Played>;
  /** Opens a connection without HTTP and says a word on it. */
  readonly sendTcp: (listener: string | undefined, tls?: RawRequest['tls'], chance?: Chance) => Promise<Played>;
  /** Sends a request in absolute form to the forward proxy, as a workload of the mesh does. */
  readonly sendMesh: (request: Omit<RawRequest, 'address' | 'port'>, chance?: Chance) => Promise<Played>;
  /** Opens a tunnel (`host:port`) through that proxy and begins TLS in it, or says a word; it ends when something comes back. */
  readonly openTunnel: (target: string, sni: string | undefined, chance?: Chance) => Promise<Played>;
  readonly close: () => Promise<void>;
};

/** Opens a gateway for `table`. One request at a time: the gateway's record of it is told apart by its order only. */
export async function openGateway(table: Table, secrets: Secrets = {}): Promise<LiveGateway> {
  const exchanges: Exchange[] = [];
  let waiting: (() => void) | undefined;
  let roll: number | undefined;
  let peer: string | undefined;
  const dice = () => roll ?? Math.random();
  const samples = createSamples({ clock: Date.now, dice: Math.random });
  const gateway = createGateway({
    clock: Date.now,
    dice,
    log: () => {},
    samples,
    // Workloads of the mesh are of this machine, and its proxy hears nobody else.
    peerOf: ({ localPort }) =>
      peer === undefined || localPort === gateway.state().mesh?.bound ? undefined : { address: peer, port: 40_000 },
  });
  gateway.onExchange((exchange) => {
    exchanges.push(exchange);
    waiting?.();
  });
  // Between finding a port and opening it, another test may have taken it.
  for (let attempt = 0; attempt < 3; attempt++) {
    const { listeners } = await gateway.apply(await onUnusedPorts(table), secrets);
    if (listeners.every((l) => l.failure === undefined)) break;
  }

  /** `proxy`: of a request that takes several hops, the record of this proxy; any if not said. */
  const nextExchange = (proxy: 'mesh' | undefined) =>
    new Promise<Exchange | undefined>((resolve) => {
      const found = () => exchanges.find((exchange) => proxy === undefined || exchange.proxy === proxy);
      const take = () => {
        clearTimeout(timer);
        waiting = undefined;
        resolve(found());
      };
      // The record is complete a moment after the client has its last byte.
      const timer = setTimeout(take, 2000);
      waiting = () => found() && take();
      waiting();
    });

  type At = { readonly address: string; readonly port: number };
  const play = async (
    chance: Chance,
    at: At,
    speak: (at: At) => Promise<RawAnswer>,
    proxy?: 'mesh',
  ): Promise<Played> => {
    ({ roll, peer } = { roll: undefined, peer: undefined, ...chance });
    exchanges.length = 0;
    const answer = await speak(at);
    const exchange = answer.is === 'refused' ? undefined : await nextExchange(proxy);
    return { answer, ...(exchange ? { exchange } : {}) };
  };
  const placeOf = async (listener: string | undefined): Promise<At> => {
    const open = gateway.state().listeners.find((l) => l.listener === listener && l.bound !== undefined);
    return { address: open?.addresses[0] ?? '127.0.0.1', port: open?.bound ?? (await unusedPort()) };
  };

  return {
    send: async (listener, request, chance = {}) =>
      play(chance, await placeOf(listener), (at) => sendRaw({ ...request, ...at })),
    sendTcp: async (listener, tls, chance = {}) =>
      play(chance, await placeOf(listener), (at) => sendTcp(tls ? { ...at, tls } : at)),
    sendMesh: async (request, chance = {}) => {
      const { mesh } = gateway.state();
      const at = { address: mesh?.address ?? '127.0.0.1', port: mesh?.bound ?? (await unusedPort()) };
      return play(chance, at, (to) => sendRaw({ ...request, ...to }), 'mesh');
    },
    openTunnel: async (target, sni, chance = {}) => {
      const { mesh } = gateway.state();
      const at = { address: mesh?.address ?? '127.0.0.1', port: mesh?.bound ?? (await unusedPort()) };
      return play(chance, at, (to) => openTunnel(to, target, sni), 'mesh');
    },
    close: async () => {
      await gateway.close(100);
      await samples.close();
    },
  };
}

/** The same table, but on IPv4 loopback alone and on ports that nobody uses, so that test runs side by side do not meet. */
async function onUnusedPorts(table: Table): Promise<Table> {
  const declared = [...new Set(table.listeners.flatMap((l: Listener) => [l.port, ...l.declaredPorts]))];
  const ports = Object.fromEntries(
    await Promise.all(declared.map(async (port) => [String(port), await unusedPort()] as const)),
  );
  return { ...table, settings: { ...table.settings, addresses: ['127.0.0.1'], ports } };
}

/** Says CONNECT and a ClientHello (or a word that is neither TLS nor HTTP), and leaves when the other side answers it or hangs up. */
function openTunnel(
  { address, port }: { address: string; port: number },
  target: string,
  sni: string | undefined,
): Promise<RawAnswer> {
  const started = performance.now();
  return new Promise((resolve) => {
    const over = (is: 'refused' | 'closed') => {
      socket.destroy();
      resolve({ is, elapsedMs: Math.round(performance.now() - started) });
    };
    const socket = connect({ host: address, port }, () =>
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`),
    );
    socket.once('error', () => over('refused'));
    socket.once('data', () => {
      if (sni === undefined) {
        for (const event of ['data', 'close']) socket.once(event, () => over('closed'));
        return void socket.write(tcpGreeting);
      }
      const tls = connectTls({ socket, servername: sni, rejectUnauthorized: false });
      for (const event of ['secureConnect', 'error', 'close']) tls.once(event, () => over('closed'));
    });
  });
}
