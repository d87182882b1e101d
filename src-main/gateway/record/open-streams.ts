import type { Clock } from '#core/world.ts';
import type { Life, Observer } from '../record.ts';

/** The streams under way, and who is told of them. */
export type OpenStreams = {
  readonly opened: (life: Life) => void;
  readonly ended: (life: Life) => void;
  readonly observe: (observer: Observer) => () => void;
  readonly count: () => number;
  readonly close: () => void;
};

type Tell = (life: Life, at: number, observers: ReadonlySet<Observer>) => void;

/** Most gRPC calls are over by then, and nobody need be told of them twice. */
const lookEveryMs = 250;
/** A stream that goes on is told of so often at most. */
const tellEveryMs = 1_000;

/** WebSockets and events are told of when they open, gRPC when it has lasted a moment; a stream where nothing passes is told of once. */
export const createOpenStreams = (clock: Clock, tell: Tell): OpenStreams => {
  const observers = new Set<Observer>();
  const open = new Map<Life, { told: number | undefined; bytes: number }>();
  let timer: NodeJS.Timeout | undefined;
  const bytesOf = (life: Life) => life.bytesReceived + life.bytesSent;
  const say = (life: Life, now: number) => {
    open.set(life, { told: now, bytes: bytesOf(life) });
    tell(life, now, observers);
  };
  const look = () => {
    const now = clock();
    for (const [life, { told, bytes }] of open) {
      if (told === undefined) {
        // A head that has not come is nothing to look at, unless it lets one wait.
        if (now - life.started >= lookEveryMs) say(life, now);
      } else if (now - told >= tellEveryMs && bytes !== bytesOf(life)) say(life, now);
    }
  };
  const rest = () => {
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    opened: (life) => {
      if (observers.size === 0 || open.has(life)) return;
      open.set(life, { told: undefined, bytes: 0 });
      if (timer === undefined) {
        timer = setInterval(look, lookEveryMs);
        timer.unref();
      }
      // Never within the request, whose head is still on its way.
      if (life.stream !== 'grpc')
        setImmediate(() => {
          if (open.get(life)?.told === undefined && open.has(life)) say(life, clock());
        });
    },
    ended: (life) => {
      if (open.delete(life)) rest();
    },
    count: () => open.size,
    observe: (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    close: () => {
      open.clear();
      rest();
    },
  };
};
