import { connect, type Socket } from 'node:net';
import { pickDestination } from '#core/action/forward.ts';
import { clusterOf } from '#core/route/decide.ts';
import type { TcpRoute } from '#core/route/table.ts';
import { type Life, raise } from '../record.ts';
import { type Host, hostText } from '../upstream/host.ts';
import { connectTimeoutMs, failureOf } from '../upstream/upstream.ts';
import type { Connection } from './message.ts';
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
 * Joins a client's connection to one destination of the route, bytes as they come, each side held back by the other. Either side may
 * end its half; when both have ended, or one has broken, the line of the connection is written. Owns both sockets.
 */
export function serveTcp(world: ServeWorld, generation: Generation, route: TcpRoute, client: Socket, life: Life): void {
  client.on('error', () => client.destroy());
  const destination = pickDestination(route, world.dice);
  if (destination === undefined) return refuseConnection(world, life, client, { flag: 'UH' });
  const cluster = clusterOf(generation.loaded.table, destination);
  if (cluster === undefined) return refuseConnection(world, life, client, { flag: 'NC', details: 'cluster_not_found' });
  life.upstream = { cluster: cluster.name, path: '', authority: '', attempts: 0 };
  // Bytes carry no marks: what leads a gateway's connection back to the same listener would do so for ever.
  if (cluster.endpoints.some((endpoint) => endpoint.at === 'listener' && endpoint.listener === life.listener))
    return refuseConnection(world, life, client, { flag: 'UH', details: 'mesh_circle' });
  const { original, sni } = life.connection;
  const picked = world.upstreams.pick(cluster, {
    ...(original === undefined ? {} : { original }),
    ...(sni === undefined ? {} : { authority: sni }),
  });
  const go = (host: Host | undefined) =>
    host
      ? dial(world, host, client, life)
      : refuseConnection(world, life, client, { flag: 'UH', details: 'no_healthy_upstream' });
  if (!(picked instanceof Promise)) return go(picked);
  picked.then(go, () => refuseConnection(world, life, client, { flag: 'UF,URX' }));
}

function dial(world: ServeWorld, to: Host, client: Socket, life: Life): void {
  const { upstream } = life;
  if (client.destroyed || !upstream) return refuseConnection(world, life, client, {});
  upstream.host = hostText(to);
  upstream.attempts = 1;
  const service = connect({ host: to.address, port: to.port, allowHalfOpen: true, noDelay: true });
  let connected = false;
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    client.destroy();
    service.destroy();
    world.recorder.finish(life);
  };
  const failed = (transport: string) => {
    if (over) return;
    // One attempt is what Envoy makes for a connection, so the limit is used up with it (reference 8.6).
    raise(life, 'UF');
    raise(life, 'URX');
    upstream.transportFailure = transport;
    finish();
  };
  const timer = setTimeout(() => failed('connection timeout'), connectTimeoutMs);
  service.on('connect', () => {
    connected = true;
    clearTimeout(timer);
    const local = service.localAddress ?? '';
    upstream.localAddress = `${local.includes(':') ? `[${local}]` : local}:${service.localPort}`;
    pump(client, service, (bytes) => {
      life.bytesReceived += bytes;
    });
    pump(service, client, (bytes) => {
      life.bytesSent += bytes;
    });
  });
  service.on('error', (error) => {
    if (!connected) failed(failureOf(error, true).transport ?? 'connection timeout');
    else finish();
  });
  service.on('close', () => {
    // What the service sent last is still on its way to the client.
    if (client.writableFinished || client.destroyed) finish();
    else client.on('finish', finish);
    client.end();
  });
  client.on('error', finish);
  client.on('close', () => {
    // A client that has heard everything and said everything leaves the service to its own end.
    if (connected && client.readableEnded && client.writableFinished && !service.destroyed) service.end();
    else finish();
  });
}

/** `pipe` that counts: a side that reads slowly holds the other one back. */
function pump(from: Socket, to: Socket, count: (bytes: number) => void): void {
  from.on('data', (chunk: Buffer) => {
    count(chunk.length);
    if (!to.writableEnded && !to.write(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.resume();
}
