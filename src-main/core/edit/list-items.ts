import type { Range } from '../text/diagnostic.ts';
import type { Tree } from '../text/tree.ts';
import { behindLine, columnOf, commentsAbove, lineStart } from './find-node.ts';
import type { TextEdit } from './text-edit.ts';

/** The lines of an item with the comments directly above it, and the column of its dash. Undefined where it shares a line with others. */
export const blockItem = (
  text: string,
  item: Tree | undefined,
): { readonly start: number; readonly end: number; readonly column: number } | undefined => {
  if (!item) return undefined;
  const dash = dashBefore(text, item.range[0]);
  if (dash === undefined) return undefined;
  const line = lineStart(text, dash);
  if (text.slice(line, dash).trim() !== '') return undefined;
  const column = columnOf(text, dash);
  return { start: commentsAbove(text, line, column), end: behindLine(text, Math.max(item.range[1], dash + 1)), column };
};

/** The `-` of an item: on its line, or on a line above with nothing but comments between. */
const dashBefore = (text: string, at: number): number | undefined => {
  let from = at;
  while (from >= 0) {
    const line = lineStart(text, from);
    const before = text.slice(line, from);
    const found = /^([ ]*)-(?:[ \t]+(?:#.*)?)?$/.exec(before.trimEnd() === '' ? '' : before);
    if (found) return line + (found[1]?.length ?? 0);
    if (!/^\s*(#.*)?$/.test(before) || line === 0) return undefined;
    from = line - 1;
  }
  return undefined;
};

/** Removes one of several things between brackets, with the comma that it no longer needs. */
export const flowItemRemoval = (
  text: string,
  ranges: readonly Range[],
  index: number,
): readonly TextEdit[] | undefined => {
  const [own, next, previous] = [ranges[index], ranges[index + 1], ranges[index - 1]];
  if (!own) return undefined;
  const range: Range = previous ? [previous[1], own[1]] : next ? [own[0], next[0]] : own;
  // A comment between two items belongs to one of them; which, cannot be told.
  return text.slice(...range).includes('#') ? undefined : [{ range, text: '' }];
};
