import { lookup as lookupOfSystem } from 'node:dns';
import { isIP, type LookupFunction, connect as netConnect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { isLoopback, isNear, isOfThisHouse } from '#core/reach/address-kind.ts';
import type { ParentProxy } from '#core/reach/parent-proxy.ts';

/** A socket could not be had; `status` is what a proxy says of it (RFC 9110 section 15.6), `message` one lower-case sentence. */
export class NotDialled extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type Dial = {
  readonly host: string;
  readonly port: number;
};

export type DialWorld = {
  /** Asks for the addresses of a name; a test has one of its own. */
  readonly lookup?: LookupFunction;
  /** Ports of this program that nobody is to be led to. */
  readonly isOwn: (port: number) => boolean;
  /** What this proxy calls itself to others, so that it knows its own requests when they come back. */
  readonly pseudonym: string;
};

const connectMs = 30_000;
const longestAnswer = 64 * 1024;

/** An open socket to a host and port as they are. Rejects with `NotDialled`; the caller owns the socket. */
export const dial = ({ host, port }: Dial, world: DialWorld, guarded: boolean): Promise<Socket> =>
  opened(
    netConnect({
      host,
      port,
      allowHalfOpen: true,
      autoSelectFamily: true,
      ...(isIP(host) === 0 && { lookup: guarded ? guardedLookup(port, world) : (world.lookup ?? lookupOfSystem) }),
    }),
    'connect',
    `"${host}" port ${port}`,
  );

/** An open socket to the person's own proxy. */
export const dialParent = async (parent: ParentProxy, world: DialWorld): Promise<Socket> => {
  const plain = await dial(parent, world, false);
  if (!parent.tls) return plain;
  const name = isIP(parent.host) === 0 ? { servername: parent.host } : {};
  const socket = tlsConnect({ socket: plain, ...name, ALPNProtocols: ['http/1.1'] });
  return opened(socket, 'secureConnect', `the proxy "${parent.host}" port ${parent.port}`);
};

/** A tunnel through the person's own proxy. */
export const dialThrough = async (parent: ParentProxy, target: Dial, world: DialWorld): Promise<Socket> => {
  const socket = await dialParent(parent, world);
  const name = target.host.includes(':') ? `[${target.host}]` : target.host;
  const lines = [
    `CONNECT ${name}:${target.port} HTTP/1.1`,
    `Host: ${name}:${target.port}`,
    `Via: 1.1 ${world.pseudonym}`,
    ...proxyAuthorization(parent).map((value) => `Proxy-Authorization: ${value}`),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  try {
    const status = await answered(socket);
    if (status >= 200 && status < 300) return socket;
    throw new NotDialled(502, `the proxy "${parent.host}" port ${parent.port} refused with ${status}`);
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

/** None or one. */
export const proxyAuthorization = ({ credentials }: ParentProxy): readonly string[] =>
  credentials === undefined ? [] : [`Basic ${Buffer.from(credentials).toString('base64')}`];

/**
 * A name of the internet that leads to this machine is an attack (DNS rebinding) far more often than not; behind a proxy a browser could
 * not tell. Names that nobody in the internet owns may.
 */
const guardedLookup =
  (port: number, { lookup = lookupOfSystem, isOwn }: DialWorld): LookupFunction =>
  (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, []);
      const all = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const mayBeHere = isOfThisHouse(name) && !isOwn(port);
      const allowed = all.filter(({ address }) => !isNear(address) || (mayBeHere && isLoopback(address)));
      const [first] = allowed;
      if (first === undefined) return done(new NotDialled(403, sayNear(name)), []);
      if (options.all) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };

const sayNear = (name: string): string =>
  `"${name}" leads to this machine, which a name of the internet must not, nor one that every machine has; open it in a browser of your own`;

const opened = <S extends Socket>(socket: S, event: 'connect' | 'secureConnect', what: string): Promise<S> =>
  new Promise((done, fail) => {
    const timer = setTimeout(() => {
      socket.destroy();
      fail(new NotDialled(504, `${what} does not answer`));
    }, connectMs);
    socket.once('error', (error: Error & { readonly code?: string }) => {
      clearTimeout(timer);
      socket.destroy();
      fail(error instanceof NotDialled ? error : new NotDialled(502, `${what} cannot be reached (${reasonOf(error)})`));
    });
    socket.once(event, () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy());
      done(socket);
    });
  });

/** Of several addresses that were tried the error names none by itself. */
const reasonOf = (error: Error & { readonly code?: string }): string => error.code ?? error.message;

/** The status of the answer to CONNECT; what follows its head is given back to the socket. */
const answered = (socket: Socket): Promise<number> =>
  new Promise((done, fail) => {
    let head = Buffer.alloc(0);
    const timer = setTimeout(() => stop(new NotDialled(504, 'the proxy does not answer')), connectMs);
    const stop = (outcome: number | NotDialled): void => {
      clearTimeout(timer);
      socket.off('data', read).off('end', ended).off('close', ended);
      if (typeof outcome === 'number') done(outcome);
      else fail(outcome);
    };
    const ended = (): void => stop(new NotDialled(502, 'the proxy closed the connection'));
    const read = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) {
        if (head.length > longestAnswer) stop(new NotDialled(502, 'the proxy answers with too many headers'));
        return;
      }
      socket.pause();
      const rest = head.subarray(end + 4);
      if (rest.length > 0) socket.unshift(rest);
      const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1')) ?? [];
      stop(status === undefined ? new NotDialled(502, 'the proxy speaks no HTTP/1.1') : Number(status));
    };
    socket.on('data', read).on('end', ended).on('close', ended);
  });
