import type { Socket } from 'node:net';
import type { Table } from '#core/route/table.ts';
import type { MeshState } from '#core/traffic/gateway-state.ts';
import type { PortSystem } from '../listener/bind.ts';
import type { PeerOf } from '../listener/describe-connection.ts';
import { describeConnection } from '../listener/describe-connection.ts';
import { createEngines } from '../listener/engines.ts';
import { isOfThisMachine } from '../listener/of-this-machine.ts';
import { idleMs, type Opening, open } from '../listener/opening.ts';
import type { Connection, Reply, Request } from '../serve/message.ts';
import { recordMalformed, serveHttp } from '../serve/serve-http.ts';
import type { Generation, ServeWorld } from '../serve/turn.ts';
import type { Address } from '../upstream/host.ts';
import { acceptTunnel } from './accept-tunnel.ts';
import { refuseRequest } from './refuse-request.ts';
import { absoluteTarget, connectTarget } from './target.ts';

export type MeshProxy = {
  /**
   * Opens the port where a table with a mesh has come to answer, keeps it over tables that have one, closes it behind them. Never
   * rejects; absent: the table has no mesh. To be called when the table answers, one call after another.
   */
  readonly follow: (table: Table) => Promise<MeshState | undefined>;
  readonly close: (graceMs: number) => Promise<void>;
};

export type MeshProxyOptions = {
  readonly world: ServeWorld;
  /** The generation that answers new requests. */
  readonly current: () => Generation | undefined;
  readonly peerOf: PeerOf | undefined;
  readonly system: PortSystem;
  /** The port stopped listening later. */
  readonly failed: (error: Error) => void;
  readonly drainMs: number;
  /** How long a tunnel waits for its client to speak first; a second if not said. */
  readonly speakMs?: number;
};

/** Nobody but this machine is a workload of it. */
const address = '127.0.0.1';

type Live = {
  readonly wished: number | undefined;
  readonly opening: Opening;
  readonly stop: () => void;
};

/**
 * The sidecar of every workload of this machine, as a forward proxy (RFC 9110 section 7.7): a client says with an absolute target or
 * with CONNECT where it is going, and its request meets the listener that a sidecar would have on that port (reference 7.2).
 */
