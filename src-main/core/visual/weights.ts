/** The share of one destination. A locked one stays as it is when others move. */
export type Share = { readonly weight: number; readonly locked: boolean };

/**
 * The weights after one destination got another share: the others that are not locked give or take in the proportion they have, so that
 * all together stay `total`. What cannot be had, because locked ones have it, is not given. Whole numbers, none negative; a larger share
 * never enlarges another one. Where no other may move, nothing changes.
 */
export const moveShare = (
  shares: readonly Share[],
  index: number,
  wanted: number,
  total: number,
): readonly number[] => {
  const weights = shares.map(({ weight }) => weight);
  const free = shares.flatMap(({ locked }, i) => (locked || i === index ? [] : [i]));
  const kept = shares.reduce((sum, { locked, weight }, i) => (locked && i !== index ? sum + weight : sum), 0);
  if (free.length === 0 || kept > total || !shares[index]) return weights;
  const own = Math.min(total - kept, Math.max(0, Math.round(wanted)));
  const left = apportion(
    free.map((i) => weights[i] ?? 0),
    total - kept - own,
  );
  weights[index] = own;
  free.forEach((i, at) => {
    weights[i] = left[at] ?? 0;
  });
  return weights;
};

/** The same share for each that is not locked, as nearly as whole numbers can; the first get what is left over. */
export const evenShares = (shares: readonly Share[], total: number): readonly number[] => {
  const free = shares.filter(({ locked }) => !locked);
  const left = Math.max(0, total - shares.reduce((sum, { locked, weight }) => (locked ? sum + weight : sum), 0));
  const even = apportion(
    free.map(() => 1),
    left,
  );
  let next = 0;
  return shares.map(({ locked, weight }) => (locked ? weight : (even[next++] ?? 0)));
};

/** Whole percentages of weights, 100 together; all 0 where there is no weight at all. */
export const percentagesOf = (weights: readonly number[]): readonly number[] =>
  weights.some((weight) => weight > 0) ? apportion(weights, 100) : weights.map(() => 0);

/**
 * `total` in whole parts, in proportion to `weights`, the same for all of them where all are 0. By the method of Webster and not by
 * largest remainders, because with these a part may shrink while the total grows, and a slider would tremble.
 */
export const apportion = (weights: readonly number[], total: number): readonly number[] => {
  const sum = weights.reduce((all, one) => all + one, 0);
  const by = sum > 0 ? weights : weights.map(() => 1);
  const whole = sum > 0 ? sum : weights.length;
  const parts = by.map((weight) => Math.round((weight * total) / whole));
  for (let given = parts.reduce((all, one) => all + one, 0); given !== total && by.length > 0; ) {
    const step = given < total ? 1 : -1;
    const at = step > 0 ? nextToGet(by, parts) : lastToHaveGot(by, parts);
    parts[at] = (parts[at] ?? 0) + step;
    given += step;
  }
  return parts;
};

const nextToGet = (by: readonly number[], parts: readonly number[]): number => {
  const claim = (i: number) => (by[i] ?? 0) / (2 * (parts[i] ?? 0) + 1);
  return by.reduce((best, _, i) => (claim(i) > claim(best) ? i : best), 0);
};

const lastToHaveGot = (by: readonly number[], parts: readonly number[]): number => {
  const claim = (i: number) =>
    (parts[i] ?? 0) === 0 ? Number.POSITIVE_INFINITY : (by[i] ?? 0) / (2 * (parts[i] ?? 0) - 1);
  return by.reduce((worst, _, i) => (claim(i) <= claim(worst) ? i : worst), 0);
};
