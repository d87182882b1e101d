import { treeAt } from '../text/cursor.ts';
import type { Range } from '../text/diagnostic.ts';
import type { Path, Tree } from '../text/tree.ts';
import {
  behindLine,
  colonEnd,
  columnOf,
  type EditedDocument,
  type Found,
  findNode,
  lineStart,
  type Node,
  nextLine,
  styleOf,
  valueGap,
} from './find-node.ts';
import { blockItem } from './list-items.ts';
import { isSame, modelAfter, plainAt, plainOf } from './model.ts';
import { removal, removalWithTail } from './removal.ts';
import {
  flowText,
  isList,
  isMap,
  itemText,
  mapText,
  type Plain,
  type Quote,
  type Style,
  scalarText,
  valueText,
} from './render.ts';
import { type PartEdits, setParts } from './set-parts.ts';
import type { TextEdit } from './text-edit.ts';
import { verified } from './verify.ts';

/**
 * Changes of one document as the smallest edits of its text: comments, key order, quotes and every untouched line stay to the byte.
 * Offsets count in the document's text. Undefined: there is no edit that surely does it (through an alias, an anchor, a tag, or a
 * scalar in the way); each result has been applied and read back before it is given.
 */
export type Edits = readonly TextEdit[] | undefined;

/**
 * The value at a path becomes another one. A scalar keeps its quotes where they fit; missing keys are added behind the others, or
 * behind the key `after`, with the maps and lists that lead there.
 */
export const setValue = (
  document: EditedDocument,
  path: Path,
  value: Plain,
  options: { readonly after?: string } = {},
): Edits => {
  const found = findNode(document, path);
  if (!found) return undefined;
  const now = treeAt(document.tree, path);
  if (now && isSame(plainOf(now), value)) return [];
  const expected = modelAfter.set(document.tree, path, value);
  const { node, rest } = found;
  const [step, ...deeper] = rest;
  if (found.elsewhere && (node.isAlias || deeper.length > 0)) return writtenOut(document, path, found, expected);
  if (step === undefined && !node.isAlias) {
    const parts = verified(document, setParts(document, path, value, partEdits), expected);
    if (parts) return parts;
  }
  const edits =
    step === undefined
      ? replace(document, node, value)
      : isEmpty(node.tree)
        ? replace(document, node, wrapped(value, rest))
        : node.tree.is === 'list'
          ? Number(step) === node.tree.items.length
            ? insertAt(document, node, node.tree.items.length, wrapped(value, deeper))
            : undefined
          : node.tree.is === 'map'
            ? addEntry(document, node, String(step), wrapped(value, deeper), options.after)
            : undefined;
  return verified(document, edits, expected);
};

/**
 * An entry or item goes, with the comments directly above it and the one behind it. A map or list that would be empty then goes too,
 * up to the document, which must keep something.
 */
export const removeAt = (document: EditedDocument, path: Path): Edits => {
  const found = findNode(document, path);
  const expected = modelAfter.remove(document.tree, path);
  if (found?.elsewhere) return writtenOut(document, path, found, expected);
  if (!found || found.rest.length > 0) return undefined;
  let { node } = found;
  while (node.parent && sizeOf(node.parent.tree) === 1) node = node.parent;
  return (
    verified(document, removal(document, node), expected) ??
    verified(document, removalWithTail(document, node), expected)
  );
};

/**
 * One more item in a list, before the one that has this index now; at its end for `index` beyond. A list that is not there is made.
 * `like`: the index of an item with this value, whose lines are copied as they are written, with its comments.
 */
export const insertItem = (
  document: EditedDocument,
  listPath: Path,
  index: number,
  value: Plain,
  like?: number,
): Edits => {
  const found = findNode(document, listPath);
  if (!found) return undefined;
  const copied = like === undefined ? undefined : insertCopy(document, found, index, like);
  const same = copied && verified(document, copied, modelAfter.insert(document.tree, listPath, index, value));
  if (same) return same;
  const { node, rest } = found;
  const there = treeAt(document.tree, listPath);
  if ((found.elsewhere || node.isAlias) && there?.is === 'list')
    return writtenOut(document, listPath, found, modelAfter.insert(document.tree, listPath, index, value));
  if (rest.length > 0 || node.tree.is !== 'list' || isEmpty(node.tree)) return setValue(document, listPath, [value]);
  const at = Math.min(index, node.tree.items.length);
  return verified(document, insertAt(document, node, at, value), modelAfter.insert(document.tree, listPath, at, value));
};

