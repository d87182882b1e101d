import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isLoopback } from '#core/reach/address-kind.ts';
import type { Door, DoorIndex } from '#core/reach/doors.ts';
import { pacOf } from '#core/reach/pac.ts';
import type { ParentOf, ParentProxy } from '#core/reach/parent-proxy.ts';
import { absoluteTarget, type ReachTarget, tunnelTarget } from '#core/reach/target.ts';
import { type Asked, wayTo } from '#core/reach/way-to.ts';
import { type DialWorld, dial, dialParent, dialThrough, proxyAuthorization } from './dial.ts';
import { createForwarder, type Forwarder, faultOf, longestHead, type Onward } from './forward.ts';
import { find } from './forward-headers.ts';
import { pipeBoth } from './pipe-both.ts';

/** A forward proxy on loopback that leads names of the running table to the gateway, and everything else where it would have gone. */
export type MappingProxy = {
  readonly address: string;
  readonly port: number;
  /** Of the PAC file that leads here what is ours and nothing else. */
  readonly pac: string;
  /** Whether a connection to the gateway from this local port is one of the proxy's. */
  readonly isFrom: (port: number) => boolean;
  readonly counts: () => ProxyCounts;
  /** Accepts nothing any more, waits for what is under way, then ends it. */
  readonly close: (graceMs: number) => Promise<void>;
};

/** Since it began. */
export type ProxyCounts = {
  readonly mapped: number;
  readonly passed: number;
  /** Names of the table that were asked on a port or in a way that it has not, the newest last. */
  readonly refused: readonly { readonly target: string; readonly says: string }[];
};

export type MappingProxyOptions = {
  /** Asked for each request, so that a name that comes into the table works at once. */
  readonly doors: () => { readonly index: DoorIndex; readonly all: readonly Door[] };
  readonly parentOf: ParentOf;
  readonly lookup?: LookupFunction;
  /** Another port; absent: one that the system chooses. */
  readonly port?: number;
};

const address = '127.0.0.1';
const mostRefused = 20;

