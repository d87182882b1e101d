import { diff3Merge } from 'node-diff3';

/** Lines that both texts agree about or only one of them changed, or a place where both did, each in its own way. */
export type MergePart =
  | { readonly is: 'settled'; readonly lines: readonly string[] }
  | { readonly is: 'conflict'; readonly mine: readonly string[]; readonly theirs: readonly string[] };

export type Merge = {
  readonly parts: readonly MergePart[];
  /** How many of the parts are in conflict. */
  readonly conflicts: number;
  /** What ends a line of the merged text. */
  readonly lineBreak: '\n' | '\r\n';
};

export type Choice = 'mine' | 'theirs' | 'both';

/** Lines that occur very often in all texts make comparing slow: beyond this many pairs of equal lines nothing is compared. */
const mostPairs = 5_000_000;
/** Nor beyond so many lines, for which the comparison takes their square. */
const mostLines = 20_000;

/**
 * `mine` and `theirs`, which were both made from `base`, put together by lines. Changes that touch each other are a conflict, the same
 * change on both sides is none. A side that changed the line ends of the whole text changes these, and no line. Without a base
 * everything between the common beginning and the common end is one conflict.
 */
export const mergeText = (base: string | undefined, mine: string, theirs: string): Merge => {
  const [a, o, b] = linesAlike(mine, base ?? theirs, theirs);
  let head = 0;
  const shortest = base === undefined ? Math.min(a.length, b.length) : Math.min(a.length, o.length, b.length);
  const same = (i: number, j: number, k: number) => a[i] === b[k] && (base === undefined || a[i] === o[j]);
  while (head < shortest && same(head, head, head)) head += 1;
  let tail = 0;
  while (tail < shortest - head && same(a.length - 1 - tail, o.length - 1 - tail, b.length - 1 - tail)) {
    tail += 1;
  }
  const middle = (lines: readonly string[]) => lines.slice(head, lines.length - tail);
  const parts: readonly MergePart[] = [
    { is: 'settled' as const, lines: a.slice(0, head) },
    ...between(base === undefined ? undefined : middle(o), middle(a), middle(b)),
    { is: 'settled' as const, lines: a.slice(a.length - tail) },
  ].filter((part) => part.is === 'conflict' || part.lines.length > 0);
  return {
    parts,
    conflicts: parts.filter(({ is }) => is === 'conflict').length,
    lineBreak: lineBreakAfter(base, mine, theirs),
  };
};

/** The merged text; each conflict by the choice at its place among the conflicts, `mine` where there is none. */
export const mergedText = ({ parts, lineBreak }: Merge, choices: readonly (Choice | undefined)[] = []): string => {
  let number = -1;
  return parts
    .flatMap((part) => {
      if (part.is === 'settled') return part.lines;
      number += 1;
      const choice = choices[number] ?? 'mine';
      if (choice === 'both') return [...part.mine, ...part.theirs];
      return choice === 'mine' ? part.mine : part.theirs;
    })
    .join(lineBreak);
};

const between = (
  base: readonly string[] | undefined,
  mine: readonly string[],
  theirs: readonly string[],
): readonly MergePart[] => {
  if (mine.length === 0 && theirs.length === 0) return [];
  const apart = base && apartIn(base, mine, theirs);
  if (apart !== undefined) return [{ is: 'settled', lines: apart }];
  if (base === undefined || Math.max(base.length, mine.length, theirs.length) > mostLines) {
    return [{ is: 'conflict', mine, theirs }];
  }
  if (pairsOf(base, mine) + pairsOf(base, theirs) > mostPairs) {
    return [{ is: 'conflict', mine, theirs }];
  }
  const regions = diff3Merge([...mine], [...base], [...theirs], { excludeFalseConflicts: true });
  return regions.map((region): MergePart => {
    if (region.conflict) return { is: 'conflict', mine: region.conflict.a, theirs: region.conflict.b };
    return { is: 'settled', lines: region.ok ?? [] };
  });
};

/** Where the two sides have changed one stretch each, and lines stand between these: both changes; needs no comparison. */
const apartIn = (
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly string[] | undefined => {
  const [m, t] = [stretchOf(base, mine), stretchOf(base, theirs)];
  const [first, second] = m.from <= t.from ? [m, t] : [t, m];
  if (first.to >= second.from) return undefined;
  return base
    .slice(0, first.from)
    .concat(first.lines, base.slice(first.to, second.from), second.lines, base.slice(second.to));
};

const stretchOf = (base: readonly string[], side: readonly string[]) => {
  const most = Math.min(base.length, side.length);
  let from = 0;
  while (from < most && base[from] === side[from]) from += 1;
  let tail = 0;
  while (tail < most - from && base[base.length - 1 - tail] === side[side.length - 1 - tail]) tail += 1;
  return { from, to: base.length - tail, lines: side.slice(from, side.length - tail) };
};

const pairsOf = (a: readonly string[], b: readonly string[]): number => {
  const counts = new Map<string, number>();
  for (const line of a) counts.set(line, (counts.get(line) ?? 0) + 1);
  return b.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
};

/** Lines without their ends, where each of the texts ends all of its lines alike; else a `\r` stays what it is, a character. */
const linesAlike = (...texts: readonly [string, string, string]): [string[], string[], string[]] => {
  const split = texts.every((text) => lineEndsOf(text) !== 'mixed')
    ? (text: string) => text.split(/\r?\n/)
    : (text: string) => text.split('\n');
  return [split(texts[0]), split(texts[1]), split(texts[2])];
};

const lineEndsOf = (text: string): '\n' | '\r\n' | 'none' | 'mixed' => {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  if (all === 0) return 'none';
  return windows === 0 ? '\n' : windows === all ? '\r\n' : 'mixed';
};

/** Whoever changed the line ends meant it; where both texts have none to tell, the other one's count. */
const lineBreakAfter = (base: string | undefined, mine: string, theirs: string): '\n' | '\r\n' => {
  const [o, a, b] = [lineEndsOf(base ?? ''), lineEndsOf(mine), lineEndsOf(theirs)];
  if ([o, a, b].includes('mixed')) return '\n';
  const chosen = b !== 'none' && b !== o ? b : a === 'none' ? b : a;
  return chosen === '\r\n' ? '\r\n' : '\n';
};
