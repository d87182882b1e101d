import type { Exchange } from '#core/traffic/exchange.ts';
import type { SheetWriter } from '#core/traffic/row-sheet.ts';
import { createPack, type SealedPack } from './pack.ts';
import type { Pack } from './read-pack.ts';
import { createSegments } from './segments.ts';
import { type Recorded, type Stored, storedOf, weightOf } from './stored.ts';
import { createTightLog } from './tight.ts';

/** An exchange as the gateway gives it, and what else is known; with credentials. */
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
  /** Adds rows of at most `most` places from `from` on, as far as they lie in one piece; none behind the newest. `from` is not before `kept`. */
  readonly rowsAt: (from: number, most: number, into: SheetWriter) => void;
  /** The same of whole exchanges, with their credentials. */
  readonly exchangesAt: (from: number, most: number) => readonly Exchange[];
  readonly find: (id: number) => Stored | undefined;
  readonly setLimit: (bytes: number) => void;
  /** Packs tighter what is oldest among what is not yet; false where there is nothing to do. */
  readonly squeeze: () => Promise<boolean>;
  readonly clear: () => void;
};

const packBytes = 1024 * 1024;
const least = 64 * 1024;

/** What the packs of one limit are made in. Those of before keep theirs for as long as they are kept. */
const createMemory = (limit: number) => {
  const segments = createSegments(sizeFor(limit), limit);
  return { segments, tight: createTightLog(segments) };
};

export const createRing = (limit: number): Ring => {
  let most = limit;
  /** Full ones, oldest first, with the place of the first of each. */
  let packs: { readonly first: number; readonly pack: SealedPack }[] = [];
  let packed = 0;
  let memory = createMemory(limit);
  let filling = createPack(memory.segments);
  let next = 0;
  /** By place: streams that are open, and those that have ended since they were packed. */
  const over = new Map<number, Entry>();
  /** Places of the streams that are open. */
  const open = new Map<number, number>();

  const overBytes = () => {
    let bytes = 0;
    for (const { exchange, recorded } of over.values()) bytes += weightOf(exchange, recorded);
    return bytes;
  };
  const bytes = () => packed + filling.bytes() + (over.size === 0 ? 0 : overBytes());
  const begin = () => next - filling.count();
  const seal = () => {
    if (filling.count() === 0) return;
    const first = begin();
    const pack = filling.seal();
    packs.push({ first, pack });
    packed += pack.bytes();
  };
  /** What is packed from now on gets memory of its own. */
  const renew = () => {
    memory.segments.retire();
    memory = createMemory(most);
    filling = createPack(memory.segments);
  };
  const trim = () => {
    // The one that is filled may become full before anybody looks again.
    const more = Math.max(0, memory.segments.size - filling.bytes());
    while (packs.length > 0 && bytes() + more > most && (packs.length > 1 || filling.count() > 0)) {
      const gone = packs.shift();
      if (gone === undefined) break;
      packed -= gone.pack.bytes();
      gone.pack.letGo();
      const end = gone.first + gone.pack.count();
      for (const [place, { exchange }] of over) {
        if (place >= end) continue;
        over.delete(place);
        open.delete(exchange.id);
      }
    }
  };
  const packAt = (place: number): { readonly first: number; readonly pack: Pack } | undefined => {
    if (place >= begin()) return { first: begin(), pack: filling };
    let [low, high] = [0, packs.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((packs[middle]?.first ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return packs[low];
  };
  const rowsAt = (from: number, most: number, into: SheetWriter) => {
    const found = from < next ? packAt(from) : undefined;
    if (found === undefined) return;
    const end = Math.min(from + most, next, found.first + found.pack.count());
    for (let at = from; at < end; ) {
      const entry = over.get(at);
      // Those that are streams stand between the others.
      let to = at + 1;
      if (entry !== undefined) into.add(entry.exchange);
      else {
        while (to < end && !over.has(to)) to += 1;
        found.pack.rows(at - found.first, to - found.first, into);
      }
      at = to;
    }
  };
  const exchangesAt = (from: number, most: number) => {
    const wanted = Math.min(most, next - from);
    const found = wanted > 0 ? packAt(from) : undefined;
    if (found === undefined) return [];
    return found.pack.exchanges(from - found.first, from - found.first + wanted).map((one, i) => {
      const entry = over.get(from + i);
      return entry === undefined ? one : storedOf(entry.exchange, entry.recorded).exchange;
    });
  };
  const put = (exchange: Exchange, recorded: Recorded | undefined) => {
    if (filling.add(exchange, recorded)) return;
    seal();
    filling.add(exchange, recorded);
    trim();
  };

  return {
    add: (entry) => {
      const { exchange, recorded } = entry;
      // Of what is open only its row is packed; the rest is in `over` until it is let go.
      put(exchange, exchange.open ? undefined : recorded);
      const place = next;
      next += 1;
      if (exchange.open) {
        over.set(place, entry);
        open.set(exchange.id, place);
      }
      return place;
    },
    change: (entry) => {
      const { id, open: still } = entry.exchange;
      const place = open.get(id);
      if (place === undefined) return false;
      if (!still) open.delete(id);
      over.set(place, entry);
      trim();
      return true;
    },
    kept: () => packs[0]?.first ?? begin(),
    next: () => next,
    bytes,
    rowsAt,
    exchangesAt,
    find: (id) => {
      for (const { exchange, recorded } of over.values()) if (exchange.id === id) return storedOf(exchange, recorded);
      const all: readonly Pack[] = [...packs.map(({ pack }) => pack), filling];
      const found = all.findLast((one) => one.indexOf(id) >= 0);
      return found?.stored(found.indexOf(id));
    },
    setLimit: (bytesNow) => {
      const isLess = bytesNow < most;
      most = bytesNow;
      if (isLess || sizeFor(most) !== memory.segments.size) {
        seal();
        renew();
      }
      trim();
    },
    squeeze: async () => {
      for (const { pack } of [...packs]) {
        const before = pack.bytes();
        if (!(await pack.squeeze(memory.tight))) continue;
        if (packs.some((other) => other.pack === pack)) packed += pack.bytes() - before;
        return true;
      }
      return false;
    },
    clear: () => {
      packs = [];
      packed = 0;
      renew();
      over.clear();
      open.clear();
    },
  };
};

/** Packs are let go whole, so one is a small part of all. */
const sizeFor = (limit: number): number => Math.max(least, Math.min(packBytes, Math.floor(limit / 16)));
