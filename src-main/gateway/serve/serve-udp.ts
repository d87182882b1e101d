import { createSocket, type Socket, type SocketOptions } from 'node:dgram';
import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { pickDestination } from '#core/action/forward.ts';
import { clusterOf } from '#core/route/decide.ts';
import { sayDenied } from '#core/route/network-policy.ts';
import type { Table, TcpDestination, TcpRoute } from '#core/route/table.ts';
import type { Datagram } from '../listener/udp.ts';
import { type Life, raise } from '../record.ts';
import { xxHash64 } from '../upstream/balance/xx-hash.ts';
import { begin, end } from '../upstream/circuit.ts';
import { type Host, hostText } from '../upstream/host.ts';
import { lookupFunction } from '../upstream/lookup-turns.ts';
import { beginConnection } from './serve-tcp.ts';
import type { Generation, ServeWorld } from './turn.ts';

/** The clients of one listener for datagrams. */
export type Flows = {
  readonly take: (datagram: Datagram) => void;
  /** Ends every flow, with its line. */
  readonly close: () => void;
};

export type FlowOptions = {
  /** What answers now; a flow goes on under another generation as long as its route leads to the same. */
  readonly current: () => { readonly generation: Generation; readonly listener: string } | undefined;
  /** Of a client that sends nothing and gets nothing; absent: a minute, as Envoy has it. */
  readonly idleMs?: number | undefined;
  /** Clients at a time; absent: 1024. The datagrams of others are dropped. */
  readonly most?: number | undefined;
};

type Flow = {
  generation: Generation;
  /** What the flow was begun with, to be compared under another generation. */
  readonly route: string;
  readonly send: (bytes: Uint8Array) => void;
  readonly finish: () => void;
};

const usualIdleMs = 60_000;
const usualMost = 1024;
/** Datagrams that wait for the address of their service. */
const mostWaiting = 64;

/**
 * Carries datagrams (reference 2.9): what comes from one address and port of a client is a flow, goes to one destination by weight and
 * one of its endpoints from one port of its own, and what comes back to that port is the client's. One line for each flow, when it ends.
 */
export function createFlows(
  world: ServeWorld,
  { current, idleMs = usualIdleMs, most = usualMost }: FlowOptions,
): Flows {
  const flows = new Map<string, Flow>();
  let full = false;
  return {
    take: (datagram) => {
      const { from, at, bytes } = datagram;
      const now = current();
      if (now === undefined) return;
      const key = `${from.address} ${from.port} ${at.address}`;
      let flow = flows.get(key);
      if (flow && flow.generation !== now.generation) {
        if (flow.route === describe(now.generation, now.listener)) flow.generation = now.generation;
        else {
          flow.finish();
          flow = undefined;
        }
      }
      if (flow === undefined) {
        if (flows.size >= most) {
          if (!full)
            world.log('warn', `more than ${most} clients send datagrams at a time; those of others are dropped`);
          full = true;
          return;
        }
        full = false;
        flow = openFlow(world, now, datagram, idleMs, () => flows.delete(key));
        flows.set(key, flow);
      }
      flow.send(bytes);
    },
    close: () => {
      for (const flow of [...flows.values()]) flow.finish();
    },
  };
}

const routeOf = ({ loaded }: Generation, listener: string): TcpRoute | undefined =>
  loaded.listeners.get(listener)?.listener.chains.find(({ udp }) => udp !== undefined)?.udp;

/** Where a listener leads, as text; the places of documents do not count. */
function describe(generation: Generation, listener: string): string {
  const { table } = generation.loaded;
  const destinations = routeOf(generation, listener)?.destinations ?? [];
  return JSON.stringify(destinations.map((one) => [one.cluster, one.weight, table.clusters[one.cluster]?.endpoints]));
}

