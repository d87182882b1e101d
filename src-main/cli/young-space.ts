import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves of what new objects are made in. */
const usualBytes = 32 * 1024 * 1024;

/**
 * Keeps the space in which new objects are made from growing beyond about `most` bytes, by the time the collector has run next. Left alone, V8
 * doubles it under load up to 128 MiB and never gives it back, and nothing gets faster by that: requests leave little behind that is still needed.
 * Returns how to stop looking.
 */
export const keepYoungSpaceSmall = (most = usualBytes): (() => void) => {
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if (young !== undefined && young.space_size < most) return;
    // Read each time the space would grow, so that it may be said while the program runs; of the size itself V8 only asks when it starts.
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
};
