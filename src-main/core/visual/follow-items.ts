/**
 * Which item of a list was which before it changed: for each item now its index before, or undefined for one that is new. Items are known
 * by their text: what is the same at both ends stays, then what is the same anywhere; what has been changed in its place is whatever is
 * left over between two that are known, or in all, where as many went as came. None is two of the new ones.
 */
export const followItems = (before: readonly string[], after: readonly string[]): readonly (number | undefined)[] => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const oldEnd = before.length - end;
  const newEnd = after.length - end;
  const partner: (number | undefined)[] = after.map((_, i) =>
    i < start ? i : i >= newEnd ? i - newEnd + oldEnd : undefined,
  );
  const places = new Map<string, number[]>();
  for (let i = start; i < oldEnd; i++) {
    const text = before[i] ?? '';
    places.set(text, [...(places.get(text) ?? []), i]);
  }
  const gone = new Set(Array.from({ length: oldEnd - start }, (_, i) => start + i));
  const fresh: number[] = [];
  for (let i = start; i < newEnd; i++) {
    const old = places.get(after[i] ?? '')?.shift();
    if (old === undefined) fresh.push(i);
    else {
      partner[i] = old;
      gone.delete(old);
    }
  }
  pairWithin(partner, gone, before.length);
  const [left, still] = [[...gone], fresh.filter((now) => partner[now] === undefined)];
  if (left.length === still.length)
    still.forEach((now, at) => {
      partner[now] = left[at];
    });
  return partner;
};

/** Between two neighbours that are known, as many new items as old ones are gone are those, in their order. */
const pairWithin = (partner: (number | undefined)[], gone: Set<number>, oldLength: number): void => {
  for (let from = 0; from < partner.length; ) {
    if (partner[from] !== undefined) {
      from++;
      continue;
    }
    let to = from;
    while (to < partner.length && partner[to] === undefined) to++;
    const above = from === 0 ? -1 : (partner[from - 1] ?? -1);
    const below = to === partner.length ? oldLength : (partner[to] ?? oldLength);
    const between = [...gone].filter((old) => old > above && old < below);
    if (between.length === to - from)
      between.forEach((old, at) => {
        partner[from + at] = old;
        gone.delete(old);
      });
    from = to;
  }
};