/** Resolves when it listens; rejects where it cannot. */
export const createMappingProxy = async (options: MappingProxyOptions): Promise<MappingProxy> => {
  const { doors, parentOf, lookup } = options;
  const pseudonym = `slipway-${randomBytes(6).toString('hex')}`;
  const clients = new Map<Duplex, Forwarder>();
  const outbound = new Set<number>();
  const refused: { target: string; says: string }[] = [];
  let mapped = 0;
  let passed = 0;
  let own = 0;

  const world: DialWorld = { isOwn: (port) => port === own, pseudonym, ...(lookup && { lookup }) };
  const dialDoor = async (door: Door): Promise<Socket> => {
    const socket = await dial({ host: door.address, port: door.bound }, world, false);
    const { localPort } = socket;
    if (localPort !== undefined) {
      outbound.add(localPort);
      socket.once('close', () => outbound.delete(localPort));
    }
    return socket;
  };
  /** A way for bytes, or the sentence that says why there is none. */
  const connectorOf = (target: ReachTarget, asked: Asked): Connector | string => {
    const way = wayTo(doors().index, target, asked);
    if (way.to === 'nowhere') {
      if (way.why === 'wrong-door') refused.push({ target: `${target.host}:${target.port}`, says: way.says });
      refused.splice(0, refused.length - mostRefused);
      return way.says;
    }
    if (way.to === 'gateway') {
      mapped++;
      return { key: `gateway ${way.door.address} ${way.door.bound}`, connect: () => dialDoor(way.door) };
    }
    passed++;
    const found = parentOf(target.host, target.port, asked);
    const parent = found && isLoopback(found.host) && found.port === own ? undefined : found;
    if (parent === undefined) {
      return { key: `${target.host} ${target.port}`, connect: () => dial(target, world, true) };
    }
    if (asked === 'tunnel') return { key: '', connect: () => dialThrough(parent, target, world) };
    return { key: `proxy ${parent.host} ${parent.port}`, connect: () => dialParent(parent, world), parent };
  };

  /** Says what is wrong with a client or its request before anything is done for it. */
  const objection = (request: IncomingMessage): { readonly status: number; readonly says: string } | undefined => {
    const peer = request.socket.remoteAddress ?? '';
    if (!isLoopback(peer)) return { status: 403, says: 'this proxy is for programs of its own machine' };
    const via = request.headers.via ?? '';
    return via.includes(pseudonym) ? { status: 508, says: 'the request has come here before' } : undefined;
  };

  const onwardOf = (request: IncomingMessage, asked: Asked): Onward | Refusal => {
    const target = absoluteTarget(request.url ?? '');
    if (typeof target === 'string') return { status: 400, says: `this is no address for a proxy: ${target}` };
    const to = connectorOf(target, asked);
    if (typeof to === 'string') return { status: 502, says: to };
    const { key, connect, parent } = to;
    const { authority, path } = target;
    if (parent === undefined) {
      const isWhole = request.method === 'OPTIONS' && !/^[^:]+:\/\/[^/]*\//.test(request.url ?? '');
      return { key, connect, target: isWhole ? '*' : path, authority, extra: [] };
    }
    const credentials = proxyAuthorization(parent).flatMap((value) => ['Proxy-Authorization', value]);
    const extra = ['Via', `1.1 ${pseudonym}`, ...credentials];
    return { key, connect, target: `http://${authority}${path}`, authority, extra };
  };

  const answerOwn = (request: IncomingMessage, reply: ServerResponse): void => {
    const names = [`${address}:${own}`, `localhost:${own}`];
    const isPac = request.url === '/proxy.pac' && (request.method === 'GET' || request.method === 'HEAD');
    // A page that asks for it wants to know the names of this machine.
    const said = (name: string): string | undefined => find(request.rawHeaders, name);
    // Firefox says `none` of what it loads for itself.
    const byPage = (said('sec-fetch-site') ?? 'none') !== 'none' || (said('origin') ?? said('referer')) !== undefined;
    if (!isPac || byPage || !names.includes(request.headers.host?.toLowerCase() ?? ''))
      return say(reply, 400, sayProxy(own));
    reply.writeHead(200, { ...plain, 'content-type': 'application/x-ns-proxy-autoconfig' });
    reply.end(pacOf(doors().all, { address, port: own }));
  };

  const serve = (request: IncomingMessage, reply: ServerResponse): void => {
    const wrong = objection(request);
    if (wrong !== undefined) return say(reply, wrong.status, wrong.says);
    if (request.url?.startsWith('/') === true || request.url === '*') return answerOwn(request, reply);
    const onward = onwardOf(request, 'request');
    if ('says' in onward) return say(reply, onward.status, onward.says);
    const failed = (error: Error): void => {
      const fault = faultOf(error);
      say(reply, fault.status, fault.says);
    };
    forwarderOf(request.socket).forward(request, reply, onward, failed);
  };
  const forwarderOf = (client: Duplex): Forwarder => {
    const known = clients.get(client);
    if (known !== undefined) return known;
    const forwarder = createForwarder();
    clients.set(client, forwarder);
    return forwarder;
  };

  const tunnel = async (request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> => {
    const wrong = objection(request);
    if (wrong !== undefined) return refuseRaw(client, wrong);
    const target = tunnelTarget(request.url ?? '');
    if (typeof target === 'string')
      return refuseRaw(client, { status: 400, says: `this is no address for a tunnel: ${target}` });
    const to = connectorOf(target, 'tunnel');
    if (typeof to === 'string') return refuseRaw(client, { status: 502, says: to });
    try {
      const up = await to.connect();
      if (client.destroyed) return void up.destroy();
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) up.write(head);
      pipeBoth(client, up);
    } catch (error) {
      refuseRaw(client, faultOf(error instanceof Error ? error : new Error(String(error))));
    }
  };

  const server = createServer({
    maxHeaderSize: longestHead,
    headersTimeout: 60_000,
    // An upload may take its time; an idle connection may not.
    requestTimeout: 0,
    keepAliveTimeout: 120_000,
    requireHostHeader: false,
  });
  server.on('connection', (socket) => {
    clients.set(socket, createForwarder());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clients.get(socket)?.close();
      clients.delete(socket);
    });
  });
  server.on('request', serve);
  server.on('checkContinue', serve);
  server.on('connect', (request, client, head) => void tunnel(request, client, head));
  server.on('upgrade', (request, client, head) => {
    const wrong = objection(request);
    const onward = wrong ?? onwardOf(request, 'request');
    if ('says' in onward) return refuseRaw(client, onward);
    const failed = (error: Error): void => refuseRaw(client, faultOf(error));
    forwarderOf(client).upgrade(request, client, head, onward, failed);
  });
  server.on('clientError', (_error, client) => refuseRaw(client, { status: 400, says: 'this is no HTTP/1.1' }));

  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port ?? 0, address, () => {
      server.off('error', fail);
      done();
    });
  });
  own = (server.address() as AddressInfo).port;

  return {
    address,
    port: own,
    pac: `http://${address}:${own}/proxy.pac`,
    isFrom: (port) => outbound.has(port),
    counts: () => ({ mapped, passed, refused: [...refused] }),
    close: async (graceMs) => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      const timer = setTimeout(() => {
        for (const client of clients.keys()) client.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
};

type Connector = {
  readonly key: string;
  readonly connect: () => Promise<Socket>;
  readonly parent?: ParentProxy;
};

type Refusal = { readonly status: number; readonly says: string };

const plain = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

const say = (reply: ServerResponse, status: number, says: string): void => {
  if (reply.headersSent) return void reply.destroy();
  reply.writeHead(status, { ...plain, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  reply.end(`slipway: ${says}\n`);
};

/** Browsers show nothing of it; programs print the status line. */
const refuseRaw = (client: Duplex, { status, says }: Refusal): void => {
  if (client.destroyed || !client.writable) return void client.destroy();
  const body = `slipway: ${says}\n`;
  const reason = says.replace(/[^\x20-\x7e]/g, '?').slice(0, 300);
  const lines = [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  client.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
};

const sayProxy = (port: number): string =>
  `this is a forward proxy, which wants to be told where to go; use it as in: http_proxy=http://${address}:${port} curl -s http://shop.test/`;
