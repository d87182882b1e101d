import { connect, type Server } from 'node:net';
import type { Failure } from '#core/failure.ts';
import type { PortRefusal } from '#core/traffic/gateway-state.ts';
import { type Refused, refusalOf, sayFailure, sayMoved, sayWide } from './say-refused.ts';

/** Where a listener is to listen. */
export type Wish = {
  readonly declared: number;
  readonly addresses: readonly string[];
  /** The user's own mapping: this port or none; 0 lets the system choose. */
  readonly fixed?: number;
  /** Ports to try when the declared one cannot be had, before the next free ones. */
  readonly fallbacks: readonly number[];
  /** Ports that other listeners of the same table have or are about to get. */
  readonly taken: ReadonlySet<number>;
  /** Who has a port of TCP is no reason there. */
  readonly datagrams?: boolean;
  readonly system: PortSystem;
};

/** What of this machine decides which ports can be had, and who has the others. */
export type PortSystem = {
  readonly platform: string;
  /** Who listens on a port of TCP, as a person would name it: `"nginx" (process 812)`; undefined where the system does not say. */
  readonly ownerOf: (port: number) => Promise<string | undefined>;
  /** Whether somebody takes connections there; absent: it is tried. */
  readonly answers?: (port: number, address: string) => Promise<boolean>;
};

/** What can be bound to a port: a server for connections, or a socket for datagrams. */
export type Bindable = Pick<Server, 'address'> & {
  readonly once: (event: 'error', heard: (error: Error) => void) => unknown;
  readonly off: (event: 'error', heard: (error: Error) => void) => unknown;
  readonly close: (closed: () => void) => unknown;
  readonly listen: (
    at: { readonly port: number; readonly host: string; readonly exclusive: boolean; readonly ipv6Only: boolean },
    listening: () => void,
  ) => unknown;
};

export type Bound<T extends Bindable = Server> =
  | {
      readonly is: 'bound';
      readonly servers: readonly T[];
      /** On which it may be reached. */
      readonly addresses: readonly string[];
      readonly port: number;
      readonly moved?: string;
      readonly refused?: PortRefusal;
      /** It listens on every address, and whoever made the servers turns clients of other machines away. */
      readonly wide?: string;
    }
  | { readonly is: 'failed'; readonly failure: Failure; readonly refused?: PortRefusal };

type Open<T extends Bindable> = Extract<Bound<T>, { is: 'bound' }>;

/** How far past the last fallback a free port is looked for. */
const search = 200;

/**
 * Opens one port on every address, the same number on all of them: the fixed one if there is one and nothing else, or else the declared
 * one, the fallbacks, the next free ones above. `create` makes a server for each address. An address that this machine does not have
 * (IPv6 switched off) is left out as long as another one works. On macOS a low port of loopback is had on every address only; then
 * `create` is called with addresses that the wish does not have, and its servers are to turn everybody away who is not of this machine.
 */
export async function bind<T extends Bindable>(wish: Wish, create: (host: string) => T): Promise<Bound<T>> {
  const { declared, fixed, system } = wish;
  const asked: PortSystem = wish.datagrams ? { ...system, ownerOf: async () => undefined } : system;
  const openOne = async (port: number): Promise<Open<T> | Refused> => {
    const got = await openAll(port, wish.addresses, create);
    return got.is === 'refused' && got.code === 'EACCES' ? ((await openWide(port, wish, create)) ?? got) : got;
  };
  if (fixed !== undefined) {
    const got = await openOne(fixed);
    if (got.is === 'bound' && fixed !== declared)
      return { ...got, moved: `port ${declared} is mapped to ${got.port} on request` };
    if (got.is === 'bound') return got;
    return failed(fixed, got, 'choose another one with LocalGateway or "--port"', asked);
  }
  let first: Refused | undefined;
  for (const port of candidates(wish)) {
    if (wish.taken.has(port)) {
      first ??= { is: 'refused', code: 'EADDRINUSE', address: '', own: true };
      continue;
    }
    const got = await openOne(port);
    if (got.is === 'bound') {
      if (first === undefined) return got;
      const refused = await refusalOf(declared, first, asked);
      return { ...got, moved: sayMoved(declared, got.port, refused), refused };
    }
    first ??= got;
    // No other port helps an address that is not this machine's.
    if (got.code !== 'EADDRINUSE' && got.code !== 'EACCES') break;
  }
  const refused = first ?? { is: 'refused', code: 'EADDRINUSE', address: '' };
  return failed(declared, refused, 'free the port or map it to another one with LocalGateway', asked);
}

