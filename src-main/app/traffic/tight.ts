import type { Segment, Segments } from './segments.ts';

/** Bytes that lie in segments wherever there was room, one behind the other. */
export type Tight = {
  readonly length: number;
  /** A copy, aligned as numbers have to be. */
  readonly read: () => Buffer;
  /** Nobody reads it any more. */
  readonly letGo: () => void;
};

/** Writes bytes of any length into segments, which are given back when all that lies in them has been let go. */
export type TightLog = { readonly put: (bytes: Uint8Array) => Tight };

type Shared = { readonly segment: Segment; users: number; used: number };

export const createTightLog = (segments: Segments): TightLog => {
  let filling: Shared | undefined;
  const leave = (shared: Shared) => {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (shared === filling) filling = undefined;
    segments.give(shared.segment);
  };
  const room = (): Shared => {
    if (filling && filling.used < segments.size) return filling;
    filling = { segment: segments.take(), users: 0, used: 0 };
    return filling;
  };
  return {
    put: (bytes) => {
      const whole = bytes.length;
      const parts: { readonly shared: Shared; readonly from: number; readonly length: number }[] = [];
      for (let at = 0; at < bytes.length; ) {
        const shared = room();
        const length = Math.min(bytes.length - at, segments.size - shared.used);
        shared.segment.bytes.set(bytes.subarray(at, at + length), shared.used);
        parts.push({ shared, from: shared.used, length });
        shared.used += length;
        shared.users += 1;
        at += length;
      }
      return {
        length: whole,
        read: () => {
          const copy = Buffer.allocUnsafeSlow(whole);
          let at = 0;
          for (const { shared, from, length } of parts) {
            copy.set(shared.segment.bytes.subarray(from, from + length), at);
            at += length;
          }
          return copy;
        },
        letGo: () => {
          for (const { shared } of parts.splice(0)) leave(shared);
        },
      };
    },
  };
};
