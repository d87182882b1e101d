import type { Range } from '../text/diagnostic.ts';
import type { Tree } from '../text/tree.ts';
import { behindLine, columnOf, commentsAbove, lineStart, nextLine } from './find-node.ts';
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
    const found = /^([ ]*)-(?:[ \t]+[&!]\S*)*(?:[ \t]+(?:#.*)?)?$/.exec(before.trimEnd() === '' ? '' : before);
    if (found) return line + (found[1]?.length ?? 0);
    if (!/^\s*(#.*)?$/.test(before) || line === 0) return undefined;
    from = line - 1;
  }
  return undefined;
};

/**
 * Removes one of several things between brackets, with the comma that it no longer needs. Where it has lines of its own, they go with the
 * comment behind it and those directly above; the comments of its neighbours stay. `inside`: from behind the opening bracket to the
 * closing one.
 */
export const flowRemoval = (text: string, inside: Range, own: Range): readonly TextEdit[] => {
  const [start, end] = own;
  const line = lineStart(text, start);
  const beginsLine = line > inside[0] && text.slice(line, start).trim() === '';
  const above = beginsLine ? commentsAbove(text, line, start - line) : start;
  const behind = /^\s*,/.exec(withoutComments(text.slice(end, inside[1])));
  if (behind) {
    const comma = end + behind[0].length;
    const [gap = ''] = /^\s*/.exec(text.slice(comma, inside[1])) ?? [];
    const next = comma + gap.length;
    const hasNote = text[next] === '#' && !gap.includes('\n');
    if (beginsLine && (hasNote || gap.includes('\n'))) return [{ range: [above, nextLine(text, comma)], text: '' }];
    if (!hasNote) return [{ range: [start, next], text: '' }];
    const after = nextLine(text, next);
    return [{ range: [start, after + (/^[ \t]*/.exec(text.slice(after))?.[0].length ?? 0)], text: '' }];
  }
  const before = withoutComments(text.slice(inside[0], start)).lastIndexOf(',');
  const [note = ''] = (beginsLine && /^[ \t]*#[^\r\n]*/.exec(text.slice(end))) || [];
  const stop = end + note.length;
  if (before < 0) return [{ range: [start, stop], text: '' }];
  const comma = inside[0] + before;
  if (!text.slice(comma, start).includes('#')) return [{ range: [comma, stop], text: '' }];
  // What the bracket stands behind keeps its column.
  const endsLine = /^[ \t]*\r?\n/.test(text.slice(stop));
  return [
    { range: [comma, comma + 1], text: '' },
    ...(endsLine
      ? [{ range: [above, nextLine(text, stop)] as const, text: '' }]
      : [
          { range: [above, line] as const, text: '' },
          { range: [start, stop] as const, text: '' },
        ]),
  ];
};

/** As long as before, with blanks instead of comments. */
const withoutComments = (text: string): string =>
  text.replace(
    /(^|\s)#[^\r\n]*/g,
    (comment, [blank = '']: string) => blank + ' '.repeat(comment.length - blank.length),
  );
