/** The names most alike to one name, nearest first, at most `count`: fewest letters to change, then the order given. */
export const nearestNames = (name: string, names: readonly string[], count: number): readonly string[] =>
  plausible(name, names, Math.max(count, 200))
    .map((candidate, order) => ({ candidate, order, distance: distanceBetween(name, candidate) }))
    .sort((a, b) => a.distance - b.distance || a.order - b.order)
    .slice(0, count)
    .map(({ candidate }) => candidate);

/** The one name that was probably meant; absent where nothing is near enough to suggest. */
export const meantName = (name: string, names: readonly string[]): string | undefined => {
  const [nearest] = nearestNames(name, names, 1);
  if (nearest === undefined || nearest === name) return undefined;
  return distanceBetween(name, nearest) <= Math.max(1, Math.floor(name.length / 4)) ? nearest : undefined;
};

/** Of very many names those that begin and end alike, because the real comparison is dear and this may run for every 404. */
const plausible = (name: string, names: readonly string[], most: number): readonly string[] => {
  if (names.length <= most) return names;
  return names
    .map((candidate, order) => ({ candidate, order, alike: alikeness(name, candidate) }))
    .sort((a, b) => b.alike - a.alike || a.order - b.order)
    .slice(0, most)
    .map(({ candidate }) => candidate);
};

/** Equal letters from the start and from the end, less the difference in length. */
const alikeness = (a: string, b: string): number => {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end++;
  return start + end - Math.abs(a.length - b.length);
};

/** Letters to change, leave out, put in or swap with their neighbour, one row at a time. Long names are compared by their first 100 characters. */
const distanceBetween = (left: string, right: string): number => {
  const a = left.slice(0, 100);
  const b = right.slice(0, 100);
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      const change = (row[j - 1] ?? 0) + (same ? 0 : 1);
      let least = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
};
