import type { Seen } from '#core/doctor/observations.ts';

/** What was found out within `ms`; else, or where it throws, why not. Never rejects. */
export const seen = async <T>(ms: number, what: string, work: () => Promise<T> | T): Promise<Seen<T>> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Seen<T>>((resolve) => {
    timer = setTimeout(() => resolve({ unseen: `${what} did not answer within ${Math.ceil(ms / 1000)} seconds` }), ms);
  });
  try {
    return await Promise.race([Promise.resolve(work()).then((found) => ({ seen: found })), late]);
  } catch (error) {
    return { unseen: `${what} cannot be looked at (${error instanceof Error ? error.message : String(error)})` };
  } finally {
    clearTimeout(timer);
  }
};

/** What is there, or nothing: for places of which most are not there. */
export const orNothing = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);

/** Works on each, `together` at a time, until `enough` says so; what was not reached by then is left out. Keeps the order. */
export const inTurns = async <T, U>(
  all: readonly T[],
  together: number,
  enough: () => boolean,
  work: (one: T) => Promise<U>,
): Promise<readonly U[]> => {
  const done: (readonly [at: number, found: U])[] = [];
  let next = 0;
  const walk = async (): Promise<void> => {
    for (let at = next++; at < all.length && !enough(); at = next++) done.push([at, await work(all[at] as T)]);
  };
  await Promise.all(Array.from({ length: together }, walk));
  return done.sort(([a], [b]) => a - b).map(([, found]) => found);
};
