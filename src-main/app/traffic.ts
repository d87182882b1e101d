import { setImmediate as breathe } from 'node:timers/promises';
import type { TrafficPage } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { rowOf, type TrafficNews, type TrafficRow } from '#core/traffic/traffic-row.ts';
import { type DecodeMessage, detailsOf, withoutSecrets } from './traffic/details.ts';
import { gone } from './traffic/gone.ts';
import { createRing, type Entry } from './traffic/ring.ts';
import type { Recorded, Stored } from './traffic/stored.ts';

/** The exchanges of this run: kept within a limit of bytes, told in batches. Nothing that leaves it has credentials unless it was asked to. */
export type Traffic = {
  /** One that is over, or a stream that is open. `exchange` is its record without credentials. */
  readonly add: (exchange: Exchange, recorded?: Recorded) => void;
  /** Each exchange that is over, in batches, as they are told. Returns how to stop. */
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
  /** Reads messages of gRPC, where their types can be found; asked once for each look at details. */
  readonly decoderFor?: (stored: Stored) => Promise<DecodeMessage | undefined>;
};

const usualBytes = 128 * 1024 * 1024;
/** Between two batches. */
const pauseMs = 50;
/** One batch holds no more; only a flood beyond 200,000 exchanges a second loses its oldest. */
const batchLimit = 10_000;
/** How long nothing came before what is kept is packed tighter, and between two pieces of it. */
const calmMs = 250;

/** The first exchange after a pause is told at once, so that a single request shows without delay. */
export const createTraffic = (
  tell: (news: TrafficNews) => void,
  { bytes = usualBytes, decoderFor }: TrafficOptions = {},
): Traffic => {
  const ring = createRing(bytes);
  const observers = new Set<(batch: readonly Exchange[]) => void>();
  const waiters = new Set<(exchange: Exchange) => void>();
  let pending: Entry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let calm: NodeJS.Timeout | undefined;
  const flush = () => {
    if (pending.length === 0) return;
    const batch = pending;
    pending = [];
    const first = ring.next();
    const rows: TrafficRow[] = [];
    const changed: TrafficRow[] = [];
    const ended: Exchange[] = [];
    for (const entry of batch) {
      const { exchange } = entry;
      const row = rowOf(exchange);
      if (exchange.stream !== undefined && ring.change(entry)) changed.push(row);
      else {
        ring.add(entry);
        rows.push(row);
      }
      if (exchange.open === undefined) ended.push(exchange);
    }
    tell({ first, rows, changed, kept: ring.kept() });
    if (ended.length > 0) for (const observer of [...observers]) observer(ended);
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
      if (pending.length === 0) return later();
      flush();
      pause();
    }, pauseMs);
    timer.unref();
  };
  /** In pieces, so that requests are answered in between. */
  const gather = async <T>(from: number, count: number, piece: (from: number, count: number) => readonly T[]) => {
    const begin = Math.max(from, ring.kept());
    const result: T[] = [];
    while (result.length < count) {
      const more = piece(begin + result.length, count - result.length);
      if (more.length === 0) break;
      for (const one of more) result.push(one);
      if (result.length >= count) break;
      await breathe();
      // Where the oldest have been let go meanwhile, what was read of them is still what they were.
      if (begin + result.length < ring.kept()) return undefined;
    }
    return { begin, result };
  };
  return {
    add: (exchange, recorded) => {
      for (const waiter of waiters) waiter(exchange);
      pending.push(recorded === undefined ? { exchange } : { exchange, recorded });
      if (pending.length > batchLimit) pending.shift();
      if (timer === undefined) {
        flush();
        pause();
      }
    },
    observe: (listener) => {
      observers.add(listener);
      return () => observers.delete(listener);
    },
    rows: async (from, count) => {
      flush();
      for (;;) {
        const page = await gather(from, count, ring.rowsAt);
        if (page) return { first: page.begin, rows: page.result, kept: ring.kept(), next: ring.next() };
      }
    },
    list: async (last) => {
      flush();
      for (;;) {
        const page = await gather(ring.next() - last, last, ring.exchangesAt);
        if (page) return page.result.map((one) => withoutSecrets(one));
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
      tell({ first: ring.next(), rows: [], changed: [], kept: ring.kept() });
    },
    setLimit: (next) => {
      const before = ring.kept();
      ring.setLimit(next);
      if (ring.kept() > before) tell({ first: ring.next(), rows: [], changed: [], kept: ring.kept() });
    },
    bytes: ring.bytes,
    close: () => {
      clearTimeout(timer);
      clearTimeout(calm);
      flush();
    },
  };
};
