import type { Severity } from './diagnostic.ts';

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2 };

/**
 * The `most` worst of a list (errors before warnings before information, else as they come), in the order they came, and how the rest
 * begins. A file that is no resource at all may have a problem in every line: nobody reads a million of them, and every window,
 * terminal and event would have to carry them.
 */
export const foremost = <T extends { readonly severity: Severity }>(
  list: readonly T[],
  most: number,
): { readonly kept: readonly T[]; readonly worstLeft?: T; readonly left: number } => {
  if (list.length <= most) return { kept: list, left: 0 };
  const order = list.map((_, index) => index);
  const rank = (index: number): number => ranks[list[index]?.severity ?? 'information'];
  order.sort((a, b) => rank(a) - rank(b) || a - b);
  const chosen = new Set(order.slice(0, most));
  const worstLeft = list[order[most] ?? 0];
  return {
    kept: list.filter((_, index) => chosen.has(index)),
    left: list.length - most,
    ...(worstLeft && { worstLeft }),
  };
};
