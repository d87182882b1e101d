import type { Range } from '../text/diagnostic.ts';
import type { Entry, ListTree, MapTree, Path, Tree } from '../text/tree.ts';
import type { Style } from './render.ts';

/** One document to be edited: its text, and the tree of just this text. */
export type EditedDocument = { readonly text: string; readonly tree: Tree };

/** A value in a document with how it hangs there. */
export type Node = {
  readonly tree: Tree;
  readonly entry?: Entry;
  readonly index?: number;
  readonly parent?: Node;
  /** Inside brackets or braces. */
  readonly flow: boolean;
  /** An alias stands for the value; `tree` is then only that text. */
  readonly isAlias?: true;
};

/**
 * A path as far as it leads: the last value that is there, and the steps that lead on to nothing. `elsewhere`: they lead on to something
 * that is written in another place, which an alias or a merge key brings in.
 */
export type Found = { readonly node: Node; readonly rest: Path; readonly elsewhere?: true };

/** Follows a path. Undefined where what is written on the way is not understood. */
export const findNode = ({ text, tree }: EditedDocument, path: Path): Found | undefined => {
  let node: Node = { tree, flow: isFlow(text, tree) };
  for (const [depth, step] of path.entries()) {
    const rest = path.slice(depth);
    if (node.isAlias) return { node, rest, elsewhere: true };
    const next = stepInto(node, step, text);
    if (next === 'foreign') return undefined;
    if (next === 'elsewhere') return { node, rest, elsewhere: true };
    if (!next) return { node, rest };
    node = next;
  }
  return { node, rest: [] };
};

const stepInto = (node: Node, step: string | number, text: string): Node | undefined | 'foreign' | 'elsewhere' => {
  const { tree } = node;
  if (tree.is === 'map') {
    const entry = tree.entries.find(({ key }) => key === String(step));
    if (!entry) return undefined;
    const { keyRange, value } = entry;
    if (!isInside(keyRange, tree.range)) return 'elsewhere';
    if (!isInside(value.range, tree.range)) return 'foreign';
    const isMissing = value.range[0] === value.range[1];
    const before = text.slice(keyRange[1], isMissing ? colonEnd(text, keyRange[1]) : value.range[0]);
    const colon = /^["']?[ \t]*:/.exec(before);
    if (!colon || !isBlank(before.slice(colon[0].length))) return 'foreign';
    return { ...valueNode(value, text), entry, parent: node, flow: node.flow || isFlow(text, value) };
  }
  if (tree.is === 'list') {
    const index = Number(step);
    const item = tree.items[index];
    if (!item) return undefined;
    if (!isInside(item.range, tree.range)) return 'foreign';
    const before = text.slice(tree.items[index - 1]?.range[1] ?? tree.range[0], item.range[0]);
    const bare = before.replace(/#[^\n]*/g, '');
    if (!isBlank(bare.replace(/[,[-]/, ' '))) return 'foreign';
    return { ...valueNode(item, text), index, parent: node, flow: node.flow || isFlow(text, item) };
  }
  return undefined;
};

/** Nothing but blanks, comments, anchors and tags: an edit behind them is read back, which tells whether it counts elsewhere too. */
const isBlank = (text: string): boolean =>
  text
    .replace(/#[^\n]*/g, '')
    .split(/\s+/)
    .every((word) => word === '' || /^[&!]/.test(word));

const valueNode = (tree: Tree, text: string): Pick<Node, 'tree' | 'isAlias'> => {
  const [start, end] = tree.range;
  if (text.charAt(start) !== '*' || start === end) return { tree };
  const source = text.slice(start, end);
  return { tree: { is: 'scalar', value: source, source, range: tree.range }, isAlias: true };
};

/** The offset behind the colon of a key, and behind the anchor or tag that stands there. */
export const valueGap = (text: string, { keyRange, value }: Entry): number => {
  const colon = colonEnd(text, keyRange[1]);
  if (value.range[0] <= colon) return colon;
  const properties = /^(?:[ \t]+[&!]\S*)+/.exec(text.slice(colon, value.range[0]));
  return colon + (properties?.[0].length ?? 0);
};

/** The offset behind the colon of a key. */
export const colonEnd = (text: string, keyEnd: number): number => {
  const colon = text.indexOf(':', keyEnd);
  return colon < 0 ? text.length : colon + 1;
};

const isInside = (inner: Range, outer: Range): boolean => outer[0] <= inner[0] && inner[1] <= outer[1];

const isFlow = (text: string, tree: Tree): boolean =>
  (tree.is === 'map' && text.charAt(tree.range[0]) === '{') ||
  (tree.is === 'list' && text.charAt(tree.range[0]) === '[');

/** The offset at which the line of `at` begins. */
export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The offset behind the line of `at`, its line end included. */
export const nextLine = (text: string, at: number): number => {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
};

/** The column of an offset, from 0. */
export const columnOf = (text: string, at: number): number => at - lineStart(text, at);

/** The offset behind the last line of a value. Block text ends with its own line end. */
export const behindLine = (text: string, end: number): number =>
  end > 0 && text[end - 1] === '\n' ? end : nextLine(text, end);

/** Where the lines of comment begin that stand directly above a line, as far in as it is; the line's own start without any. */
export const commentsAbove = (text: string, start: number, column: number): number => {
  let from = start;
  while (from > 0) {
    const above = lineStart(text, from - 1);
    const line = text.slice(above, from - 1);
    if (!line.trimStart().startsWith('#') || line.length - line.trimStart().length !== column) break;
    from = above;
  }
  return from;
};

/** How the document is written, as far as its first nested map and list tell; Istio's documentation otherwise. */
export const styleOf = ({ text, tree }: EditedDocument): Style => {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  let step: number | undefined;
  let dash: number | undefined;
  const look = (map: MapTree): void => {
    for (const { keyRange, value } of map.entries) {
      if (step !== undefined && dash !== undefined) return;
      if (keyRange[1] > value.range[0] || isFlow(text, value)) continue;
      const column = columnOf(text, keyRange[0]);
      if (value.is === 'map') {
        if (lineStart(text, keyRange[0]) !== lineStart(text, value.range[0]))
          step ??= columnOf(text, value.range[0]) - column;
        look(value);
      } else if (value.is === 'list') {
        dash ??= columnOf(text, value.range[0]) - column;
        lookInto(value);
      }
    }
  };
  const lookInto = (list: ListTree): void => {
    for (const item of list.items) if (item.is === 'map' && !isFlow(text, item)) look(item);
  };
  if (tree.is === 'map') look(tree);
  return { step: step !== undefined && step > 0 ? step : 2, dash: dash !== undefined && dash >= 0 ? dash : 0, lineEnd };
};
