import { hostOf } from '#core/route/authority.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Exchange } from '#core/traffic/exchange.ts';

/** What the gateway did to a line on its way through. */
export type SideChange = 'same' | 'added' | 'removed' | 'changed';

/** One header line before the gateway and behind it. */
export type ComparedLine = {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
  readonly change: SideChange;
};

/**
 * The lines of a head beside those that the gateway made of them: those that came in, in their order, then what was added. Names are
 * compared without case; of several lines with one name equal values belong together first, then the others in their order.
 */
export const compareSides = (before: HeaderLines, after: HeaderLines): readonly ComparedLine[] => {
  const made = pairsOf(after);
  const given = pairsOf(before);
  const left = new Set(made.keys());
  // Each line is looked at once for each of the two, because a head may have thousands of them.
  const byLine = queuesOf(made, ([name, value]) => `${name.toLowerCase()}:${value}`);
  const byName = queuesOf(made, ([name]) => name.toLowerCase());
  const take = (queue: number[] | undefined): Pair | undefined => {
    for (let at = queue?.pop(); at !== undefined; at = queue?.pop()) if (left.delete(at)) return made[at];
    return undefined;
  };
  const same = given.map(([name, value]) => take(byLine.get(`${name.toLowerCase()}:${value}`)));
  const lines = given.map(([name, value], i): ComparedLine => {
    const base = { name: name.toLowerCase(), before: value };
    if (same[i]) return { ...base, after: value, change: 'same' };
    const changed = take(byName.get(base.name));
    return changed ? { ...base, after: changed[1], change: 'changed' } : { ...base, change: 'removed' };
  });
  const added = made.filter((_, at) => left.has(at));
  return [
    ...lines,
    ...added.map(([name, value]) => ({ name: name.toLowerCase(), after: value, change: 'added' }) as const),
  ];
};

/** The places of the lines by a key, the last one first. */
const queuesOf = (pairs: readonly Pair[], key: (pair: Pair) => string): ReadonlyMap<string, number[]> => {
  const queues = new Map<string, number[]>();
  for (let at = pairs.length - 1; at >= 0; at--) {
    const name = key(pairs[at] as Pair);
    const queue = queues.get(name);
    if (queue) queue.push(at);
    else queues.set(name, [at]);
  }
  return queues;
};

/** The host as the client wrote it: another one than routes and services see where it was a `.localhost` name that stands for theirs. */
export const askedHost = ({ authority, requestHeaders }: Pick<Exchange, 'authority' | 'requestHeaders'>): string => {
  const written = pairsOf(requestHeaders).find(([name]) => isName(name, 'host'))?.[1];
  return written !== undefined && hostOf(written) === `${hostOf(authority)}.localhost` ? written : authority;
};

type Pair = readonly [name: string, value: string];

const isName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const pairsOf = (lines: HeaderLines): Pair[] =>
  lines.flatMap((line, i) => (i % 2 === 0 ? [[line, lines[i + 1] ?? ''] as const] : []));
