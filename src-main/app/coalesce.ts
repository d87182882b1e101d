export type Coalesced = {
  /** Resolves when a run that began after this request has ended. */
  readonly ask: () => Promise<void>;
  /** Resolves when nothing runs and nothing is asked for. */
  readonly settled: () => Promise<void>;
};

/** Runs `work` for every request to do so, never two at once: requests that come while it runs become one run afterwards. `work` must not reject. */
export const coalesce = (work: () => Promise<void>): Coalesced => {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    ask: () => {
      // Asked before `running`: between the end of a run and the start of the next one, only `next` is set.
      if (next) return next;
      if (!running) return run();
      next = running.then(() => {
        next = undefined;
        return run();
      });
      return next;
    },
    settled: async () => {
      while (running || next) await (next ?? running);
    },
  };
};