const failed = async (
  port: number,
  got: Refused,
  remedy: string,
  system: PortSystem,
): Promise<Extract<Bound, { is: 'failed' }>> => {
  if (got.code !== 'EACCES' && got.code !== 'EADDRINUSE')
    return { is: 'failed', failure: sayFailure(port, got, undefined, remedy) };
  const refused = await refusalOf(port, got, system);
  return { is: 'failed', failure: sayFailure(port, got, refused, remedy), refused };
};

function* candidates({ declared, fallbacks }: Wish): Generator<number> {
  yield declared;
  yield* fallbacks;
  const from = (fallbacks.at(-1) ?? Math.max(declared, 1024)) + 1;
  for (let port = from; port < from + search && port <= 65535; port++) yield port;
}

/** Since Mojave macOS gives ports below 1024 to everybody who asks for all addresses, and to root alone who asks for loopback. */
const openWide = async <T extends Bindable>(
  port: number,
  { addresses, system, datagrams }: Wish,
  create: (host: string) => T,
): Promise<Open<T> | undefined> => {
  const wide = new Map([
    ['127.0.0.1', '0.0.0.0'],
    ['::1', '::'],
  ]);
  if (system.platform !== 'darwin' || port >= 1024 || datagrams || !addresses.every((one) => wide.has(one))) return;
  // There the system lets a second program have all addresses where a first one has loopback, which would go on to answer.
  const answers = system.answers ?? someoneAnswers;
  for (const address of addresses) if (await answers(port, address)) return;
  const got = await openAll(
    port,
    addresses.map((one) => wide.get(one) as string),
    create,
  );
  if (got.is === 'refused') return undefined;
  const reached = addresses.filter((one) => got.addresses.includes(wide.get(one) as string));
  return { ...got, addresses: reached, wide: sayWide(port) };
};

const someoneAnswers = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 500 });
    const done = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });

async function openAll<T extends Bindable>(
  port: number,
  addresses: readonly string[],
  create: (host: string) => T,
): Promise<Open<T> | Refused> {
  // A port the system has chosen for one address may be taken on the other; then it chooses again.
  for (let tries = 0; ; tries++) {
    const opened: T[] = [];
    const on: string[] = [];
    let number = port;
    let refused: Refused | undefined;
    for (const address of addresses) {
      const server = create(address);
      const got = await listen(server, number, address);
      if ('code' in got) {
        if (isMissing(got.code) && addresses.length > 1) {
          refused ??= { is: 'refused', code: got.code, address };
          continue;
        }
        refused = { is: 'refused', code: got.code, address };
        on.length = 0;
        break;
      }
      number = got.port;
      opened.push(server);
      on.push(address);
    }
    if (on.length > 0) return { is: 'bound', servers: opened, addresses: on, port: number };
    await Promise.all(opened.map(closed));
    if (port === 0 && refused?.code === 'EADDRINUSE' && tries < 20) continue;
    return refused ?? { is: 'refused', code: 'EADDRNOTAVAIL', address: '' };
  }
}

const isMissing = (code: string): boolean => code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL';

const closed = (server: Bindable): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

function listen(
  server: Bindable,
  port: number,
  host: string,
): Promise<{ readonly port: number } | { readonly code: string }> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? 'UNKNOWN' });
    server.once('error', failed);
    // Not shared with another process of this machine, and `::1` is not to take IPv4 as well.
    server.listen({ port, host, exclusive: true, ipv6Only: host.includes(':') }, () => {
      server.off('error', failed);
      const address = server.address();
      resolve({ port: typeof address === 'object' && address ? address.port : port });
    });
  });
}
