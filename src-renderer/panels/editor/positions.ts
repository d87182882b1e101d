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

/** Where the line of an offset begins. */
export const lineStartOf = (text: string, offset: number): number =>
  offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;

/** The smallest single change that makes `before` into `after`, so that cursor and folds outside of it stay. */
export const changeBetween = (before: string, after: string) => {
  let from = 0;
  const most = Math.min(before.length, after.length);
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  let tail = 0;
  while (
    tail < most - from &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail += 1;
  }
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
};

/**
 * Changes that make `before` into `after`: one for each line that differs where both have as many lines between their common ends,
 * so that a cursor between two changed places stays where it is; else a single one.
 */
export const changesBetween = (before: string, after: string): readonly ReturnType<typeof changeBetween>[] => {
  const whole = changeBetween(before, after);
  // Whole lines, so that lines are compared with lines.
  const start = lineStartOf(before, whole.from);
  const old = before.slice(start, whole.to).split('\n');
  const now = after.slice(start, whole.from + whole.insert.length).split('\n');
  if (old.length !== now.length) return [whole];
  let at = start;
  return old.flatMap((line, index) => {
    const { from, to, insert } = changeBetween(line, now[index] ?? '');
    const change = { from: at + from, to: at + to, insert };
    at += line.length + 1;
    return from === to && insert === '' ? [] : [change];
  });
};
