import { groupOf } from '../resource/resource.ts';
import { entryOf, treeAt } from '../text/cursor.ts';
import type { Range } from '../text/diagnostic.ts';
import type { Path, Tree } from '../text/tree.ts';
import { type Sketch, sketch } from './sketch.ts';
import { endOfLine, quotedEnd, skipBlanks } from './sketch-line.ts';

/** Where a cursor stands, as far as a text tells that may be half typed. */
export type Context = {
  readonly group: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly namespace: string;
  /** The resource: the document, or one item of a `List`; undefined in an empty document. */
  readonly body: Tree | undefined;
  /** From the root of the resource: to the map in which a key is written, or to the value. */
  readonly path: Path;
  readonly writing: 'key' | 'value';
  /** Those that stand beside the cursor in the same map. */
  readonly keys: readonly string[];
  /** What a completion replaces, as offsets in the file. */
  readonly range: Range;
  /** What of it stands before the cursor. */
  readonly word: string;
  /** The key that is written has its colon already. */
  readonly colon: boolean;
  /** Alone on its line, behind its key or dash, or in brackets. */
  readonly where: 'line' | 'key' | 'dash' | 'flow';
  /** The column of keys on this line. */
  readonly column: number;
  readonly quoted: boolean;
  /** A blank must be put before what is inserted: `key:|`. */
  readonly tight: boolean;
  readonly newline: '\n' | '\r\n';
};

/** Stands for what is being written; a character that nobody types (private use). */
const mark = '\uE000';

/** Where the cursor stands; undefined in comments, block text, indentation and wherever nothing can be written. Never throws; linear. */
export const contextAt = (text: string, offset: number): Context | undefined => {
  if (!(offset >= 0 && offset <= text.length)) return undefined;
  const [start, stop] = documentAround(text, offset);
  const document = text.slice(start, stop);
  const cursor = offset - start;
  if (cursor < 0) return undefined;
  const word = wordAt(document, cursor);
  if (!word) return undefined;
  const marked = document.slice(0, word.range[0]) + (word.tight ? ` ${mark}` : mark) + document.slice(word.range[1]);
  const drawn = sketch(marked);
  if (isOpaque(drawn, word.range[0])) return undefined;
  const found = drawn.tree && findMark(drawn.tree);
  if (!drawn.tree || !found) return undefined;
  const prefix = itemPrefix(drawn.tree, found.path);
  const body = treeAt(drawn.tree, prefix);
  const where = word.where === 'line' && insideFlow(drawn.tree, found.path, marked) ? 'flow' : word.where;
  const around = found.writing === 'key' ? treeAt(drawn.tree, found.path) : undefined;
  const own = textAt(body, ['apiVersion']);
  return {
    group: groupOf({ apiVersion: own }),
    kind: textAt(body, ['kind']),
    apiVersion: own,
    name: textAt(body, ['metadata', 'name']),
    namespace: textAt(body, ['metadata', 'namespace']) || 'default',
    body,
    path: found.path.slice(prefix.length),
    writing: found.writing,
    keys: around?.is === 'map' ? around.entries.map(({ key }) => key).filter((key) => !key.includes(mark)) : [],
    range: [word.range[0] + start, word.range[1] + start],
    word: document.slice(word.range[0], cursor),
    colon: word.colon,
    where,
    column: word.column,
    quoted: word.quoted,
    tight: word.tight,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  };
};

/** The text of a scalar in the resource; empty for anything else, and where the cursor stands in it. */
export const textAt = (tree: Tree | undefined, path: Path): string => {
  const value = tree && treeAt(tree, path);
  return value?.is === 'scalar' && !value.source.includes(mark) ? value.source : '';
};

/** From behind the marker line before the offset to the next one. */
const documentAround = (text: string, offset: number): Range => {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$).*\n?/gm;
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (let found = marker.exec(text); found; found = marker.exec(text)) {
    if (found.index >= offset && found.index >= start) return [start, found.index];
    start = found.index + found[0].length;
    if (found[0] === '') marker.lastIndex++;
  }
  return [start, text.length];
};

type Word = Pick<Context, 'range' | 'colon' | 'where' | 'column' | 'quoted' | 'tight'>;

const isBlank = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '';

