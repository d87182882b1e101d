/** Tries something again and again until it need not be tried any more, each time after twice as long. */
export type TryAgain = {
  /** Whether anything is left to be tried; to be said whenever that may have changed. `fresh`: the waits begin with the shortest. */
  readonly follow: (needed: boolean, fresh?: boolean) => void;
  /** Tries at once where anything is left, and begins with the shortest wait behind it. */
  readonly now: () => void;
  readonly close: () => void;
};

const doublings = 5;

/** `attempt` never rejects, and says by `follow` what is left before it resolves. Waiting keeps no program alive. */
export const createTryAgain = (attempt: () => Promise<unknown>, firstMs: number): TryAgain => {
  let timer: NodeJS.Timeout | undefined;
  let tries = 0;
  let needed = false;
  let trying = false;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const wait = () => {
    if (timer !== undefined || trying || !needed) return;
    timer = setTimeout(run, firstMs * 2 ** Math.min(tries, doublings));
    timer.unref();
  };
  const run = () => {
    stop();
    if (!needed || trying) return;
    trying = true;
    tries += 1;
    void attempt().finally(() => {
      trying = false;
      wait();
    });
  };
  return {
    follow: (still, fresh = false) => {
      needed = still;
      if (!needed || fresh) {
        tries = 0;
        stop();
      }
      wait();
    },
    now: () => {
      tries = 0;
      run();
    },
    close: () => {
      needed = false;
      stop();
    },
  };
};
