import type { Range } from '../text/diagnostic.ts';
import type { Tree } from '../text/tree.ts';
import { colonEnd, columnOf, type EditedDocument, lineStart, nextLine, styleOf } from './find-node.ts';
import type { TextEdit } from './text-edit.ts';

/** The edits that give a document its uniform look; only blanks are ever changed. */
export const formatDocument = (document: EditedDocument): readonly TextEdit[] => {
  const { text } = document;
  const layout: Layout = { text, dash: styleOf(document).dash > 0 ? 2 : 0, columns: new Map(), edits: [], inner: [] };
  place(document.tree, 0, layout);
  return [...layout.edits, ...lineEdits(layout)];
};

type Layout = {
  readonly text: string;
  readonly dash: number;
  /** The new column of what a line begins with, by the offset of that. */
  readonly columns: Map<number, number>;
  readonly edits: TextEdit[];
  /** Values over several lines, whose further lines move with their first. */
  readonly inner: Range[];
};

/** Lays out a value whose own lines begin at `column`. */
const place = (tree: Tree, column: number, layout: Layout): void => {
  const { text } = layout;
  const isFlow = tree.is !== 'scalar' && /[[{]/.test(text.charAt(tree.range[0]));
  if (tree.is === 'scalar' || isFlow) {
    if (text.slice(...tree.range).includes('\n')) layout.inner.push(tree.range);
    return;
  }
  if (tree.is === 'map') {
    for (const { keyRange, value } of tree.entries) {
      if (!isInside(keyRange, tree.range) || !isInside(value.range, tree.range)) continue;
      begin(keyRange[0], column, layout);
      const colon = colonEnd(text, keyRange[1]);
      const isBlock = value.is !== 'scalar' && !/[[{]/.test(text.charAt(value.range[0]));
      if (isBlock && lineStart(text, value.range[0]) === lineStart(text, colon)) continue;
      oneSpace(colon, value.range, layout);
      place(value, column + (value.is === 'list' && isBlock ? layout.dash : 2), layout);
    }
    return;
  }
  for (const [index, item] of tree.items.entries()) {
    if (!isInside(item.range, tree.range)) continue;
    const dash = dashOf(text, tree.items[index - 1]?.range[1] ?? tree.range[0], item.range[0]);
    if (dash === undefined) continue;
    begin(dash, column, layout);
    const isSameLine = lineStart(text, dash) === lineStart(text, item.range[0]);
    const gap = text.slice(dash + 1, item.range[0]);
    // Where an anchor or a tag stands between, everything behind the dash keeps its distance.
    const isBare = gap.trim() === '';
    if (isSameLine && isBare) oneSpace(dash + 1, item.range, layout);
    place(item, isSameLine && !isBare ? column + 1 + gap.length : column + 2, layout);
  }
};

/** The dash in front of an item, among blanks and comments. */
const dashOf = (text: string, from: number, to: number): number | undefined => {
  const between = text.slice(from, to).replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const at = between.indexOf('-');
  return at < 0 ? undefined : from + at;
};

const isInside = (inner: Range, outer: Range): boolean => outer[0] <= inner[0] && inner[1] <= outer[1];

/** What begins a line gets its column; what stands behind a dash has it already. */
const begin = (at: number, column: number, { text, columns }: Layout): void => {
  if (text.slice(lineStart(text, at), at).trim() === '') columns.set(at, column);
};

/** Blanks between `from` and a value on the same line become one. */
const oneSpace = (from: number, [to, end]: Range, { text, edits }: Layout): void => {
  const gap = text.slice(from, to);
  if (to < end && gap !== ' ' && gap !== '' && gap.trim() === '' && !gap.includes('\n')) {
    edits.push({ range: [from, to], text: ' ' });
  }
};

/** The blanks at both ends of every line, and empty lines. */
const lineEdits = (layout: Layout): readonly TextEdit[] => {
  const { text, columns, inner } = layout;
  const edits: TextEdit[] = [];
  const lines: Line[] = [];
  for (let start = 0; start < text.length; start = nextLine(text, start)) {
    const end = nextLine(text, start);
    const content = text.slice(start, end).trimEnd();
    const first = start + (content.length - content.trimStart().length);
    lines.push({ start, end, first, stop: start + content.length, empty: content.trim() === '' });
  }
  const known = lines.map((line) => columns.get(line.first));
  const below = nextOf(known);
  // The new column of the last line above that was as far in.
  const above = new Map<number, number>();
  const values = [...inner].sort((a, b) => a[0] - b[0]);
  let value = 0;
  let moved = 0;
  let blanks = 0;
  for (const [index, line] of lines.entries()) {
    while ((values[value]?.[1] ?? text.length) <= line.start && value < values.length) value++;
    const [from, to] = values[value] ?? [text.length, text.length];
    const isInner = from < line.start && line.start < to;
    if (line.empty) {
      blanks = isInner ? 0 : blanks + 1;
      // The first "line" is what stands behind "---".
      if (blanks > 1 && index > 0) edits.push({ range: [line.start, line.end], text: '' });
      else if (!isInner && index > 0) trimEnd(line, text, edits);
      continue;
    }
    blanks = 0;
    if (isInner) {
      const column = Math.max(0, columnOf(text, line.first) + moved);
      if (moved !== 0) edits.push({ range: [line.start, line.first], text: ' '.repeat(column) });
      continue;
    }
    const own = columnOf(text, line.first);
    const next = below[index] ?? -1;
    const column =
      known[index] ?? columnBeside(own, lines[next] && columnOf(text, lines[next].first), known[next], above);
    if (known[index] !== undefined) above.set(own, column);
    moved = column - own;
    if (moved !== 0) edits.push({ range: [line.start, line.first], text: ' '.repeat(column) });
    if (!opensOn(values, value, line)) trimEnd(line, text, edits);
    spaceComment(line, text, edits);
  }
  return edits;
};

type Line = {
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly stop: number;
  readonly empty: boolean;
};

/** Whether one of the values from `first` on begins on the line and goes on below it. */
const opensOn = (values: readonly Range[], first: number, { end }: Line): boolean => {
  for (let at = first; (values[at]?.[0] ?? end) < end; at++) if (end <= (values[at]?.[1] ?? 0)) return true;
  return false;
};

/** For each line the next one below it whose column is known. */
const nextOf = (known: readonly (number | undefined)[]): readonly number[] => {
  const next: number[] = Array(known.length).fill(-1);
  for (let at = known.length - 2; at >= 0; at--) next[at] = known[at + 1] === undefined ? (next[at + 1] ?? -1) : at + 1;
  return next;
};

/**
 * The new column of a comment, or a merge key, at column `own`: that of the nearest line which was as far in, below first, then above.
 * Where nothing is like it, it moves as the line below does.
 */
const columnBeside = (
  own: number,
  below: number | undefined,
  belowNow: number | undefined,
  above: ReadonlyMap<number, number>,
): number => {
  if (below === own && belowNow !== undefined) return belowNow;
  const beside = above.get(own);
  if (beside !== undefined) return beside;
  return below === undefined || belowNow === undefined ? own : Math.max(0, own + belowNow - below);
};

const trimEnd = ({ stop, end }: Line, text: string, edits: TextEdit[]): void => {
  const lineEnd = /\r?\n$/.exec(text.slice(stop, end))?.[0].length ?? 0;
  if (end - lineEnd > stop) edits.push({ range: [stop, end - lineEnd], text: '' });
};

/** `#text` on a line of its own becomes `# text`; `#!` and `##` stay. */
const spaceComment = ({ first }: Line, text: string, edits: TextEdit[]): void => {
  if (text.charAt(first) === '#' && /[A-Za-z0-9"'`({[<]/.test(text.charAt(first + 1))) {
    edits.push({ range: [first + 1, first + 1], text: ' ' });
  }
};
