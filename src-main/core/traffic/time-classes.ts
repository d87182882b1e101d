/**
 * Times in milliseconds by classes, each `growth` times as wide as the one before, from a tenth of a millisecond up: a few counters for any
 * number of times, and percentiles that are off by at most half a class.
 */
export type TimeClasses = {
  readonly count: number;
  /** The class of a time. */
  readonly of: (ms: number) => number;
  /** The middle of the class in which the percentile is, by nearest rank; `at` gives how many times a class has, `all` how many there are. */
  readonly percentile: (at: (index: number) => number, all: number, share: number) => number;
};

const smallest = 0.1;

export const timeClasses = (count: number, growth: number): TimeClasses => {
  const width = Math.log(growth);
  return {
    count,
    of: (ms) => (ms <= smallest ? 0 : Math.min(count - 1, Math.ceil(Math.log(ms / smallest) / width))),
    percentile: (at, all, share) => {
      if (all === 0) return 0;
      const rank = Math.ceil(all * share);
      let seen = 0;
      for (let index = 0; index < count; index += 1) {
        seen += at(index);
        if (seen >= rank) return index === 0 ? smallest : smallest * growth ** (index - 0.5);
      }
      return 0;
    },
  };
};

/** The key of what was not seen for longest, which makes room for what comes. */
export const longestUnseen = <T>(all: ReadonlyMap<string, T>, seen: (one: T) => number): string => {
  let [oldest, when] = ['', Number.POSITIVE_INFINITY];
  for (const [key, one] of all) if (seen(one) < when) [oldest, when] = [key, seen(one)];
  return oldest;
};
