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
  const left = pairsOf(after);
  const take = (fits: (pair: Pair) => boolean): Pair | undefined => {
    const at = left.findIndex(fits);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const given = pairsOf(before);
  const same = given.map(([name, value]) => take(([other, its]) => isName(name, other) && its === value));
  const lines = given.map(([name, value], i): ComparedLine => {
    const base = { name: name.toLowerCase(), before: value };
    if (same[i]) return { ...base, after: value, change: 'same' };
    const changed = take(([other]) => isName(name, other));
    return changed ? { ...base, after: changed[1], change: 'changed' } : { ...base, change: 'removed' };
  });
  return [
    ...lines,
    ...left.map(([name, value]) => ({ name: name.toLowerCase(), after: value, change: 'added' }) as const),
  ];
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
