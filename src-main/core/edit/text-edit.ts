import type { Range } from '../text/diagnostic.ts';

/** One replacement in a text; `range` counts in the text before any edit. An empty range inserts. */
export type TextEdit = { readonly range: Range; readonly text: string };

/** What is to be done to one file. A file that is not there yet is made: its one edit stands at `[0, 0]`. */
export type FileEdit = { readonly file: string; readonly edits: readonly TextEdit[] };

/**
 * The text after the edits, which may come in any order but must not overlap; of two insertions at one offset the first given comes first.
 * Everything outside of their ranges stays to the byte.
 */
export const applyEdits = (text: string, edits: readonly TextEdit[]): string => {
  let result = '';
  let at = 0;
  for (const { range, text: inserted } of [...edits].sort((a, b) => a.range[0] - b.range[0])) {
    result += text.slice(at, range[0]) + inserted;
    at = Math.max(at, range[1]);
  }
  return result + text.slice(at);
};

/** The smallest single edit that makes one text into another. */
export const differenceOf = (before: string, after: string): TextEdit => {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { range: [start, before.length - end], text: after.slice(start, after.length - end) };
};
