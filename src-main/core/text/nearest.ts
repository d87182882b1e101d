/** The one of `words` that the writer most likely meant, or undefined where none is near. Case counts for nothing. */
export const nearest = (written: string, words: Iterable<string>): string | undefined => {
  const limit = Math.max(1, Math.floor(written.length / 3));
  const sought = written.toLowerCase();
  const rows: Rows = [[], [], []];
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const word of words) {
    if (Math.abs(word.length - written.length) > limit) continue;
    const distance = editDistance(sought, word.toLowerCase(), bestDistance, rows);
    if (distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
};

/** Room for three rows of the table of distances, used again for each word. */
type Rows = [number[], number[], number[]];

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); `limit` where it is not less. */
const editDistance = (a: string, b: string, limit: number, rows: Rows): number => {
  let [beforeLast, last, current] = rows;
  for (let column = 0; column <= b.length; column++) last[column] = column;
  for (let row = 1; row <= a.length; row++) {
    const code = a.charCodeAt(row - 1);
    let left = row;
    let smallest = row;
    current[0] = row;
    for (let column = 1; column <= b.length; column++) {
      const other = b.charCodeAt(column - 1);
      const above = last[column] as number;
      let cost = (last[column - 1] as number) + (code === other ? 0 : 1);
      if (above + 1 < cost) cost = above + 1;
      if (left + 1 < cost) cost = left + 1;
      if (row > 1 && column > 1 && code === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === other) {
        cost = Math.min(cost, (beforeLast[column - 2] as number) + 1);
      }
      current[column] = cost;
      left = cost;
      if (cost < smallest) smallest = cost;
    }
    if (smallest >= limit) return limit;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return last[b.length] as number;
};
