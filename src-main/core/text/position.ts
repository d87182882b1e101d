import type { Place, Range } from './diagnostic.ts';
import type { Source } from './source.ts';

/** Offsets at which the lines of a text begin, ascending; the first is 0. */
export type LineIndex = readonly number[];

/** `\n`, `\r\n` and `\r` each end a line. */
export const indexLines = (text: string): LineIndex => {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 10) starts.push(at + 1);
    else if (char === 13 && text.charCodeAt(at + 1) !== 10) starts.push(at + 1);
  }
  return starts;
};

/** 1-based line and column (in UTF-16 units) of an offset; offsets past the end belong to the last line. */
export const positionAt = (lines: LineIndex, offset: number): { readonly line: number; readonly column: number } => {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
};

/** Turns ranges of one file into places. The lines are counted once, when the first place is asked for. */
export type Locate = (range: Range) => Place;

export const locator = (source: Source): Locate => {
  let lines: LineIndex | undefined;
  return (range) => {
    lines ??= indexLines(source.text);
    return { file: source.file, range, ...positionAt(lines, range[0]) };
  };
};
