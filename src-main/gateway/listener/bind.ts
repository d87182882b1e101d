import type { Server } from 'node:net';
import type { Failure } from '#core/failure.ts';
import { portOwner } from './port-owner.ts';

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
      readonly addresses: readonly string[];
      readonly port: number;
      readonly moved?: string;
    }
  | { readonly is: 'failed'; readonly failure: Failure };

/** How far past the last fallback a free port is looked for. */
const search = 200;

/**
 * Opens one port on every address, the same number on all of them: the fixed one if there is one and nothing else, or else the declared
 * one, the fallbacks, the next free ones above. `create` makes a server for each address. An address that this machine does not have
 * (IPv6 switched off) is left out as long as another one works.
 */
export async function bind<T extends Bindable>(wish: Wish, create: (host: string) => T): Promise<Bound<T>> {
  const { declared, fixed } = wish;
  const ownerOf = async (port: number) => (wish.datagrams ? undefined : await portOwner(port));
  if (fixed !== undefined) {
    const got = await openAll(fixed, wish.addresses, create);
    if (got.is === 'bound' && fixed !== declared)
      return { ...got, moved: `port ${declared} is mapped to ${got.port} on request` };
    return got.is === 'bound'
      ? got
      : {
          is: 'failed',
          failure: await sayFailure(fixed, got, 'choose another one with LocalGateway or "--port"', ownerOf),
        };
  }
  let first: Refused | undefined;
  for (const port of candidates(wish)) {
    if (wish.taken.has(port)) {
      first ??= { is: 'refused', code: 'EADDRINUSE', address: '', own: true };
      continue;
    }
    const got = await openAll(port, wish.addresses, create);
    if (got.is === 'bound')
      return first === undefined ? got : { ...got, moved: await sayMoved(declared, got.port, first, ownerOf) };
    first ??= got;
    // No other port helps an address that is not this machine's.
    if (got.code !== 'EADDRINUSE' && got.code !== 'EACCES') break;
  }
  const refused = first ?? { is: 'refused', code: 'EADDRINUSE', address: '' };
  return {
    is: 'failed',
    failure: await sayFailure(declared, refused, 'free the port or map it to another one with LocalGateway', ownerOf),
  };
}

function* candidates({ declared, fallbacks }: Wish): Generator<number> {
  yield declared;
  yield* fallbacks;
  const from = (fallbacks.at(-1) ?? Math.max(declared, 1024)) + 1;
  for (let port = from; port < from + search && port <= 65535; port++) yield port;
}

type Refused = { readonly is: 'refused'; readonly code: string; readonly address: string; readonly own?: boolean };

type OwnerOf = (port: number) => Promise<string | undefined>;

async function openAll<T extends Bindable>(
  port: number,
  addresses: readonly string[],
  create: (host: string) => T,
): Promise<Extract<Bound<T>, { is: 'bound' }> | Refused> {
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

async function sayMoved(declared: number, port: number, { code, own }: Refused, ownerOf: OwnerOf): Promise<string> {
  if (own) return `port ${declared} belongs to another listener of this gateway, so ${port} is used`;
  if (code === 'EACCES')
    return `port ${declared} needs a permission that this program does not have, so ${port} is used`;
  const owner = await ownerOf(declared);
  return `port ${declared} is taken by ${owner ?? 'another program'}, so ${port} is used`;
}

async function sayFailure(
  port: number,
  { code, address, own }: Refused,
  remedy: string,
  ownerOf: OwnerOf,
): Promise<Failure> {
  const detail = address === '' ? { port } : { port, address };
  if (code === 'EACCES') {
    return {
      code: 'listen/no-permission',
      message: `port ${port} needs a permission that this program does not have; ${remedy}`,
      detail,
    };
  }
  if (code === 'EADDRINUSE') {
    const owner = own ? 'another listener of this gateway' : await ownerOf(port);
    const message = `port ${port} is taken by ${owner ?? 'another program'}; ${remedy}`;
    return { code: 'listen/port-taken', message, detail: owner === undefined ? detail : { ...detail, owner } };
  }
  if (isMissing(code) || code === 'ENOTFOUND') {
    return {
      code: 'listen/bad-address',
      message: `"${address}" is not an address of this machine; name another one in LocalGateway`,
      detail,
    };
  }
  return { code: 'listen/failed', message: `port ${port} could not be opened (${code}); ${remedy}`, detail };
}
