import type { CapturedMessage } from '#core/traffic/exchange-details.ts';

/** A message as it is kept: `content` without a coding, cut at `messageLimit`. */
export type KeptMessage = Omit<CapturedMessage, 'content' | 'truncated' | 'decoded'> & { readonly content: Uint8Array };

/** The newest messages of a stream. */
export type Messages = {
  /** The next one; `at` where it came earlier than now. */
  readonly add: (message: Omit<KeptMessage, 'at'>, at?: number) => void;
  readonly list: () => readonly KeptMessage[];
  readonly dropped: () => number;
  readonly bytes: () => number;
};

export const messageLimit = 16 * 1024;
const countLimit = 1_000;
/** Of all messages of one stream together, where there are few streams. */
export const messagesLimit = 1024 * 1024;
/** What a message costs beside its content. */
const overhead = 200;

/** At most the newest thousand, and at most `most()` bytes of them. `now`: milliseconds since the exchange began. */
export const createMessages = (now: () => number, most: () => number = () => messagesLimit): Messages => {
  let kept: (KeptMessage | undefined)[] = [];
  let first = 0;
  let bytes = 0;
  let dropped = 0;
  return {
    add: (message, at = now()) => {
      kept.push({ ...message, at });
      bytes += message.content.length + overhead;
      const limit = most();
      while (kept.length - first > countLimit || (bytes > limit && kept.length - first > 1)) {
        bytes -= (kept[first]?.content.length ?? 0) + overhead;
        kept[first++] = undefined;
        dropped += 1;
      }
      if (first < countLimit) return;
      kept = kept.slice(first);
      first = 0;
    },
    list: () => kept.slice(first).filter((one) => one !== undefined),
    dropped: () => dropped,
    bytes: () => bytes,
  };
};

/**
 * The messages of one stream in the order in which they came, also where some have to be inflated first: each call is a message that comes, and
 * gives how to tell of it.
 */
export const inOrder = (
  add: Messages['add'],
  now: () => number,
): (() => (message: Omit<KeptMessage, 'at'>) => void) => {
  const waiting: { readonly at: number; message: Omit<KeptMessage, 'at'> | undefined }[] = [];
  return () => {
    const mine: (typeof waiting)[number] = { at: now(), message: undefined };
    waiting.push(mine);
    return (message) => {
      mine.message = message;
      while (waiting[0]?.message) {
        const { at, message: next } = waiting.shift() as typeof mine;
        if (next) add(next, at);
      }
    };
  };
};

/** Gathers the content of a message in pieces; what is over the limit is counted only. */
export type Gathering = {
  readonly add: (bytes: Uint8Array) => void;
  readonly size: () => number;
  /** A copy of its own. */
  readonly content: () => Uint8Array;
};

export const gather = (limit = messageLimit): Gathering => {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let size = 0;
  return {
    add: (bytes) => {
      size += bytes.length;
      if (kept >= limit || bytes.length === 0) return;
      const more = bytes.subarray(0, limit - kept);
      chunks.push(more);
      kept += more.length;
    },
    size: () => size,
    content: () => Buffer.concat(chunks, kept),
  };
};
