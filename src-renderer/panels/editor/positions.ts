/**
 * The editor counts every line break as one character; a file may write it as two.
 * Everything outside of the editor speaks in offsets and text of the file.
 */
export type LineBreak = '\n' | '\r\n';

export const lineBreakOf = (text: string): LineBreak => (text.includes('\r\n') ? '\r\n' : '\n');

export const toEditorText = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

export const toFileText = (text: string, lineBreak: LineBreak): string =>
  lineBreak === '\n' ? text : text.replaceAll('\n', '\r\n');

/** How offsets of this file's text become offsets in the editor; never beyond its end. */
export const offsetsOf = (text: string): ((offset: number) => number) => {
  const pairs = [...text.matchAll(/\r\n/g)].map(({ index }) => index);
  const end = text.length - pairs.length;
  return (offset) => Math.max(0, Math.min(offset - countBelow(pairs, offset), end));
};

/** How offsets in the editor become offsets of this file's text: the way back of `offsetsOf`. */
export const fileOffsetsOf = (text: string): ((offset: number) => number) => {
  const pairs = [...text.matchAll(/\r\n/g)].map(({ index }, before) => index - before);
  return (offset) => offset + countBelow(pairs, offset);
};

const countBelow = (sorted: readonly number[], limit: number): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
};
