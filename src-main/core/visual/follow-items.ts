/**
 * Which item of a list was which before it changed: for each item now its index before, or undefined for one that is new. Items are known
 * by their text: what is the same at both ends stays, then what is the same anywhere, and what has been changed in its place is whatever is
 * left over where as many went as came. None is two of the new ones.
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
  const left = [...gone];
  if (left.length === fresh.length)
    fresh.forEach((now, at) => {
      partner[now] = left[at];
    });
  return partner;
};