/** What is being written on the line of the cursor. */
const wordAt = (text: string, cursor: number): Word | undefined => {
  const lineStart = text.lastIndexOf('\n', cursor - 1) + 1;
  const newline = endOfLine(text, cursor);
  const end = text[newline - 1] === '\r' && newline > cursor ? newline - 1 : newline;
  let from = skipBlanks(text, lineStart);
  let dashed = false;
  while (text[from] === '-' && from < cursor && isBlank(text.charAt(from + 1)) && from + 1 < cursor) {
    dashed = true;
    from = skipBlanks(text, from + 1);
  }
  if (from > cursor) {
    // Blanks behind the cursor only: the line is as good as empty.
    if (from < end) return undefined;
    from = cursor;
  }
  const column = from - lineStart;
  const where = dashed ? 'dash' : 'line';
  const base = { column, where, quoted: false, tight: false, colon: false } as const;
  let token = from;
  let behind: 'line' | 'dash' | 'key' | 'flow' = where;
  let isFirst = true;
  for (let at = from; at < end || at === cursor; ) {
    const char = at < end ? text.charAt(at) : '';
    if (char === '"' || char === "'") {
      if (at === token) {
        const stop = quotedEnd(text, at, end);
        const closed = stop - 1 > at && text[stop - 1] === char;
        const inner: Range = [at + 1, closed ? stop - 1 : stop];
        if (cursor > at && (closed ? cursor < stop : cursor <= stop)) {
          const colon = text[skipBlanks(text, stop)] === ':';
          return { ...base, where: behind, range: commaWord(text, inner, cursor), quoted: true, colon };
        }
        at = stop;
        if (at >= end && at !== cursor) break;
        continue;
      }
    }
    if (char === '#' && (at === lineStart || isBlank(text.charAt(at - 1)))) {
      if (cursor > at) return undefined;
      return { ...base, where: behind, range: trimmed(text, token, at, cursor), colon: false };
    }
    const separator = /[,[\]{}]/.test(char) && (behind === 'flow' || char === '[' || char === '{');
    const colon =
      char === ':' && (isBlank(text.charAt(at + 1)) || (behind === 'flow' && /[,\]}]/.test(text.charAt(at + 1))));
    if (separator && (behind === 'flow' || at === token)) {
      if (cursor <= at && cursor >= token) return { ...base, where: behind, range: trimmed(text, token, at, cursor) };
      behind = 'flow';
      token = skipBlanks(text, at + 1);
      if (token > cursor) token = cursor;
      at = Math.max(at + 1, token);
      if (cursor === at && at >= end) return { ...base, where: behind, range: [cursor, cursor] };
      continue;
    }
    if (colon && (isFirst || behind === 'flow')) {
      if (cursor <= at)
        return { ...base, where: behind, range: [token, text.slice(token, at).trimEnd().length + token], colon: true };
      isFirst = false;
      if (cursor === at + 1)
        return { ...base, where: behind === 'flow' ? 'flow' : 'key', range: [cursor, cursor], tight: true };
      token = skipBlanks(text, at + 1);
      if (token > cursor) token = cursor;
      if (behind !== 'flow') behind = 'key';
      at = token;
      if (at >= end && at !== cursor) break;
      if (at >= end) return { ...base, where: behind, range: [cursor, cursor] };
      continue;
    }
    if (at >= end) break;
    at++;
  }
  if (/^[|>]/.test(text.slice(token, end)) && behind === 'key') return undefined;
  return cursor < token ? undefined : { ...base, where: behind, range: trimmed(text, token, end, cursor) };
};

/** A plain text without blanks at its end, but with those before the cursor. */
const trimmed = (text: string, from: number, to: number, cursor: number): Range => {
  let end = to;
  while (end > from && end > cursor && isBlank(text.charAt(end - 1))) end--;
  return commaWord(text, [from, end], cursor);
};

/** Of words that are joined by commas, the one at the cursor. */
const commaWord = (text: string, [from, to]: Range, cursor: number): Range => {
  const before = text.lastIndexOf(',', cursor - 1);
  const behind = text.indexOf(',', cursor);
  return [
    before >= from ? Math.min(skipBlanks(text, before + 1), cursor) : from,
    behind >= 0 && behind < to ? behind : to,
  ];
};

const isOpaque = ({ opaque }: Sketch, at: number): boolean => opaque.some(([from, to]) => at > from && at < to);

const findMark = (tree: Tree): { readonly path: Path; readonly writing: 'key' | 'value' } | undefined => {
  const open: { readonly tree: Tree; readonly path: Path }[] = [{ tree, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { tree: at, path } = next;
    if (at.is === 'scalar') {
      if (at.source.includes(mark)) return { path, writing: 'value' };
    } else if (at.is === 'map') {
      for (const { key, value } of at.entries) {
        if (key.includes(mark)) return { path, writing: 'key' };
        open.push({ tree: value, path: [...path, key] });
      }
    } else for (const [index, item] of at.items.entries()) open.push({ tree: item, path: [...path, index] });
  }
  return undefined;
};

/** The path to the resource inside of (nested) `List`s. */
const itemPrefix = (tree: Tree, path: Path): Path => {
  let prefix: Path = [];
  for (;;) {
    const rest = path.slice(prefix.length);
    const list = treeAt(tree, prefix);
    const kind = entryOf(list, 'kind')?.value;
    if (rest.length < 2 || rest[0] !== 'items' || kind?.is !== 'scalar' || kind.source !== 'List') return prefix;
    prefix = [...prefix, 'items', rest[1] ?? 0];
  }
};

/** Whether a map or list around the path stands in brackets, which may be on a line above. */
const insideFlow = (tree: Tree, path: Path, text: string): boolean =>
  path.some((_step, depth) => {
    const around = treeAt(tree, path.slice(0, depth + 1));
    return (
      around !== undefined &&
      around.is !== 'scalar' &&
      around.range[1] > around.range[0] &&
      /[[{]/.test(text.charAt(around.range[0]))
    );
  });
