import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../src-main/gateway/gateway.ts';

export type Rig = {
  readonly gateway: Gateway;
  readonly port: number;
  readonly exchanges: readonly Exchange[];
  readonly logged: readonly string[];
  /** The next exchange that has ended and was not asked for yet. */
  readonly nextExchange: () => Promise<Exchange>;
};

/** A gateway with a table, closed when the test ends. */
export async function startRig(table: Table, options: Partial<GatewayOptions> = {}): Promise<Rig> {
  const logged: string[] = [];
  const exchanges: Exchange[] = [];
  const waiting: ((exchange: Exchange) => void)[] = [];
  let asked = 0;
  const gateway = createGateway({
    clock: Date.now,
    dice: Math.random,
    log: (_, message, fields) => logged.push(fields ? `${message} ${JSON.stringify(fields)}` : message),
    samples: { addressOf: () => Promise.reject(new Error('no samples here')) },
    ...options,
  });
  onTestFinished(() => gateway.close(0));
  // Nothing may answer otherwise because somebody looks on.
  gateway.setCapture({ bodies: true, bodyBytes: 64 * 1024 });
  gateway.onExchange((exchange) => {
    exchanges.push(exchange);
    waiting.shift()?.(exchange);
  });
  const state = await gateway.apply(table);
  const nextExchange = (): Promise<Exchange> => {
    const ready = exchanges[asked++];
    return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve));
  };
  return { gateway, port: state.listeners[0]?.bound ?? 0, exchanges, logged, nextExchange };
}

/** An HTTP service on a port of its own, closed when the test ends. */
export async function startService(
  handle: RequestListener,
  also?: (server: Server) => void,
  options: ServerOptions = {},
): Promise<number> {
  const server = createServer(options, handle);
  also?.(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A bare connection that remembers what it received. */
export type Wire = {
  readonly socket: Socket;
  readonly write: (text: string) => void;
  readonly text: () => string;
  /** Resolves when what was received matches, with all of it; rejects when the connection ends before. */
  readonly until: (pattern: RegExp) => Promise<string>;
  readonly ended: Promise<string>;
};

export async function openWire(port: number): Promise<Wire> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  let received = '';
  let closed = false;
  const checks = new Set<() => void>();
  socket.on('data', (bytes) => {
    received += bytes.toString('latin1');
    for (const check of checks) check();
  });
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => {
    const done = () => {
      closed = true;
      for (const check of checks) check();
      resolve(received);
    };
    socket.on('end', done);
    socket.on('close', done);
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  onTestFinished(() => {
    socket.destroy();
  });
  return {
    socket,
    write: (text) => void socket.write(text, 'latin1'),
    text: () => received,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (pattern.test(received)) resolve(received);
          else if (closed) reject(new Error(`the connection ended with: ${received}`));
          else return;
          checks.delete(check);
        };
        checks.add(check);
        check();
      }),
    ended,
  };
}

/** One request on a connection of its own, answered until the connection ends. */
export async function exchangeRaw(port: number, text: string): Promise<string> {
  const wire = await openWire(port);
  wire.write(text);
  return wire.ended;
}

/** The value of a header in a raw answer. */
export function headerIn(answer: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(answer)?.[1]?.trimEnd();
}
