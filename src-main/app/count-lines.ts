/** Lines added and removed; what `diff` would say. */
export type LineCounts = { readonly added: number; readonly removed: number };

/** Beyond so many differing lines the shortest difference is not looked for any more. */
const mostEdits = 1_000;

/**
 * How many lines of `after` are new, and how many of `before` are gone, by the shortest difference (Myers, "An O(ND) Difference
 * Algorithm"). Where very much differs, lines that only moved are not counted. An absent text has no lines.
 */
export const countLines = (before: string | undefined, after: string | undefined): LineCounts => {
  const old = linesOf(before);
  const now = linesOf(after);
  const shared = Math.min(old.length, now.length);
  let head = 0;
  while (head < shared && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shared - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const a = old.slice(head, old.length - tail);
  const b = now.slice(head, now.length - tail);
  if (a.length === 0 || b.length === 0) return { added: b.length, removed: a.length };
  const edits = shortest(a, b);
  if (edits === undefined) return withoutOrder(a, b);
  return { added: (edits + b.length - a.length) / 2, removed: (edits + a.length - b.length) / 2 };
};

const linesOf = (text: string | undefined): readonly string[] => {
  if (text === undefined || text === '') return [];
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** The least number of added and removed lines; undefined where it is more than `mostEdits`. */
const shortest = (a: readonly string[], b: readonly string[]): number | undefined => {
  const most = Math.min(a.length + b.length, mostEdits);
  // The furthest line of `a` on each diagonal; index `most + 1` is diagonal 0.
  const furthest = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits++) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = most + 1 + diagonal;
      const left = furthest[at - 1] ?? 0;
      const right = furthest[at + 1] ?? 0;
      let x = diagonal === -edits || (diagonal !== edits && left < right) ? right : left + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      furthest[at] = x;
      if (x >= a.length && x - diagonal >= b.length) return edits;
    }
  }
  return undefined;
};

const withoutOrder = (a: readonly string[], b: readonly string[]): LineCounts => {
  const left = new Map<string, number>();
  for (const line of a) left.set(line, (left.get(line) ?? 0) + 1);
  let same = 0;
  for (const line of b) {
    const count = left.get(line) ?? 0;
    if (count === 0) continue;
    left.set(line, count - 1);
    same++;
  }
  return { added: b.length - same, removed: a.length - same };
};