export function createMeshProxy(options: MeshProxyOptions): MeshProxy {
  const { world, current, peerOf, system, failed, drainMs, speakMs } = options;
  let live: Live | undefined;
  /** Ports that accept nothing any more, until their last connection has ended. */
  const draining = new Set<Opening>();
  let lastPort = 0;
  /** The newest generation that has a mesh: requests that are still coming when it goes are answered by it. */
  let last: Generation | undefined;
  let ports: { readonly of: Table; readonly ids: ReadonlyMap<number, string> } | undefined;

  const generation = (): Generation | undefined => {
    const now = current();
    if (now?.loaded.table.mesh) last = now;
    return last;
  };
  /** The listener that a sidecar has on a port; the one of all others where it has none. */
  const listenerOf = ({ loaded: { table } }: Generation, port: number): string => {
    if (ports?.of !== table) ports = { of: table, ids: listenersByPort(table) };
    return ports.ids.get(port) ?? table.mesh?.others.id ?? '';
  };
  /** The same for requests: what is no HTTP there is unknown to HTTP. */
  const httpListenerOf = (now: Generation, port: number): string => {
    const id = listenerOf(now, port);
    const speaksHttp = now.loaded.listeners.get(id)?.plain?.chain.routeConfig !== undefined;
    return speaksHttp ? id : (now.loaded.table.mesh?.others.id ?? id);
  };
  const towards = (connection: Connection, original: Address): Connection => ({ ...connection, original });

  const openPort = async (wished: number | undefined) => {
    const self = { leaving: false };
    const leaving = () => self.leaving;
    const serve = (request: Request, reply: Reply) => {
      const now = generation();
      if (!now) return reply.abort();
      const refuse = (status: number, details: string, text: string, flag?: string) => {
        const why = { status, details, text, ...(flag === undefined ? {} : { flag }) };
        refuseRequest(world, now.number, now.loaded.table.mesh?.others.id ?? '', request, reply, why);
      };
      if (request.method === 'CONNECT') {
        const target = connectTarget(request.target);
        if (!target) return refuse(400, 'mesh_bad_connect_target', sayConnect(request.target), 'DPE');
        if (!reply.raw) return refuse(400, 'mesh_connect_over_http2', 'CONNECT is taken on HTTP/1.1 only\n');
        return tunnel(towards(request.connection, target), reply, reply.raw.socket as Socket, reply.raw.head);
      }
      const target = absoluteTarget(request.target);
      if (target === 'wrong') return refuse(400, 'mesh_bad_target', sayTarget(request.target), 'DPE');
      if (!target) return refuse(400, 'mesh_not_a_proxy_request', sayProxy(request.connection.local));
      const connection = towards(request.connection, { address: target.address, port: target.port });
      serveHttp(world, now, httpListenerOf(now, target.port), { ...request, connection }, reply, leaving);
    };
    const malformed = (what: Parameters<typeof recordMalformed>[3]) => {
      const now = generation();
      if (!now) return;
      const { original } = what.connection;
      const id = original ? listenerOf(now, original.port) : (now.loaded.table.mesh?.others.id ?? '');
      recordMalformed(world, now, id, what);
    };
    const tunnelled = createEngines({
      serve: (request, reply) => {
        const now = generation();
        const { original } = request.connection;
        if (!now || !original) return reply.abort();
        serveHttp(world, now, httpListenerOf(now, original.port), request, reply, leaving);
      },
      malformed,
    });
    const tunnel = (connection: Connection, reply: Reply, socket: Socket, head: Uint8Array) => {
      const now = generation();
      const on = now?.loaded.listeners.get(listenerOf(now, connection.original?.port ?? 0));
      reply.takeOver();
      if (!now || !on) return void socket.destroy();
      if (head.length > 0) socket.unshift(head);
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      acceptTunnel(
        world,
        now,
        on,
        socket,
        connection,
        () => tunnelled.serveConnection(socket, { connection }),
        speakMs,
      );
    };
    // Without a wish the same port as before, where it is still free.
    const declared = wished ?? lastPort;
    const wish = { declared, addresses: [address], fallbacks: [], taken: new Set<number>(), system };
    const opened = await open(wish, {
      accept: (socket, serveConnection) => {
        socket.on('error', () => socket.destroy());
        // It listens on loopback alone; whoever gets here all the same was led here by somebody's forwarding.
        if (!isOfThisMachine(socket, peerOf)) return void socket.destroy();
        serveConnection(socket, { connection: describeConnection(socket, peerOf) });
      },
      serve,
      malformed,
      failed,
    });
    if (opened.is === 'failed') return opened.failure;
    const stop = () => {
      self.leaving = true;
      tunnelled.drain();
      setTimeout(tunnelled.close, idleMs).unref();
    };
    lastPort = opened.opening.port;
    return { wished, opening: opened.opening, stop };
  };

  const shut = async (graceMs: number) => {
    const gone = live;
    live = undefined;
    if (!gone) return;
    gone.stop();
    draining.add(gone.opening);
    await gone.opening.close(graceMs);
    draining.delete(gone.opening);
  };

  return {
    follow: async (table) => {
      const wished = table.settings.meshPort;
      if (table.mesh) generation();
      if (live && (!table.mesh || live.wished !== wished || !live.opening.isOpen())) void shut(drainMs);
      if (!table.mesh) return undefined;
      if (!live) {
        const got = await openPort(wished);
        if ('code' in got)
          return { address, failure: { ...got, message: `${got.message}; it is tried again by itself` } };
        live = got;
      }
      const { port, moved } = live.opening;
      return moved === undefined ? { address, bound: port } : { address, bound: port, moved };
    },
    close: async (graceMs) => {
      // Those that left before have no longer than the last one.
      const before = [...draining].map((opening) => opening.close(graceMs));
      await Promise.all([shut(graceMs), ...before]);
    },
  };
}

function listenersByPort({ mesh }: Table): ReadonlyMap<number, string> {
  const ids = new Map<number, string>();
  for (const { id, declaredPorts } of mesh?.listeners ?? [])
    for (const port of declaredPorts) if (!ids.has(port)) ids.set(port, id);
  return ids;
}

const sayProxy = (local: string): string =>
  `this is the forward proxy of the mesh, which wants to be told where to go; use it as in: http_proxy=http://${local} curl -s http://my-service/\n`;

const sayConnect = (target: string): string =>
  `"${target}" is no host and port; a tunnel is asked for as in: CONNECT my-service:443\n`;

const sayTarget = (target: string): string =>
  `"${target}" is no address of a service; the proxy takes http://my-service/path, and CONNECT for everything else\n`;