/** The item at `from` stands at `to` afterwards, and takes the comments directly above it and behind it along. */
export const moveItem = (document: EditedDocument, listPath: Path, from: number, to: number): Edits => {
  const found = findNode(document, listPath);
  const expected = modelAfter.move(document.tree, listPath, from, to);
  if (found?.elsewhere || found?.node.isAlias) return writtenOut(document, listPath, found, expected);
  if (!found || found.rest.length > 0 || found.node.tree.is !== 'list' || from === to) return undefined;
  const { node } = found;
  const { items } = found.node.tree;
  if (!items[from] || !items[to] || ![from, to].every((index) => findNode(document, [...listPath, index])))
    return undefined;
  const edits = node.flow ? movedInFlow(document, items, from, to) : movedInBlock(document, items, from, to);
  return verified(document, edits, expected);
};

/** The key that a path ends with is called otherwise. */
export const renameKey = (document: EditedDocument, path: Path, key: string): Edits => {
  const found = findNode(document, path);
  if (found?.elsewhere) return writtenOut(document, path, found, modelAfter.rename(document.tree, path, key));
  const entry = found?.rest.length === 0 ? found.node.entry : undefined;
  if (!entry) return undefined;
  const edits = [{ range: entry.keyRange, text: scalarText(key, true, quoteAt(document.text, entry.keyRange[0])) }];
  return verified(document, edits, modelAfter.rename(document.tree, path, key));
};

/** A number, boolean or null that is to be text gets quotes around what is written. */
export const quoteScalar = (document: EditedDocument, path: Path): Edits => {
  const found = findNode(document, path);
  if (found?.rest.length !== 0 || found.node.tree.is !== 'scalar') return undefined;
  const { source } = found.node.tree;
  return setValue(document, path, source);
};

const partEdits: PartEdits = {
  set: (document, path, value, options) => setValue(document, path, value, options),
  remove: (document, path) => removeAt(document, path),
  insert: (document, path, index, value) => insertItem(document, path, index, value),
  move: (document, path, from, to) => (from === to ? [] : moveItem(document, path, from, to)),
};

/**
 * What an alias or a merge key brings in is written out where it counts and is different there: the place that it comes from stays.
 * A key that is merged in cannot be taken away.
 */
const writtenOut = (
  document: EditedDocument,
  path: Path,
  { node, rest }: Found,
  expected: Plain | undefined,
): Edits => {
  const own = path.slice(0, path.length - rest.length + (node.isAlias ? 0 : 1));
  const value = expected === undefined ? undefined : plainAt(expected, own);
  return value === undefined ? undefined : verified(document, setValue(document, own, value), expected);
};

const wrapped = (value: Plain, path: Path): Plain =>
  path.reduceRight<Plain>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);

const isEmpty = (tree: Tree): boolean => (tree.is === 'scalar' ? tree.value === null : sizeOf(tree) === 0);

const sizeOf = (tree: Tree): number =>
  tree.is === 'map' ? tree.entries.length : tree.is === 'list' ? tree.items.length : 0;

