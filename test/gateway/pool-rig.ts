import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, vi } from 'vitest';
import type { ClusterPolicy, PoolPolicy } from '#core/route/cluster-policy.ts';
import { openWire, type Rig, type Wire } from './rig.ts';
import { origin } from './tables.ts';

/** Istio's defaults with what is given. */
export const pool = (more: Partial<PoolPolicy>): ClusterPolicy => ({
  pool: {
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 3_600_000,
    tcpIdleTimeoutMs: 3_600_000,
    useClientProtocol: false,
    origin: origin('DestinationRule', 'web', 'spec.trafficPolicy.connectionPool'),
    ...more,
  },
});

/** A request at the service that is not answered yet. */
export type Held = {
  readonly path: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly answer: (status?: number) => void;
};

export type HoldingService = {
  readonly port: number;
  /** All requests that have come, in order. */
  readonly held: readonly Held[];
  readonly sockets: ReadonlySet<Socket>;
  /** Connections so far, and how many were open at most. */
  readonly opened: () => { readonly all: number; readonly atOnce: number };
  /** The nth request, from 0, when it is there. */
  readonly nth: (n: number) => Promise<Held>;
};

/** A service that answers when it is told to; `handle` may answer some at once by returning true. Closed when the test ends. */
export async function startHoldingService(handle?: (held: Held) => boolean): Promise<HoldingService> {
  const held: Held[] = [];
  const sockets = new Set<Socket>();
  let all = 0;
  let atOnce = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    request.resume();
    const one: Held = {
      path: request.url ?? '',
      request,
      response,
      socket: request.socket,
      answer: (status = 200) => {
        response.statusCode = status;
        response.end(request.url);
      },
    };
    if (handle?.(one)) return;
    held.push(one);
  });
  server.on('connection', (socket) => {
    all += 1;
    sockets.add(socket);
    atOnce = Math.max(atOnce, sockets.size);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    held,
    sockets,
    opened: () => ({ all, atOnce }),
    nth: (n) =>
      vi.waitFor(() => {
        const one = held[n];
        if (!one) throw new Error(`${held.length} requests so far`);
        return one;
      }, patience),
  };
}

/** How long a slow machine may take. */
export const patience = { timeout: 10_000, interval: 5 };

/** A request on a connection of its own, which is left open. */
export async function begin(rig: Rig, path: string, method = 'GET', body = ''): Promise<Wire> {
  const wire = await openWire(rig.port);
  const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`;
  wire.write(`${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${length}\r\n${body}`);
  return wire;
}

export const countsOf = (rig: Rig, at = 0) => rig.gateway.upstreams()[at]?.now;

/** Waits until the cluster has come to this. */
export const untilCounts = (rig: Rig, wanted: Partial<NonNullable<ReturnType<typeof countsOf>>>, at = 0) =>
  vi.waitFor(() => expect(countsOf(rig, at)).toMatchObject(wanted), patience);

/** Nothing is under way: no request, no retry, nobody who waits; idle connections may be there. */
export const untilQuiet = (rig: Rig) =>
  vi.waitFor(() => {
    for (const { now, endpoints } of rig.gateway.upstreams()) {
      expect(now).toMatchObject({ pending: 0, requests: 0, retries: 0 });
      for (const { active } of endpoints) expect(active).toBe(0);
    }
  }, patience);
