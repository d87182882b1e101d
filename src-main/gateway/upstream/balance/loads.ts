/** How many hosts a level has, and how many of them may be used. */
export type Health = { readonly usable: number; readonly all: number };

/** Shares of the levels in percent, 100 together (or none at all), and which of them use all their hosts whatever their health. */
export type Loads = { readonly percent: readonly number[]; readonly panic: readonly boolean[] };

/** Percent. A level is worth its whole share until less than 100 / 140 of its hosts are well. */
const overprovisioning = 140;

/** What part of its share a place is still worth. */
export const worth = ({ usable, all }: Health): number =>
  all === 0 ? 0 : Math.min(1, (overprovisioning * usable) / (100 * all));

/**
 * Envoy's priority levels: each takes what its health, times 1.4, can carry of what is left; whole percents, the remainder to the
 * first. Where all together cannot carry everything, levels with fewer than `panicPercent` usable hosts use all of theirs; 0: never.
 */
export function loadsOf(levels: readonly Health[], panicPercent: number): Loads {
  const health = levels.map(({ usable, all }) =>
    all === 0 ? 0 : Math.min(100, Math.floor((overprovisioning * usable) / all)),
  );
  const total = Math.min(100, sum(health));
  const panic = levels.map(({ usable, all }) => total < 100 && (all === 0 ? 0 : (100 * usable) / all) < panicPercent);
  if (panic.length > 0 && panic.every(Boolean)) {
    // Nothing can be said for one level or another but how many hosts it has.
    const hosts = sum(levels.map(({ all }) => all));
    return { percent: complete(levels.map(({ all }) => Math.floor((100 * all) / hosts))), panic };
  }
  if (total === 0) return { percent: levels.map(() => 0), panic };
  let left = 100;
  const percent = health.map((one) => {
    const load = Math.min(left, Math.floor((one * 100) / total));
    left -= load;
    return load;
  });
  return { percent: complete(percent), panic };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** What rounding has lost goes to the first level that has anything. */
const complete = (percent: readonly number[]): readonly number[] => {
  const first = percent.findIndex((one) => one > 0);
  const lost = 100 - sum(percent);
  return percent.map((one, index) => (index === first ? one + lost : one));
};
