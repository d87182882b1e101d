import type { Towards } from './dial.ts';
import type { Host } from './host.ts';

/** The connections to one host in one protocol. */
export type Pool = {
  /** Takes nothing new; what is under way goes on. */
  readonly retire: () => void;
  readonly destroy: () => void;
};

/** Pools by host, and by server name or client where their connections are not the same. */
export type Pools<P extends Pool> = {
  readonly of: (host: Host, towards: Towards | undefined) => P;
  /** Retires the pools of all other hosts, and those whose host is to be spoken to in another way than when they were made. */
  readonly keep: (hosts: ReadonlySet<Host>) => void;
  /** Closes all, the retired ones too. */
  readonly destroy: () => void;
};

/** What of a host's cluster its connections depend on from their beginning. */
const shapeOf = ({ cluster: { config } }: Host): string => {
  const { pool, tls, proxyProtocol } = config.policy ?? {};
  // A block that was only moved says the same.
  const words = [config.protocol, pool, tls, proxyProtocol];
  return JSON.stringify(words, (key, value: unknown) => (key === 'origin' ? undefined : value));
};

const nameOf = ({ serverName = '', client }: Towards): string =>
  client ? `${serverName} ${client.remote} ${client.local}` : serverName;

/** `make` is told how to say that nothing of a pool is left; it is made anew when its host is asked for again. */
export function createPools<P extends Pool>(
  make: (host: Host, towards: Towards | undefined, emptied: () => void) => P,
): Pools<P> {
  type Entry = { readonly shape: string; unnamed: P | undefined; readonly named: Map<string, P> };
  const entries = new Map<Host, Entry>();
  const all = new Set<P>();

  const create = (host: Host, entry: Entry, towards: Towards | undefined, name: string | undefined): P => {
    const pool = make(host, towards, () => {
      all.delete(pool);
      if (entry.unnamed === pool) entry.unnamed = undefined;
      if (name !== undefined && entry.named.get(name) === pool) entry.named.delete(name);
      if (entry.unnamed === undefined && entry.named.size === 0 && entries.get(host) === entry) entries.delete(host);
    });
    all.add(pool);
    return pool;
  };

  return {
    of: (host, towards) => {
      let entry = entries.get(host);
      if (!entry) {
        entry = { shape: shapeOf(host), unnamed: undefined, named: new Map() };
        entries.set(host, entry);
      }
      if (towards === undefined) {
        entry.unnamed ??= create(host, entry, undefined, undefined);
        return entry.unnamed;
      }
      const name = nameOf(towards);
      let pool = entry.named.get(name);
      if (!pool) {
        pool = create(host, entry, towards, name);
        entry.named.set(name, pool);
      }
      return pool;
    },
    keep: (hosts) => {
      for (const [host, entry] of [...entries]) {
        if (hosts.has(host) && entry.shape === shapeOf(host)) continue;
        entries.delete(host);
        entry.unnamed?.retire();
        for (const pool of [...entry.named.values()]) pool.retire();
      }
    },
    destroy: () => {
      for (const pool of [...all]) pool.destroy();
      all.clear();
      entries.clear();
    },
  };
}
