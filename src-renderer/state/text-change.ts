/** Where the line of an offset begins. */
export const lineStartOf = (text: string, offset: number): number =>
  offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;

/** What stands between `from` and `to` of a text becomes `insert`. */
export type TextChange = { readonly from: number; readonly to: number; readonly insert: string };

/** The smallest single change that makes `before` into `after`, so that cursor and folds outside of it stay. */
export const changeBetween = (before: string, after: string): TextChange => {
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
 * Changes that make `before` into `after`, in order of place and all in offsets of `before`: one for each line that differs where both
 * have as many lines between their common ends, so that a cursor between two changed places stays where it is; else a single one.
 */
export const changesBetween = (before: string, after: string): readonly TextChange[] => {
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