function openFlow(
  world: ServeWorld,
  { generation, listener }: { readonly generation: Generation; readonly listener: string },
  { from, at, answer }: Datagram,
  idleMs: number,
  gone: () => void,
): Flow {
  const connection = { remote: hostText(from), remoteAddress: from.address, local: hostText(at), tls: false };
  const life = beginConnection(world, generation, listener, connection);
  let over = false;
  /** It leads nowhere, and its line is written. */
  let failed = false;
  let socket: Socket | undefined;
  let host: Host | undefined;
  let ready = false;
  const waiting: Uint8Array[] = [];
  const finish = () => {
    if (over) return;
    over = true;
    clearTimeout(silence);
    if (host) end(host);
    socket?.close();
    gone();
    if (!failed) world.recorder.finish(life);
  };
  const silence = setTimeout(() => {
    if (!failed) life.details = 'udp_session_idle_timeout';
    finish();
  }, idleMs);
  silence.unref();
  // It stays until its time is up, so that a client that goes on sending makes one line and not one for each datagram.
  const fail = (flag: string, details: string) => {
    if (over || failed) return;
    failed = true;
    raise(life, flag);
    life.details = details;
    waiting.length = 0;
    world.recorder.finish(life);
  };
  const send = (bytes: Uint8Array) => {
    silence.refresh();
    if (failed) return;
    life.bytesReceived += bytes.length;
    if (ready) socket?.send(bytes);
    else if (waiting.length < mostWaiting) waiting.push(bytes);
  };
  const connect = (picked: Host | undefined) => {
    if (over) return;
    if (picked === undefined) return fail('UH', 'no_healthy_upstream');
    const { refusal } = picked.cluster;
    const refused = (address: string): boolean => {
      const why = refusal && isIP(address) !== 0 ? refusal(picked, address) : undefined;
      if (why === undefined) return false;
      if (life.upstream) life.upstream.transportFailure = why;
      fail('UF', 'network_policy');
      return true;
    };
    if (life.upstream) life.upstream.host = picked.key;
    if (refused(picked.address)) return;
    host = picked;
    begin(host);
    const find = host.cluster.lookup && lookupFunction(host.cluster.lookup, () => !over);
    const type = isIPv6(host.address) ? 'udp6' : 'udp4';
    socket = createSocket(find ? { type, lookup: oneOf(find) } : { type });
    socket.on('message', (bytes) => {
      silence.refresh();
      life.bytesSent += bytes.length;
      answer(bytes);
    });
    socket.on('error', (error) => {
      if (over) return;
      if (life.upstream) life.upstream.transportFailure = error.message;
      raise(life, 'UF');
      // The next datagram looks for an endpoint anew.
      finish();
    });
    socket.connect(host.port, host.address, () => {
      if (over || !socket) return;
      // A name is an address now.
      if (refusal && refused(socket.remoteAddress().address)) return;
      ready = true;
      if (life.upstream) life.upstream.localAddress = hostText(socket.address());
      for (const bytes of waiting.splice(0)) socket.send(bytes);
    });
  };
  begun(world, generation, listener, life, connect, fail);
  return { generation, route: describe(generation, listener), send, finish };
}

/** Chooses where a flow goes; tells one of the two. */
function begun(
  world: ServeWorld,
  generation: Generation,
  listener: string,
  life: Life,
  connect: (host: Host | undefined) => void,
  fail: (flag: string, details: string) => void,
): void {
  const { table } = generation.loaded;
  const { remoteAddress: address } = life.connection;
  const port = generation.loaded.listeners.get(listener)?.listener.port ?? 0;
  const denied = generation.loaded.mayEnter?.({ address, port, protocol: 'UDP' });
  if (denied) {
    life.terminationDetails = sayDenied(denied, 'from', life.connection.remote).replaceAll(' ', '_');
    return fail('-', '');
  }
  const route = routeOf(generation, listener);
  if (route) life.route = { id: idOf(route), name: '', origin: route.origin };
  const destination = route && pickDestination(route, world.dice);
  if (destination === undefined) return fail('NR', 'route_not_found');
  const cluster = clusterOf(table, destination);
  if (cluster === undefined) return fail('NC', 'cluster_not_found');
  life.upstream = { cluster: cluster.name, path: '', authority: '', attempts: 1 };
  const picked = world.upstreams.pick(cluster, hashOf(table, destination, life));
  if (!picked || !('then' in picked)) return connect(picked);
  picked.then(connect, () => fail('UF', 'dns_resolution_failure'));
}

const hashOf = ({ clusters }: Table, { cluster, hash }: TcpDestination, life: Life) =>
  hash?.on === 'source-ip' && clusters[cluster]?.policy?.balance?.by === 'hash'
    ? { hash: xxHash64(life.connection.remoteAddress) }
    : {};

const idOf = ({ origin: { kind, namespace, name, path } }: TcpRoute): string =>
  `${kind} ${namespace}/${name} ${path.replace(/^spec\./, '')}`;

/** Sockets for datagrams ask for one address. */
const oneOf =
  (find: LookupFunction): NonNullable<SocketOptions['lookup']> =>
  (name, options, done) =>
    find(name, options, (error, address, family) => done(error, String(address), family ?? 0));
