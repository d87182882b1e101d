import type { HeaderLines } from '#core/route/facts.ts';

/** A bit for each, of a number that stays small; further lines are told in full. */
const most = 30;

/**
 * Which lines of `before` stand in `lines` as they were, from the beginning of it on and in their order, with their names in lower case: a bit for
 * each. What a proxy passes on is mostly what came to it, so that little is left to keep.
 */
export const keptOf = (before: HeaderLines, lines: HeaderLines): number => {
  const end = Math.min(before.length, 2 * most);
  let kept = 0;
  let at = 0;
  for (let i = 0; i + 1 < end && at + 1 < lines.length; i += 2) {
    if (before[i + 1] !== lines[at + 1]) continue;
    const [name, now] = [before[i] as string, lines[at] as string];
    if (name.length !== now.length || name.toLowerCase() !== now) continue;
    kept |= 1 << (i / 2);
    at += 2;
  }
  return kept;
};

/** How many strings of `lines` these are: names and values. */
export const keptCount = (kept: number): number => {
  let count = 0;
  for (let left = kept; left !== 0; left &= left - 1) count += 2;
  return count;
};

/** The lines that a number stands for. */
export const keptLines = (before: HeaderLines, kept: number): string[] => {
  const lines: string[] = [];
  for (let i = 0; kept >> (i / 2) !== 0; i += 2)
    if ((kept >> (i / 2)) & 1) lines.push((before[i] as string).toLowerCase(), before[i + 1] as string);
  return lines;
};
