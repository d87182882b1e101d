/**
 * The lines without those that announce trailers. Node refuses to write them where no trailers can follow, by an error in the middle of
 * everything: beside a length, and where there is no body.
 */
export const withoutTrailerLine = (lines: readonly string[]): string[] =>
  lines.filter((_, i) => lines[i - (i % 2)]?.toLowerCase() !== 'trailer');
