import { setImmediate } from 'node:timers/promises';

/** The end of `steps`, with everything else that waits for its turn done between two of them. */
export const betweenTurns = async <T>(steps: Generator<void, T>): Promise<T> => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
};
