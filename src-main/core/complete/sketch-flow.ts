import type { Entry, Tree } from '../text/tree.ts';
import { endOfLine, quotedEnd, skipBlanks } from './sketch-line.ts';

/** Far deeper than any resource nests; what is deeper is read as one text. */
const deepest = 50;

/**
 * A list or map in brackets, closed or not. It goes on over lines that are indented further than `indent`, and over those that close it.
 * `end` is the offset behind what was read.
 */
export const sketchFlow = (
  text: string,
  from: number,
  indent: number,
): { readonly tree: Tree; readonly end: number } => {
  let at = from;

  /** Passes blanks, comments and breaks; says whether the flow goes on. */
  const goesOn = (): boolean => {
    for (;;) {
      at = skipBlanks(text, at);
      if (text[at] === '\r') at++;
      else if (text[at] === '#' && /\s/.test(text.charAt(at - 1))) at = endOfLine(text, at);
      else if (text[at] === '\n') {
        const begin = skipBlanks(text, at + 1);
        const char = text.charAt(begin);
        if (char !== '\n' && char !== '\r' && begin - at - 1 <= indent && char !== ']' && char !== '}') return false;
        at++;
      } else return at < text.length;
    }
  };
  const scalar = (): Tree => {
    const begin = at;
    const quote = text.charAt(at);
    if (quote === '"' || quote === "'") {
      const end = quotedEnd(text, at, endOfLine(text, at));
      at = end;
      const source = text.slice(begin + 1, text[end - 1] === quote && end - 1 > begin ? end - 1 : end);
      return { is: 'scalar', value: source, source, range: [begin, end] };
    }
    while (at < text.length && !/[,[\]{}\n\r]/.test(text.charAt(at))) {
      if (text[at] === ':' && /^[\s,[\]{}]?$/.test(text.charAt(at + 1))) break;
      if (text[at] === '#' && /\s/.test(text.charAt(at - 1))) break;
      at++;
    }
    const source = text.slice(begin, at).trimEnd();
    return { is: 'scalar', value: source === '' ? null : source, source, range: [begin, begin + source.length] };
  };
  const hole = (): Tree => ({ is: 'scalar', value: null, source: '', range: [at, at] });
  const value = (depth: number): Tree => {
    const open = text.charAt(at);
    if ((open !== '[' && open !== '{') || depth >= deepest) {
      const found = scalar();
      // Something must be passed, so that reading ends.
      if (found.range[0] === at && !/[,\]}:\n\r]?$/.test(text.charAt(at))) at++;
      return found;
    }
    return open === '[' ? list(depth) : map(depth);
  };
  const list = (depth: number): Tree => {
    const begin = at++;
    const items: Tree[] = [];
    while (goesOn()) {
      const char = text.charAt(at);
      if (char === ']') {
        at++;
        break;
      }
      if (char === '}') break;
      if (char === ',') {
        at++;
        continue;
      }
      const before = at;
      const item = value(depth + 1);
      if (item.is === 'scalar' && text[at] === ':') {
        at++;
        items.push({ is: 'map', entries: [entry(item, depth)], range: [before, at] });
      } else items.push(item);
      if (at === before) at++;
    }
    return { is: 'list', items, range: [begin, at] };
  };
  const entry = (key: Tree & { readonly is: 'scalar' }, depth: number): Entry => ({
    key: key.source,
    keyRange: key.range,
    value: goesOn() && !/[,\]}]/.test(text.charAt(at)) ? value(depth + 1) : hole(),
  });
  const map = (depth: number): Tree => {
    const begin = at++;
    const entries: Entry[] = [];
    while (goesOn()) {
      const char = text.charAt(at);
      if (char === '}') {
        at++;
        break;
      }
      if (char === ']') break;
      if (char === ',') {
        at++;
        continue;
      }
      const before = at;
      const key = scalar();
      if (key.is !== 'scalar' || at === before) {
        at++;
        continue;
      }
      if (!goesOn() || text[at] !== ':') {
        entries.push({ key: key.source, keyRange: key.range, value: hole() });
        continue;
      }
      at++;
      entries.push(entry(key, depth));
    }
    return { is: 'map', entries, range: [begin, at] };
  };
  const tree = value(0);
  return { tree, end: at };
};
