import type { Exchange } from '#core/traffic/exchange.ts';
import { rowOf, type TrafficRow } from '#core/traffic/traffic-row.ts';
import { type Pack, pack } from './pack.ts';
import { type Recorded, type Stored, storedOf, weightOf } from './stored.ts';

/** An exchange as the gateway gives it: its record without credentials, and what else is known. */
export type Entry = { readonly exchange: Exchange; readonly recorded?: Recorded };

/** The newest exchanges within a limit of bytes. Places count up from 0 without gaps, also over `clear`. */
export type Ring = {
  /** At the end; gives its place. */
  readonly add: (entry: Entry) => number;
  /** In place of the one of the same id, which was open; false where that has been let go. */
  readonly change: (entry: Entry) => boolean;
  /** The place of the oldest, and behind the newest. */
  readonly kept: () => number;
  readonly next: () => number;
  /** Everything in memory, in bytes. */
  readonly bytes: () => number;
  /** Rows of at most `most` places from `from` on, as far as they lie in one piece; empty behind the newest. `from` is not before `kept`. */
  readonly rowsAt: (from: number, most: number) => readonly TrafficRow[];
  /** The same of whole exchanges, with their credentials. */
  readonly exchangesAt: (from: number, most: number) => readonly Exchange[];
  readonly find: (id: number) => Stored | undefined;
  readonly setLimit: (bytes: number) => void;
  /** Packs tighter what is oldest among what is not yet; false where there is nothing to do. */
  readonly squeeze: () => Promise<boolean>;
  readonly clear: () => void;
};

const packCount = 256;
const packBytes = 1024 * 1024;

export const createRing = (limit: number): Ring => {
  let most = limit;
  /** Packed, oldest first, with the place of the first of each. */
  let packs: { readonly first: number; readonly pack: Pack }[] = [];
  let packed = 0;
  /** Not packed yet. */
  let loose: Entry[] = [];
  let looseBytes = 0;
  let next = 0;
  /** By place: streams that are open, and those that have ended since they were packed. */
  const over = new Map<number, Entry>();
  /** Places of the streams that are open. */
  const open = new Map<number, number>();

  const kept = () => packs[0]?.first ?? next - loose.length;
  const weigh = ({ exchange, recorded }: Entry) => weightOf(exchange, recorded);
  const overBytes = () => {
    let bytes = 0;
    for (const entry of over.values()) bytes += weigh(entry);
    return bytes;
  };
  const bytes = () => packed + looseBytes + overBytes();
  const seal = () => {
    if (loose.length === 0) return;
    const first = next - loose.length;
    // Of what is open only its row is packed; the rest is in `over` until it is let go.
    const one = pack(
      loose.map(({ exchange, recorded }) => (exchange.open ? { exchange } : storedOf(exchange, recorded))),
    );
    packs.push({ first, pack: one });
    packed += one.bytes();
    loose = [];
    looseBytes = 0;
  };
  const trim = () => {
    while (packs.length > 0 && bytes() > most && (packs.length > 1 || loose.length > 0)) {
      const [gone, ...left] = packs;
      packs = left;
      if (gone === undefined) break;
      packed -= gone.pack.bytes();
      const end = gone.first + gone.pack.count;
      for (const [place, { exchange }] of over) {
        if (place >= end) continue;
        over.delete(place);
        open.delete(exchange.id);
      }
    }
  };
  const roomy = () => Math.min(packBytes, most / 8);
  const at = <T>(from: number, count: number, ofPack: (pack: Pack) => readonly T[], ofEntry: (entry: Entry) => T) => {
    const begin = next - loose.length;
    const wanted = Math.min(count, next - from);
    if (wanted <= 0) return [];
    if (from >= begin) {
      return loose.slice(from - begin, from - begin + wanted).map((entry, i) => ofEntry(over.get(from + i) ?? entry));
    }
    const found = packOf(from);
    if (found === undefined) return [];
    const index = from - found.first;
    const all = ofPack(found.pack).slice(index, index + wanted);
    if (over.size === 0) return all;
    return all.map((one, i) => {
      const entry = over.get(from + i);
      return entry === undefined ? one : ofEntry(entry);
    });
  };
  const packOf = (place: number) => {
    let [low, high] = [0, packs.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((packs[middle]?.first ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return packs[low];
  };

  return {
    add: (entry) => {
      const place = next;
      next += 1;
      loose.push(entry);
      if (entry.exchange.open) {
        over.set(place, entry);
        open.set(entry.exchange.id, place);
      } else looseBytes += weigh(entry);
      if (loose.length >= packCount || looseBytes >= roomy()) {
        seal();
        trim();
      }
      return place;
    },
    change: (entry) => {
      const { id, open: still } = entry.exchange;
      const place = open.get(id);
      if (place === undefined) return false;
      if (!still) open.delete(id);
      const begin = next - loose.length;
      if (!still && place >= begin) {
        loose[place - begin] = entry;
        over.delete(place);
        looseBytes += weigh(entry);
      } else over.set(place, entry);
      trim();
      return true;
    },
    kept,
    next: () => next,
    bytes,
    rowsAt: (from, count) =>
      at<TrafficRow>(
        from,
        count,
        (one) => one.rows(),
        ({ exchange }) => rowOf(exchange),
      ),
    exchangesAt: (from, count) =>
      at<Exchange>(
        from,
        count,
        (one) => one.all(),
        ({ exchange, recorded }) => storedOf(exchange, recorded).exchange,
      ),
    find: (id) => {
      const whole = ({ exchange, recorded }: Entry) => storedOf(exchange, recorded);
      for (const entry of over.values()) if (entry.exchange.id === id) return whole(entry);
      const entry = loose.findLast(({ exchange }) => exchange.id === id);
      if (entry !== undefined) return whole(entry);
      for (let i = packs.length - 1; i >= 0; i--) {
        const one = packs[i]?.pack;
        const index = one?.ids.indexOf(id) ?? -1;
        if (one && index >= 0) return one.stored(index);
      }
      return undefined;
    },
    setLimit: (next) => {
      most = next;
      if (bytes() <= most) return;
      seal();
      trim();
    },
    squeeze: async () => {
      for (const { pack: one } of packs) {
        const before = one.bytes();
        if (!(await one.squeeze())) continue;
        if (packs.some((other) => other.pack === one)) packed += one.bytes() - before;
        return true;
      }
      return false;
    },
    clear: () => {
      packs = [];
      packed = 0;
      loose = [];
      looseBytes = 0;
      over.clear();
      open.clear();
    },
  };
};
