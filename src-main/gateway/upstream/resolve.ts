import { lookup as lookUp } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Resolved } from '#core/route/table.ts';
import type { Address } from './host.ts';

/** All addresses of a name, the preferred one first. Rejects or is empty where there is none; `wants`: somebody still waits for it. */
export type Lookup = (name: string, wants?: () => boolean) => Promise<readonly string[]>;

/** As every other program of this machine finds them: its hosts file, then its resolver, in their order. */
export const systemLookup: Lookup = async (name) =>
  (await lookUp(name, { all: true, order: 'verbatim' })).map(({ address }) => address);

/** An address that is dialled as it is. */
export const isAddress = (address: string): boolean => isIP(address) !== 0 || address.startsWith('unix:');

/** Where a connection really goes by the settings: the first entry that fits decides, once, as with curl's `--connect-to`. */
export function redirect(entries: readonly Resolved[], to: Address): Address {
  if (entries.length === 0) return to;
  const name = to.address.toLowerCase().replace(/\.$/, '');
  const found = entries.find(
    ({ host, port }) => (port === undefined || port === to.port) && fits(host.replace(/\.$/, ''), name),
  );
  return found ? { address: found.address, port: found.toPort ?? to.port } : to;
}

const fits = (host: string, name: string): boolean =>
  host.startsWith('*.') ? name.endsWith(host.slice(1)) && name.length >= host.length : host === name;

/** Names and their addresses, kept up to date while somebody asks for them. */
export type Names = {
  /**
   * The newest addresses, at once where there has been an answer; empty when there was none to get. A refresh that fails keeps what
   * was known, as in Envoy. Never rejects.
   */
  readonly ask: (name: string) => readonly string[] | Promise<readonly string[]>;
  /** What `ask` last found; empty before. Nobody has asked by this. */
  readonly known: (name: string) => readonly string[];
  /** Forgets every other name. */
  readonly retain: (wanted: ReadonlySet<string>) => void;
  /** Forgets all of them; nothing is told any more. */
  readonly close: () => void;
};

export type NamesOptions = {
  readonly lookup: Lookup;
  /** Milliseconds between two answers. */
  readonly everyMs: number;
  /** The addresses of a name are others than before. */
  readonly changed?: (name: string) => void;
  /** For names that clients choose: no more of them, none that was not found, none that nobody asks for. Absent: what is asked for is kept. */
  readonly limit?: number;
};

/** So many refreshes in which nobody asked are the last ones. */
const idleRounds = 12;

type Entry = {
  addresses: readonly string[] | undefined;
  /** Set while a lookup is under way. */
  asked: Promise<readonly string[]> | undefined;
  timer: NodeJS.Timeout | undefined;
  idle: number;
};

export function createNames({ lookup, everyMs, changed, limit }: NamesOptions): Names {
  const entries = new Map<string, Entry>();

  const forget = (name: string, entry: Entry) => {
    clearTimeout(entry.timer);
    if (entries.get(name) === entry) entries.delete(name);
  };

  const look = (name: string, entry: Entry): Promise<readonly string[]> => {
    entry.asked ??= answer(lookup, name).then((found) => {
      entry.asked = undefined;
      const before = entry.addresses;
      entry.addresses = found ?? before ?? [];
      if (entries.get(name) !== entry) return entry.addresses;
      if (limit !== undefined && entry.addresses.length === 0) forget(name, entry);
      else wait(name, entry);
      if (!sameList(before ?? [], entry.addresses)) changed?.(name);
      return entry.addresses;
    });
    return entry.asked;
  };

  const wait = (name: string, entry: Entry) => {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      entry.timer = undefined;
      entry.idle += 1;
      if (entry.idle <= idleRounds) void look(name, entry);
      else if (limit !== undefined) forget(name, entry);
    }, everyMs);
    entry.timer.unref();
  };

  /** Room for one more, in the place of the one that nobody has asked for longest; false where all are being looked up. */
  const makeRoom = (): boolean => {
    if (limit === undefined || entries.size < limit) return true;
    for (const [name, entry] of entries) {
      if (entry.addresses === undefined) continue;
      forget(name, entry);
      return true;
    }
    return false;
  };

  return {
    ask: (name) => {
      const entry = entries.get(name);
      if (!entry) {
        if (!makeRoom()) return [];
        const fresh: Entry = { addresses: undefined, asked: undefined, timer: undefined, idle: 0 };
        entries.set(name, fresh);
        return look(name, fresh);
      }
      entry.idle = 0;
      if (limit !== undefined) {
        entries.delete(name);
        entries.set(name, entry);
      }
      if (entry.addresses === undefined) return look(name, entry);
      // Nobody had asked for a while: what was known then answers this once more.
      if (entry.timer === undefined) void look(name, entry);
      return entry.addresses;
    },
    known: (name) => entries.get(name)?.addresses ?? [],
    retain: (wanted) => {
      for (const [name, entry] of entries) if (!wanted.has(name)) forget(name, entry);
    },
    close: () => {
      for (const [name, entry] of entries) forget(name, entry);
    },
  };
}

/** Absent: the question could not be answered. */
const answer = async (lookup: Lookup, name: string): Promise<readonly string[] | undefined> => {
  try {
    return await lookup(name);
  } catch {
    return undefined;
  }
};

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
