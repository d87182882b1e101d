import type { Diagnostic } from '#core/text/diagnostic.ts';

/** Where somebody is: an offset in the text of a file. */
export type Spot = { readonly file: string; readonly offset: number };

/**
 * The problem after (or before) a spot, over all files in their order and round again. Remarks count only where nothing is worse.
 * Undefined without any.
 */
export const nextProblem = (
  diagnostics: readonly Diagnostic[],
  files: readonly string[],
  from: Spot | undefined,
  way: 'forward' | 'back',
): Diagnostic | undefined => {
  const worse = diagnostics.filter(({ severity }) => severity !== 'information');
  const order = new Map(files.map((file, index) => [file, index]));
  const rank = (file: string) => order.get(file) ?? files.length;
  const sorted = [...(worse.length > 0 ? worse : diagnostics)].sort(
    (a, b) => rank(a.place.file) - rank(b.place.file) || a.place.range[0] - b.place.range[0],
  );
  if (from === undefined) return sorted[0];
  const side = ({ place }: Diagnostic): number =>
    Math.sign(rank(place.file) - rank(from.file) || place.range[0] - from.offset);
  return way === 'forward'
    ? (sorted.find((one) => side(one) > 0) ?? sorted[0])
    : (sorted.findLast((one) => side(one) < 0) ?? sorted.at(-1));
};