/** The quotes that begin at an offset. Empty ones hold a place for a text, and give way to it. */
const quoteAt = (text: string, at: number): Quote =>
  /^(?:""|'')(?!['"])/.test(text.slice(at, at + 3))
    ? 'plain'
    : text.charAt(at) === "'"
      ? 'single'
      : text.charAt(at) === '"'
        ? 'double'
        : 'plain';

const replace = (document: EditedDocument, node: Node, value: Plain): Edits => {
  const { text } = document;
  const { tree, entry, parent } = node;
  if (!parent) return undefined;
  const [start, end] = tree.range;
  const isScalar = !isList(value) && !isMap(value);
  // Comments between the parts of a map or list would go with it.
  if (tree.is !== 'scalar' && hasComment(tree, text)) return undefined;
  if (parent.flow) {
    const gap = start === end ? ' ' : '';
    const at = start === end && entry ? valueGap(text, entry) : start;
    const written = isScalar ? scalarText(value, true, quoteAt(text, start)) : flowText(value);
    return [{ range: [at, Math.max(at, end)], text: gap + written }];
  }
  // A comment behind the sign of block text stays on its line.
  const [, note = ''] = /^[|>][-+\d]*([ \t]+#[^\r\n]*)/.exec(tree.is === 'scalar' ? text.slice(start, end) : '') ?? [];
  const isBlockText = tree.is === 'scalar' && /^[|>]/.test(text.slice(start, start + 1)) && end > start;
  if (isScalar && tree.is === 'scalar' && start < end && !isBlockText) {
    return [{ range: [start, end], text: scalarText(value, false, quoteAt(text, start)) }];
  }
  const style = styleOf(document);
  if (!isScalar && node.flow && sizeOf(tree) > 0) return [{ range: [start, end], text: flowText(value) }];
  // Where block text comes last, its line end is not part of the value.
  const stop = text[end - 1] === '\n' && end > start ? end - (text[end - 2] === '\r' ? 2 : 1) : end;
  if (entry) {
    const at = valueGap(text, entry);
    if (text.slice(nextLine(text, at), start).includes('#')) {
      if (sizeOf(tree) > 0 || note !== '') return undefined;
      return belowComments(text, [start, stop], valueText(value, columnOf(text, entry.keyRange[0]), style), style);
    }
    const written = noted(valueText(value, columnOf(text, entry.keyRange[0]), style), note, style.lineEnd);
    // A comment behind the key of what is replaced stays on its line.
    const line = text.slice(at, nextLine(text, at)).trimEnd();
    if (/^[ \t]+#/.test(line) && written.startsWith(style.lineEnd)) {
      const from = at + line.length;
      return [{ range: [from, Math.max(from, stop)], text: written }];
    }
    if (/^[ \t]+#/.test(line) && start > at + line.length) {
      // Two comments have no place on one line.
      if (/^[ \t]*#/.test(text.slice(stop))) return undefined;
      return [{ range: [at, Math.max(at, stop)], text: `${written}${line}` }];
    }
    // One behind the value too, where lines come between.
    const [comment = ''] = /^[ \t]+#[^\r\n]*/.exec(text.slice(stop)) ?? [];
    if (comment !== '' && written.startsWith(style.lineEnd)) {
      return [{ range: [at, stop + comment.length], text: comment + written }];
    }
    return [{ range: [at, Math.max(at, stop)], text: written === '' ? ' null' : written }];
  }
  // An anchor or tag behind the dash stays.
  const from = Math.max(parent.tree.range[0], start - 2000);
  const found = /-((?:[ \t]+[&!]\S*)*)\s*$/.exec(text.slice(from, start));
  if (!found) return undefined;
  const dash = from + found.index;
  const at = dash + 1 + (found[1]?.length ?? 0);
  const written = noted(itemText(value, columnOf(text, dash), style), note, style.lineEnd);
  return [{ range: [at, Math.max(at, stop)], text: ` ${written}` }];
};

/** In place of a value that has lines of its own, below comments that stay where they are. */
const belowComments = (text: string, [start, stop]: Range, written: string, { lineEnd }: Style): Edits => {
  const line = lineStart(text, start);
  if (text.slice(line, start).trim() !== '') return undefined;
  if (!written.startsWith(lineEnd)) return [{ range: [start, stop], text: written.trim() || 'null' }];
  return [{ range: [line, stop], text: written.slice(lineEnd.length) }];
};

/** With a comment at the end of its first line. */
const noted = (written: string, note: string, lineEnd: string): string => {
  const end = written.indexOf(lineEnd);
  return end < 0 ? `${written}${note}` : `${written.slice(0, end)}${note}${written.slice(end)}`;
};

/** Whether a comment stands among the parts of a value. */
const hasComment = (tree: Tree, text: string): boolean => {
  let between = '';
  let at = tree.range[0];
  const skip = ([from, to]: Range): void => {
    between += text.slice(at, Math.max(at, from));
    at = Math.max(at, to);
  };
  const pass = (part: Tree): void => {
    if (part.is === 'scalar') skip(part.range);
    else if (part.is === 'list') part.items.forEach(pass);
    else
      for (const { keyRange, value } of part.entries) {
        skip(keyRange);
        pass(value);
      }
  };
  pass(tree);
  return `${between}${text.slice(at, tree.range[1])}`.includes('#');
};

const addEntry = (document: EditedDocument, node: Node, key: string, value: Plain, after?: string): Edits => {
  const { text } = document;
  if (node.tree.is !== 'map') return undefined;
  const own = node.tree.entries.filter(
    ({ keyRange }) => keyRange[0] >= node.tree.range[0] && keyRange[1] <= node.tree.range[1],
  );
  const previous = own.find((entry) => entry.key === after) ?? own.at(-1);
  const [first] = own;
  if (!previous || !first) return undefined;
  const end = Math.max(previous.value.range[1], previous.keyRange[1]);
  if (node.flow) {
    const at = previous.value.range[0] === previous.value.range[1] ? colonEnd(text, previous.keyRange[1]) : end;
    return [{ range: [at, at], text: `, ${scalarText(key, true)}: ${flowText(value)}` }];
  }
  const style = styleOf(document);
  const column = columnOf(text, first.keyRange[0]);
  return [
    insertLine(
      text,
      behindLine(text, end),
      `${' '.repeat(column)}${mapText({ [key]: value }, column, style)}`,
      style.lineEnd,
    ),
  ];
};

/** A line of its own at an offset where a line begins, or behind a last line without an end. */
const insertLine = (text: string, at: number, line: string, lineEnd: string): TextEdit =>
  at > 0 && text[at - 1] !== '\n'
    ? { range: [at, at], text: `${lineEnd}${line}` }
    : { range: [at, at], text: `${line}${lineEnd}` };

const insertAt = (document: EditedDocument, node: Node, index: number, value: Plain): Edits => {
  const { text } = document;
  if (node.tree.is !== 'list') return undefined;
  const { items } = node.tree;
  const [next, last] = [items[index], items.at(-1)];
  if (node.flow) {
    const at = next ? next.range[0] : (last?.range[1] ?? 0);
    return [{ range: [at, at], text: next ? `${flowText(value)}, ` : `, ${flowText(value)}` }];
  }
  const block = blockItem(text, next ?? last);
  if (!block) return undefined;
  const style = styleOf(document);
  const line = `${' '.repeat(block.column)}- ${itemText(value, block.column, style)}`;
  return [insertLine(text, next ? block.start : block.end, line, style.lineEnd)];
};

/** The lines of another item once more. Undefined where they cannot count twice: within brackets, or with an anchor. */
const insertCopy = ({ text }: EditedDocument, { node, rest }: Found, index: number, like: number): Edits => {
  if (rest.length > 0 || node.tree.is !== 'list' || node.flow) return undefined;
  const { items } = node.tree;
  const [source, next] = [blockItem(text, items[like]), blockItem(text, items[index] ?? items.at(-1))];
  if (!source || !next || index > items.length) return undefined;
  const lines = text.slice(source.start, source.end).trimEnd();
  if (/(?:^|[\s,[{:-])&[^\s,[\]{}]/.test(lines)) return undefined;
  return [insertLine(text, items[index] ? next.start : next.end, lines, text.includes('\r\n') ? '\r\n' : '\n')];
};

const movedInFlow = ({ text }: EditedDocument, items: readonly Tree[], from: number, to: number): Edits => {
  const order = items.map((_, index) => index);
  order.splice(to, 0, ...order.splice(from, 1));
  return items.flatMap(({ range }, index) => {
    const source = items[order[index] ?? index];
    return source && order[index] !== index ? [{ range, text: text.slice(...source.range) }] : [];
  });
};

const movedInBlock = ({ text }: EditedDocument, items: readonly Tree[], from: number, to: number): Edits => {
  const [moved, target] = [blockItem(text, items[from]), blockItem(text, items[to])];
  if (!moved || !target) return undefined;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.slice(moved.start, moved.end);
  const at = from < to ? target.end : target.start;
  const whole = lines.endsWith('\n') ? lines : `${lines}${lineEnd}`;
  if (at > 0 && text[at - 1] !== '\n') {
    return [
      { range: [moved.start, moved.end], text: '' },
      { range: [at, at], text: `${lineEnd}${whole.slice(0, -lineEnd.length)}` },
    ];
  }
  // Where the last line of the text had no end, what is last now has none.
  const cut = lines.endsWith('\n') ? 0 : lineEnd.length;
  return [
    { range: [at, at], text: whole },
    { range: [moved.start - cut, moved.end], text: '' },
  ];
};
