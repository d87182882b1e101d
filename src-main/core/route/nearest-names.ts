/** The names most alike to one name, nearest first, at most `count`: fewest letters to change, then the order given. */
export const nearestNames = (name: string, names: readonly string[], count: number): readonly string[] =>
  names
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

/** Levenshtein's distance, one row at a time. Long names are compared by their first 100 characters. */
const distanceBetween = (left: string, right: string): number => {
  const a = left.slice(0, 100);
  const b = right.slice(0, 100);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
