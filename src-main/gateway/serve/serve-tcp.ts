import type { Socket } from 'node:net';
import { pickDestination } from '#core/action/forward.ts';
import { clusterOf } from '#core/route/decide.ts';
import type { Cluster, Origin, TcpRoute } from '#core/route/table.ts';
import { type Life, raise } from '../record.ts';
import { NameNotFound } from '../upstream/asked-hosts.ts';
import { xxHash64 } from '../upstream/balance/xx-hash.ts';
import type { Connected } from '../upstream/connect.ts';
import type { Host } from '../upstream/host.ts';
import type { UpstreamFailure } from '../upstream/upstream.ts';
import type { Connection } from './message.ts';
import { relay } from './relay.ts';
import { type Generation, proxyOf, type ServeWorld } from './turn.ts';

/** A connection of a client that carries no HTTP, and the record that is made of it. */
export function beginConnection(
  world: ServeWorld,
  generation: Generation,
  listener: string,
  connection: Connection,
): Life {
  const life = world.recorder.begin(generation.number, connection);
  life.listener = listener;
  const proxy = proxyOf(generation, listener);
  if (proxy !== undefined) life.proxy = proxy;
  // None of what an HTTP request would have is there; the access log prints `-` (reference 8.5).
  life.protocol = '-';
  return life;
}

/** Why a connection gets no further, as the access log says it. */
export type Refusal = { readonly flag?: string; readonly details?: string; readonly termination?: string };

/** Writes the line of a connection that gets no further, and closes it. */
export function refuseConnection(world: ServeWorld, life: Life, socket: Socket, why: Refusal): void {
  for (const flag of why.flag?.split(',') ?? []) raise(life, flag);
  if (why.details) life.details = why.details;
  // Spaces would be read as the next field.
  if (why.termination) life.terminationDetails = why.termination.replaceAll(' ', '_');
  world.recorder.finish(life);
  socket.destroy();
}

/**
 * Joins a client's connection to one destination of the route (reference 6.5): bytes as they come, each side held back by the other.
 * When both have ended, one has broken or a limit of time is up, the line of the connection is written. Owns both sockets.
 */
export function serveTcp(world: ServeWorld, generation: Generation, route: TcpRoute, client: Socket, life: Life): void {
  client.on('error', () => client.destroy());
  life.route = { id: routeId(route.origin), name: '', origin: route.origin };
  const refuse = (why: Refusal) => refuseConnection(world, life, client, why);
  const destination = pickDestination(route, world.dice);
  if (destination === undefined) return refuse({ flag: 'UH' });
  const cluster = clusterOf(generation.loaded.table, destination);
  if (cluster === undefined) return refuse({ flag: 'NC', details: 'cluster_not_found' });
  life.upstream = { cluster: cluster.name, path: '', authority: '', attempts: 0 };
  // Bytes carry no marks: what leads a gateway's connection back to the same listener would do so for ever.
  if (cluster.endpoints.some((endpoint) => endpoint.at === 'listener' && endpoint.listener === life.listener))
    return refuse({ flag: 'UH', details: 'mesh_circle' });
  const { original, sni } = life.connection;
  const byAddress = destination.hash?.on === 'source-ip' && cluster.policy?.balance?.by === 'hash';
  const picked = world.upstreams.pick(cluster, {
    ...(byAddress ? { hash: xxHash64(life.connection.remoteAddress) } : {}),
    ...(original === undefined ? {} : { original }),
    ...(sni === undefined ? {} : { authority: sni }),
  });
  const go = (host: Host | undefined) =>
    host ? connect(world, cluster, host, client, life) : refuse({ flag: 'UH', details: 'no_healthy_upstream' });
  if (!picked || !('then' in picked)) return go(picked);
  picked.then(go, (error: unknown) =>
    refuse(error instanceof NameNotFound ? { flag: 'DF', details: 'dns_resolution_failure' } : { flag: 'UF,URX' }),
  );
}

/** `VirtualService default/shop tcp[0]`. */
const routeId = ({ kind, namespace, name, path }: Origin): string =>
  `${kind} ${namespace}/${name} ${path.replace(/^spec\./, '')}`;

function connect(world: ServeWorld, { policy }: Cluster, host: Host, client: Socket, life: Life): void {
  const { upstream } = life;
  if (client.destroyed || !upstream) return refuseConnection(world, life, client, {});
  upstream.host = host.key;
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    clearTimeout(lasting);
    world.recorder.finish(life);
  };
  const gone = () => {
    giveUp();
    finish();
  };
  // From the connection's beginning to its end, whatever happens on it.
  let expired = () => {
    giveUp();
    client.destroy();
  };
  const lasting = later(policy?.pool?.maxConnectionDurationMs, () => {
    raise(life, 'DT');
    life.details = 'max_connection_duration_reached';
    expired();
    finish();
  });
  const { sni, remote, local } = life.connection;
  const want = { client: { remote, local }, ...(sni === undefined || sni === '' ? {} : { serverName: sni }) };
  const giveUp = world.upstreams.connect(host, want, (connected: Connected) => {
    client.off('close', gone);
    if (connected.is === 'failed') {
      fail(life, connected.failure);
      client.destroy();
      return finish();
    }
    upstream.attempts = 1;
    upstream.localAddress = connected.local;
    expired = relay(client, connected, {
      idleMs: policy?.pool?.tcpIdleTimeoutMs ?? idleMs,
      received: (bytes) => {
        life.bytesReceived += bytes;
      },
      sent: (bytes) => {
        life.bytesSent += bytes;
      },
      idle: () => {
        life.details = 'tcp_session_idle_timeout';
      },
      over: finish,
    });
  });
  client.once('close', gone);
}

/** Reference 6.5 and 8.6: one attempt is what Envoy makes for a connection, so the limit of attempts is used up with it. */
function fail(life: Life, { reason, transport }: UpstreamFailure): void {
  if (reason === 'overflow') return raise(life, 'UO');
  raise(life, 'UF');
  raise(life, 'URX');
  if (!life.upstream) return;
  life.upstream.attempts = 1;
  life.upstream.transportFailure = transport ?? reason;
}

/** Reference 1.4. */
const idleMs = 3_600_000;
/** Node's timers hold 31 bits; a longer limit is as good as none. */
const longest = 0x7fffffff;

const later = (ms: number | undefined, then: () => void): NodeJS.Timeout | undefined => {
  if (ms === undefined || ms <= 0 || ms > longest) return undefined;
  const timer = setTimeout(then, ms);
  timer.unref();
  return timer;
};
