import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves of what new objects are made in. */
const usualBytes = 32 * 1024 * 1024;

/**
 * Keeps the space in which new objects are made from growing beyond about `most` bytes. Left alone, V8 doubles it under load up to 128 MiB, and
 * nothing gets faster by that: requests leave little behind that is still needed. In a quiet moment V8 makes it small again, and then it
 * may grow again. Returns how to leave it alone.
 */
export const keepYoungSpaceSmall = (most = usualBytes): (() => void) => {
  let mayGrow = true;
  const allow = (grow: boolean) => {
    if (grow === mayGrow) return;
    mayGrow = grow;
    // Read each time the space would grow, so that it may be said while the program runs; for the size itself V8 only asks when it starts.
    setFlagsFromString(`--semi-space-growth-factor=${grow ? 2 : 1}`);
  };
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if (young !== undefined) allow(2 * young.space_size <= most);
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    observer.disconnect();
    allow(true);
  };
};
