import type { HeaderLines } from '#core/route/facts.ts';
import type { BodyReceiver } from '../serve/message.ts';
import type { RequestBody } from '../upstream/upstream.ts';

/** Reference 5.10: the connection's buffer; what is larger can neither be sent again nor copied. */
export const replayLimit = 1024 * 1024;

/**
 * A request's body that can be sent more than once: what has come is kept until `release`, and every attempt gets it from the beginning.
 * One attempt at a time.
 */
export type ReplayBody = {
  /** The body for another attempt; the one before hears nothing any more. */
  readonly attempt: () => RequestBody;
  /** Nobody takes the body for now; it goes on being kept. */
  readonly detach: () => void;
  /** Nothing is kept any more: the attempt under way is the last. */
  readonly release: () => void;
};

type Attempt = { to: BodyReceiver | undefined; next: number; paused: boolean; over: boolean };

/**
 * `complete` is told all of the body once it is there, where it is still kept; `overflowed` once when it is larger than `replayLimit`,
 * behind which nothing is kept.
 */
export function createReplayBody(
  source: RequestBody,
  complete: (chunks: readonly Uint8Array[]) => void,
  overflowed: () => void,
): ReplayBody {
  /** From the beginning while it is kept, then what the last attempt has still to take. */
  let chunks: Uint8Array[] = [];
  let size = 0;
  let keeping = true;
  let state: 'waiting' | 'open' | 'ended' | 'aborted' = 'waiting';
  let current: Attempt | undefined;
  let trailers: HeaderLines | undefined;

  const flow = () => {
    const attempt = current;
    if (!attempt?.to || attempt.over) return;
    while (!attempt.paused && attempt.next < chunks.length && attempt === current) {
      attempt.to.chunk(chunks[attempt.next++] as Uint8Array);
    }
    if (attempt !== current) return;
    if (!keeping && attempt.next > 0) {
      chunks.splice(0, attempt.next);
      attempt.next = 0;
    }
    if (state === 'ended' && attempt.next === chunks.length) {
      attempt.over = true;
      attempt.to.end(trailers);
    }
  };
  const release = () => {
    if (!keeping) return;
    keeping = false;
    chunks = current ? chunks.slice(current.next) : [];
    if (current) current.next = 0;
  };
  const receiver: BodyReceiver = {
    chunk: (bytes) => {
      if (keeping) {
        size += bytes.length;
        if (size > replayLimit) {
          release();
          overflowed();
        }
      }
      // Nobody will ask for it any more.
      if (!keeping && !current) return;
      chunks.push(bytes);
      flow();
    },
    end: (lines) => {
      state = 'ended';
      trailers = lines;
      if (keeping) complete(chunks);
      flow();
    },
    abort: () => {
      state = 'aborted';
      if (current?.to && !current.over) {
        current.over = true;
        current.to.abort();
      }
    },
  };

  return {
    attempt: () => {
      const self: Attempt = { to: undefined, next: 0, paused: false, over: false };
      current = self;
      return {
        start: (to) => {
          if (self !== current) return;
          self.to = to;
          if (state === 'waiting') {
            state = 'open';
            source.start(receiver);
          } else if (state === 'aborted') receiver.abort();
          else flow();
        },
        pause: () => {
          if (self !== current) return;
          self.paused = true;
          source.pause();
        },
        resume: () => {
          if (self !== current) return;
          self.paused = false;
          source.resume();
          flow();
        },
      };
    },
    detach: () => {
      if (current?.paused) source.resume();
      current = undefined;
      if (!keeping) chunks = [];
    },
    release,
  };
}
