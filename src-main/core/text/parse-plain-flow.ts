import { resolvePlain } from './resolve-plain.ts';
import type { Entry, ListTree, MapTree, Tree } from './tree.ts';

/** A flow collection of the everyday subset that begins at `start` and ends before `end`; undefined where the library must look. */
export const parsePlainFlow = (text: string, start: number, end: number): MapTree | ListTree | undefined => {
  const tree = readFlow({ text, end, at: start }, 0);
  return tree && tree.is !== 'scalar' ? tree : undefined;
};

type Reader = { readonly text: string; readonly end: number; at: number };

const deepest = 30;
const keyPattern = /([A-Za-z0-9_][A-Za-z0-9_./-]*):(?=[ ])/y;

const readFlow = (reader: Reader, depth: number): Tree | undefined => {
  if (depth > deepest) return undefined;
  const char = reader.text.charAt(reader.at);
  if (char === '[') return readList(reader, depth);
  if (char === '{') return readMap(reader, depth);
  return readScalar(reader);
};

const skipBlanks = (reader: Reader): string => {
  while (reader.at < reader.end && reader.text.charCodeAt(reader.at) === 32) reader.at++;
  return reader.at < reader.end ? reader.text.charAt(reader.at) : '';
};

const readList = (reader: Reader, depth: number): ListTree | undefined => {
  const start = reader.at++;
  const items: Tree[] = [];
  for (let char = skipBlanks(reader); char !== ']'; char = skipBlanks(reader)) {
    const item = readFlow(reader, depth + 1);
    if (!item) return undefined;
    items.push(item);
    if (!afterItem(reader, ']')) return undefined;
  }
  reader.at++;
  return { is: 'list', items, range: [start, reader.at] };
};

const readMap = (reader: Reader, depth: number): MapTree | undefined => {
  const start = reader.at++;
  const entries: Entry[] = [];
  const keys = new Set<string>();
  for (let char = skipBlanks(reader); char !== '}'; char = skipBlanks(reader)) {
    keyPattern.lastIndex = reader.at;
    const key = keyPattern.exec(reader.text)?.[1];
    if (key === undefined || key.length > 500 || keys.has(key)) return undefined;
    keys.add(key);
    const keyRange = [reader.at, reader.at + key.length] as const;
    reader.at += key.length + 1;
    const next = skipBlanks(reader);
    const value: Tree | undefined =
      next === '}' || next === ','
        ? { is: 'scalar', value: null, source: '', range: [keyRange[1], keyRange[1]] }
        : readFlow(reader, depth + 1);
    if (!value) return undefined;
    entries.push({ key, keyRange, value });
    if (!afterItem(reader, '}')) return undefined;
  }
  reader.at++;
  return { is: 'map', entries, range: [start, reader.at] };
};

/** Steps over the comma; false where neither a comma with something behind it nor the closing bracket follows. */
const afterItem = (reader: Reader, close: string): boolean => {
  const char = skipBlanks(reader);
  if (char === close) return true;
  if (char !== ',') return false;
  reader.at++;
  const next = skipBlanks(reader);
  return next !== '' && next !== close && next !== ',';
};

const readScalar = (reader: Reader): Tree | undefined => {
  const { text } = reader;
  const start = reader.at;
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, start + 1);
    const source = text.slice(start + 1, close);
    if (close < 0 || close >= reader.end || source.includes('\\')) return undefined;
    reader.at = close + 1;
    // What may follow a quote without a blank is left to the library ("a":1, 'it''s').
    if (!/[ ,\]}]/.test(text.charAt(reader.at))) return undefined;
    return { is: 'scalar', value: source, source, range: [start, reader.at] };
  }
  let end = start;
  while (end < reader.end && !/[,[\]{}]/.test(text.charAt(end))) end++;
  reader.at = end;
  while (text.charCodeAt(end - 1) === 32) end--;
  const source = text.slice(start, end);
  if (end <= start || /: |:$| #/.test(source)) return undefined;
  return resolvePlain(source, start);
};
