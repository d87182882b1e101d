import type { Generation } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Source } from '#core/text/source.ts';
import type { Log } from '#core/world.ts';
import { sameSources } from './history.ts';

/** Text that shall answer, and why. `from`: the build whose good versions stand in for documents with errors; absent: the one that answers. */
export type Wanted<B> = {
  readonly sources: readonly Source[];
  readonly by: Generation['by'];
  readonly of?: number;
  readonly from?: B;
};

export type Serving<B> = {
  /**
   * Has this text answer. Resolves with the generation that it answers in, or that later text of a save or of the disk answers in.
   * One build at a time: saves and changes on disk that come meanwhile become one further generation, an apply and a rollback
   * are one of their own. Text that answers already makes none.
   */
  readonly serve: (wanted: Wanted<B>) => Promise<Result<number>>;
  /** What answers, and the text it was made from. */
  readonly now: () => { readonly built: B; readonly sources: readonly Source[] };
  /** A build or an apply is under way. */
  readonly busy: () => boolean;
  /** Resolves when nothing is under way or waits. */
  readonly settled: () => Promise<void>;
};

export type ServingOptions<B> = {
  readonly build: (sources: readonly Source[], previous: B | undefined) => B | Promise<B>;
  /** Resolves when the build answers, with its generation. */
  readonly apply: (built: B) => Promise<number>;
  /** The generation that answers now; ahead of the last one served here where the gateway read certificates again. */
  readonly current: () => number;
  /** After each generation, before anybody hears of it. */
  readonly served: (generation: number, wanted: Wanted<B>, built: B) => void;
  /** After each attempt, whether it worked or not. */
  readonly ended: () => void;
  readonly log: Log;
};

type Job<B> = { wanted: Wanted<B>; readonly done: Promise<Result<number>> };

/** Serves the first text, then whatever is asked for, in order. Rejects only where the first text cannot be served, which is a bug. */
export const startServing = async <B>(first: Wanted<B>, options: ServingOptions<B>): Promise<Serving<B>> => {
  const { build, apply, current, served, ended, log } = options;
  let working = 0;
  const answer = async (wanted: Wanted<B>, previous: B | undefined) => {
    working++;
    try {
      const built = await build(wanted.sources, wanted.from ?? previous);
      const generation = await apply(built);
      served(generation, wanted, built);
      return { built, sources: wanted.sources };
    } finally {
      working--;
    }
  };

  let now = await answer(first, undefined);
  let last: Promise<unknown> = Promise.resolve();
  let next: Job<B> | undefined;

  const attempt = async (wanted: Wanted<B>): Promise<Result<number>> => {
    if (sameSources(wanted.sources, now.sources)) return { ok: true, value: current() };
    try {
      now = await answer(wanted, now.built);
      return { ok: true, value: current() };
    } catch (error) {
      // A bug of ours must not stop the traffic: the table before goes on.
      log('error', 'applying a change failed; the routes before it stay', {
        cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return { ok: false, failure: notServed };
    } finally {
      ended();
    }
  };
  const serve = (wanted: Wanted<B>): Promise<Result<number>> => {
    if (next && isPassing(next.wanted)) {
      const by = wanted.by === 'disk' ? next.wanted.by : wanted.by;
      next.wanted = { ...wanted, by };
      return next.done;
    }
    const done: Promise<Result<number>> = last.then(() => {
      if (next === job) next = undefined;
      return attempt(job.wanted);
    });
    const job: Job<B> = { wanted, done };
    next = job;
    last = done;
    return done;
  };

  return {
    serve,
    now: () => now,
    busy: () => working > 0,
    settled: async () => {
      for (let seen: unknown; seen !== last; ) {
        seen = last;
        await last;
      }
    },
  };
};

/** Whether later text may take its place unserved. */
const isPassing = ({ by }: Wanted<unknown>): boolean => by === 'save' || by === 'disk';

const notServed = {
  code: 'config/not-served',
  message:
    'the text is on disk and does not answer, because of a bug that the log describes; the generation before goes on',
};
