import { parsePlainFlow } from './parse-plain-flow.ts';
import { resolvePlain } from './resolve-plain.ts';
import type { Entry, ListTree, MapTree, ScalarTree, Tree } from './tree.ts';

/**
 * The tree of a document in the everyday subset of YAML, or undefined where the library must look: at anything unusual (anchors, tags,
 * block text, escapes, values over several lines, tabs, keys in quotes) and at anything wrong. It exists because it is ten times as
 * fast, and every keystroke in a long document waits for it. What it accepts it must read exactly as the library does, ranges
 * included; a test compares the two on thousands of mutilated documents.
 */
export const parsePlain = (text: string): MapTree | undefined => {
  const lines = significantLines(text);
  if (!lines || lines.length === 0 || isItem(text, lines[0])) return undefined;
  const reader: Reader = { text, lines, at: 0, failed: false };
  const tree = readMap(reader, lines[0]?.indent ?? 0, 0);
  return reader.failed || reader.at < lines.length ? undefined : tree;
};

/** A line with something on it: from its first character to its end, comments not yet cut. */
type Line = { indent: number; start: number; readonly end: number };
type Reader = { readonly text: string; readonly lines: Line[]; at: number; failed: boolean };

const deepest = 60;
const longestKey = 500;

const significantLines = (text: string): Line[] | undefined => {
  if (/\t|\r(?!\n)/.test(text)) return undefined;
  const lines: Line[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    let start = at;
    while (start < lineEnd && text.charCodeAt(start) === 32) start++;
    if (start < lineEnd && text.charCodeAt(start) !== 35) {
      let end = text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
      while (end > start && text.charCodeAt(end - 1) === 32) end--;
      if (end > start) lines.push({ indent: start - at, start, end });
    }
    at = lineEnd + 1;
  }
  return lines;
};

const isItem = (text: string, line: Line | undefined): boolean =>
  line !== undefined &&
  text.charCodeAt(line.start) === 45 &&
  (line.start + 1 === line.end || text.charCodeAt(line.start + 1) === 32);

const fail = (reader: Reader, range: readonly [number, number]): ScalarTree => {
  reader.failed = true;
  return { is: 'scalar', value: null, source: '', range };
};

const keyPattern = /[A-Za-z0-9_][A-Za-z0-9_./-]*:(?=[ \r]|$)/my;

const readMap = (reader: Reader, indent: number, depth: number): MapTree => {
  const { text, lines } = reader;
  const entries: Entry[] = [];
  const keys = new Set<string>();
  const start = lines[reader.at]?.start ?? 0;
  let end = start;
  for (let line = lines[reader.at]; line && line.indent === indent && !reader.failed; line = lines[reader.at]) {
    keyPattern.lastIndex = line.start;
    const found = keyPattern.test(text) ? keyPattern.lastIndex - 1 : -1;
    const key = found < 0 ? '' : text.slice(line.start, found);
    if (found < 0 || found >= line.end || keys.has(key) || key.length > longestKey || depth > deepest) {
      fail(reader, [line.start, line.end]);
      break;
    }
    keys.add(key);
    const value = readValue(reader, line, found + 1, found, depth);
    entries.push({ key, keyRange: [line.start, found], value });
    end = Math.max(found, value.range[1]);
  }
  return { is: 'map', entries, range: [start, end] };
};

/** What stands behind a key: on its line, or in the lines below. */
const readValue = (reader: Reader, line: Line, from: number, keyEnd: number, depth: number): Tree => {
  const { text, lines } = reader;
  let start = from;
  while (start < line.end && text.charCodeAt(start) === 32) start++;
  reader.at++;
  const next = lines[reader.at];
  const empty = start >= line.end || (text.charCodeAt(start) === 35 && start > from);
  if (!empty) {
    // A deeper line would go on with this value.
    if (next && next.indent > line.indent) return fail(reader, [start, line.end]);
    return readInline(reader, start, line.end);
  }
  if (next && next.indent > line.indent) {
    return isItem(text, next) ? readList(reader, next.indent, depth + 1) : readMap(reader, next.indent, depth + 1);
  }
  if (next && next.indent === line.indent && isItem(text, next)) return readList(reader, next.indent, depth + 1);
  return { is: 'scalar', value: null, source: '', range: [keyEnd, keyEnd] };
};

const readList = (reader: Reader, indent: number, depth: number): ListTree => {
  const { text, lines } = reader;
  const items: Tree[] = [];
  const start = lines[reader.at]?.start ?? 0;
  let end = start;
  for (let line = lines[reader.at]; line && line.indent === indent && isItem(text, line); line = lines[reader.at]) {
    const item = depth > deepest ? fail(reader, [line.start, line.end]) : readItem(reader, line, depth);
    if (reader.failed) break;
    items.push(item);
    end = item.range[1];
  }
  return { is: 'list', items, range: [start, end] };
};

/** One item: a map or list that begins behind the dash, a value on the line, or a block below. */
const readItem = (reader: Reader, line: Line, depth: number): Tree => {
  const { text, lines } = reader;
  let start = line.start + 1;
  while (start < line.end && text.charCodeAt(start) === 32) start++;
  const inner: Line = { indent: line.indent + start - line.start, start, end: line.end };
  if (start >= line.end || text.charCodeAt(start) === 35) {
    reader.at++;
    const next = lines[reader.at];
    // An item without a value is left to the library.
    if (!next || next.indent <= line.indent) return fail(reader, [line.start, line.end]);
    return isItem(text, next) ? readList(reader, next.indent, depth + 1) : readMap(reader, next.indent, depth + 1);
  }
  keyPattern.lastIndex = start;
  const isMap = keyPattern.test(text);
  if (isMap || isItem(text, inner)) {
    lines[reader.at] = inner;
    return isMap ? readMap(reader, inner.indent, depth + 1) : readList(reader, inner.indent, depth + 1);
  }
  reader.at++;
  const next = lines[reader.at];
  if (next && next.indent > line.indent) return fail(reader, [start, line.end]);
  return readInline(reader, start, line.end);
};

/** A scalar or a flow collection that ends on its line. */
const readInline = (reader: Reader, start: number, lineEnd: number): Tree => {
  const { text } = reader;
  const first = text.charAt(start);
  if (first === '[' || first === '{') {
    const flow = parsePlainFlow(text, start, lineEnd);
    return flow && endsThere(text, flow.range[1], lineEnd) ? flow : fail(reader, [start, lineEnd]);
  }
  if (first === '"' || first === "'") {
    const close = text.indexOf(first, start + 1);
    const source = text.slice(start + 1, close);
    const simple = close > 0 && close < lineEnd && !source.includes('\\') && endsThere(text, close + 1, lineEnd);
    return simple ? { is: 'scalar', value: source, source, range: [start, close + 1] } : fail(reader, [start, lineEnd]);
  }
  const comment = text.slice(start, lineEnd).indexOf(' #');
  let end = comment < 0 ? lineEnd : start + comment;
  while (text.charCodeAt(end - 1) === 32) end--;
  const source = text.slice(start, end);
  if (source.includes(': ') || source.endsWith(':')) return fail(reader, [start, end]);
  return resolvePlain(source, start) ?? fail(reader, [start, end]);
};

/** Whether nothing but blanks and a comment follows. */
const endsThere = (text: string, from: number, lineEnd: number): boolean =>
  from >= lineEnd || /^ +(?:#|$)/.test(text.slice(from, lineEnd));
