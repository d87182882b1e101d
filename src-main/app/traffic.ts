import { setImmediate as breathe } from 'node:timers/promises';
import type { TrafficPage } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { emptySheet, writeSheet } from '#core/traffic/row-sheet.ts';
import { rowOf, type TrafficNews, type TrafficRow } from '#core/traffic/traffic-row.ts';
import { type DecodeMessage, detailsOf, withoutSecrets } from './traffic/details.ts';
import { gone } from './traffic/gone.ts';
import { createRing, type Entry } from './traffic/ring.ts';
import type { Recorded, Stored } from './traffic/stored.ts';

/** The exchanges of this run: kept within a limit of bytes, told in batches. Nothing that leaves it has credentials unless it was asked to. */
export type Traffic = {
  /** One that is over, or a stream that is open. Both come with their credentials. */
  readonly add: (exchange: Exchange, recorded?: Recorded) => void;
  /** Each exchange that is over, without credentials, in batches, as they are told. Returns how to stop. */
  readonly observe: (listener: (batch: readonly Exchange[]) => void) => () => void;
  readonly rows: (from: number, count: number) => Promise<TrafficPage>;
  readonly list: (last: number) => Promise<readonly Exchange[]>;
  /** Fails with `traffic/gone`. */
  readonly details: (id: number, reveal?: boolean) => Promise<Result<ExchangeDetails>>;
  /** Everything that is kept of one, with its credentials: for main alone. */
  readonly find: (id: number) => Stored | undefined;
  /** Waits for one that comes from now on. `stop` when nobody waits any more. */
  readonly next: (is: (exchange: Exchange) => boolean) => Waiting;
  readonly clear: () => void;
  /** Bytes that all of it may take; the oldest go at once where it is more. */
  readonly setLimit: (bytes: number) => void;
  /** What is kept, in bytes. */
  readonly bytes: () => number;
  /** Tells what is left and stops. */
  readonly close: () => void;
};

/** `within` gives its id, or undefined when the time is over. */
export type Waiting = { readonly within: (ms: number) => Promise<number | undefined>; readonly stop: () => void };

type TrafficOptions = {
  readonly bytes?: number;
  /** Whether anybody hears what is told; where nobody does, no rows are made. */
  readonly heard?: () => boolean;
  /** Told of each exchange that is over, at once. */
  readonly count?: (exchange: Exchange) => void;
  /** Reads messages of gRPC, where their types can be found; asked once for each look at details. */
  readonly decoderFor?: (stored: Stored) => Promise<DecodeMessage | undefined>;
};

const usualBytes = 128 * 1024 * 1024;
/** Between two batches. */
const pauseMs = 50;
/** One batch holds no more; what comes then is told at once. */
const batchLimit = 10_000;
/** How long nothing came before what is kept is packed tighter, and between two pieces of it. */
const calmMs = 250;

/**
 * An exchange is packed as soon as it comes, and nothing holds on to it afterwards but who observes. The first one after a pause is told
 * at once, so that a single request shows without delay.
 */
export const createTraffic = (
  tell: (news: TrafficNews) => void,
  { bytes = usualBytes, heard = () => true, count, decoderFor }: TrafficOptions = {},
): Traffic => {
  const ring = createRing(bytes);
  const observers = new Set<(batch: readonly Exchange[]) => void>();
  const waiters = new Set<(exchange: Exchange) => void>();
  /** Rows from this place on have not been told yet. */
  let first = 0;
  let changed: TrafficRow[] = [];
  let ended: Exchange[] = [];
  let came = false;
  let timer: NodeJS.Timeout | undefined;
  let calm: NodeJS.Timeout | undefined;
  const tellRows = () => {
    if (first === ring.next() && changed.length === 0) return;
    const kept = ring.kept();
    const sheet = writeSheet();
    const begin = Math.max(first, kept);
    while (begin + sheet.count() < ring.next()) ring.rowsAt(begin + sheet.count(), batchLimit, sheet);
    const news = { first: begin, rows: sheet.done(), changed, kept };
    first = ring.next();
    changed = [];
    tell(news);
  };
  const flush = () => {
    tellRows();
    if (ended.length === 0) return;
    const batch = ended;
    ended = [];
    for (const observer of [...observers]) observer(batch);
  };
  const put = (entry: Entry) => {
    const { exchange } = entry;
    const isChange = exchange.stream !== undefined && ring.change(entry);
    if (!isChange) ring.add(entry);
    if (!heard()) {
      // Whoever begins to listen reads what was before.
      first = ring.next();
      changed = [];
    } else if (isChange) changed.push(rowOf(exchange));
    if (exchange.open) return;
    count?.(exchange);
    if (observers.size > 0) ended.push(withoutSecrets(exchange));
  };
  const squeeze = () => {
    calm = undefined;
    // What is damaged beyond packing stays as it is; there is no such thing, and no reason to end for it.
    ring.squeeze().then(
      (more) => more && calm === undefined && timer === undefined && later(),
      () => undefined,
    );
  };
  const later = () => {
    calm = setTimeout(squeeze, calmMs);
    calm.unref();
  };
  const pause = () => {
    clearTimeout(calm);
    calm = undefined;
    timer = setTimeout(() => {
      timer = undefined;
      if (!came) return later();
      came = false;
      flush();
      pause();
    }, pauseMs);
    timer.unref();
  };
  /**
   * What stands from a place on, in pieces, so that requests are answered in between; `read` puts a piece to the others and says how many there are
   * by then. Where the oldest have been let go meanwhile, what was read of them is still what they were, but it does not go on: undefined.
   */
  const gather = async (from: number, count: number, read: (from: number, most: number) => number) => {
    const begin = Math.max(from, ring.kept());
    for (let there = 0, before = -1; there < count && there > before; ) {
      before = there;
      there = read(begin + there, count - there);
      if (there >= count || begin + there >= ring.next()) break;
      await breathe();
      if (begin + there < ring.kept()) return undefined;
    }
    return begin;
  };
  return {
    add: (exchange, recorded) => {
      for (const waiter of waiters) waiter(exchange);
      put(recorded === undefined ? { exchange } : { exchange, recorded });
      if (timer === undefined) {
        flush();
        pause();
      } else {
        came = true;
        if (ring.next() - first >= batchLimit || ended.length >= batchLimit) flush();
      }
    },
    observe: (listener) => {
      observers.add(listener);
      return () => observers.delete(listener);
    },
    rows: async (from, count) => {
      flush();
      for (;;) {
        const sheet = writeSheet();
        const begin = await gather(from, count, (at, most) => {
          ring.rowsAt(at, most, sheet);
          return sheet.count();
        });
        if (begin !== undefined) return { first: begin, rows: sheet.done(), kept: ring.kept(), next: ring.next() };
      }
    },
    list: async (last) => {
      flush();
      for (;;) {
        const all: Exchange[] = [];
        const begin = await gather(ring.next() - last, last, (at, most) => {
          all.push(...ring.exchangesAt(at, most));
          return all.length;
        });
        if (begin !== undefined) return all.map((one) => withoutSecrets(one));
      }
    },
    details: async (id, reveal = false) => {
      flush();
      const stored = ring.find(id);
      if (stored === undefined) return { ok: false, failure: gone };
      const decode = stored.messages && stored.exchange.stream === 'grpc' ? await decoderFor?.(stored) : undefined;
      return { ok: true, value: await detailsOf(stored, reveal, decode) };
    },
    find: (id) => {
      flush();
      return ring.find(id);
    },
    next: (is) => {
      let done: (id: number | undefined) => void = () => {};
      const found = new Promise<number | undefined>((resolve) => {
        done = resolve;
      });
      const waiter = (exchange: Exchange) => is(exchange) && done(exchange.id);
      waiters.add(waiter);
      return {
        within: (ms) => {
          setTimeout(done, ms, undefined).unref();
          return found;
        },
        stop: () => void waiters.delete(waiter),
      };
    },
    clear: () => {
      flush();
      ring.clear();
      tell({ first: ring.next(), rows: emptySheet, changed: [], kept: ring.kept() });
    },
    setLimit: (next) => {
      const before = ring.kept();
      ring.setLimit(next);
      if (ring.kept() > before) tell({ first: ring.next(), rows: emptySheet, changed: [], kept: ring.kept() });
    },
    bytes: ring.bytes,
    close: () => {
      clearTimeout(timer);
      clearTimeout(calm);
      flush();
    },
  };
};
