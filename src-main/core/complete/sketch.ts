import type { Range } from '../text/diagnostic.ts';
import type { Tree } from '../text/tree.ts';
import { sketchFlow } from './sketch-flow.ts';
import { endOfLine, quotedEnd, skipBlanks } from './sketch-line.ts';

type MapNode = { is: 'map'; entries: { key: string; keyRange: Range; value: Tree }[]; range: Range };
type ListNode = { is: 'list'; items: Tree[]; range: Range };
type Frame = { readonly indent: number; readonly node: MapNode | ListNode };

/** Far deeper than any resource nests; what is deeper is passed over. */
const deepest = 200;

/** What a text probably means, and the parts of it that are only text: comments and block scalars. */
export type Sketch = { readonly tree?: Tree; readonly opaque: readonly Range[] };

/**
 * What the text of one document probably means while it is being typed: by lines and indentation, never failing, in linear time.
 * Scalars are texts (`source`), empty ones null; anchors and tags are passed over, aliases stay unresolved. Ranges count from its start.
 */
export const sketch = (text: string): Sketch => {
  const frames: Frame[] = [];
  const opaque: Range[] = [];
  let root: Tree | undefined;

  const attach = (value: Tree): void => {
    const top = frames.at(-1)?.node;
    if (!top) root = value;
    else if (top.is === 'map') {
      const last = top.entries.at(-1);
      if (last) last.value = value;
    } else top.items[Math.max(0, top.items.length - 1)] = value;
  };
  const slot = (): Tree | undefined => {
    const top = frames.at(-1)?.node;
    return top?.is === 'map' ? top.entries.at(-1)?.value : top?.items.at(-1);
  };
  const mapAt = (indent: number, at: number): MapNode => {
    let top = frames.at(-1);
    while (top && (top.indent > indent || (top.indent === indent && top.node.is === 'list'))) {
      frames.pop();
      top = frames.at(-1);
    }
    if (top?.indent === indent && top.node.is === 'map') return top.node;
    const node: MapNode = { is: 'map', entries: [], range: [at, at] };
    attach(node);
    if (frames.length < deepest) frames.push({ indent, node });
    return node;
  };
  const listAt = (indent: number, at: number): ListNode => {
    let top = frames.at(-1);
    while (top && (top.indent > indent || (top.indent === indent && top.node.is === 'map'))) {
      // A list may stand as far left as the key that it belongs to.
      if (top.indent === indent && isHole(slot())) break;
      frames.pop();
      top = frames.at(-1);
    }
    if (top?.indent === indent && top.node.is === 'list') return top.node;
    const node: ListNode = { is: 'list', items: [], range: [at, at] };
    attach(node);
    if (frames.length < deepest) frames.push({ indent, node });
    return node;
  };
  /** Reads what stands behind a key or dash at `indent`, and says where the next line begins. */
  const value = (from: number, end: number, indent: number): number => {
    let at = skipBlanks(text, from);
    while (at < end && (text[at] === '&' || text[at] === '!')) {
      while (at < end && !/[ \t\r]/.test(text.charAt(at))) at++;
      at = skipBlanks(text, at);
    }
    const first = text.charAt(at);
    if (first === '[' || first === '{') {
      const flow = sketchFlow(text, at, indent);
      attach(flow.tree);
      return endOfLine(text, flow.end) + 1;
    }
    if (first === '|' || first === '>') {
      let next = end + 1;
      while (next < text.length) {
        const begin = skipBlanks(text, next);
        const stop = endOfLine(text, next);
        if (begin < stop && text[begin] !== '\r' && begin - next <= indent) break;
        next = stop + 1;
      }
      const range: Range = [at, Math.min(next, text.length)];
      opaque.push([end, range[1]]);
      attach({ is: 'scalar', value: text.slice(end + 1, range[1]), source: text.slice(end + 1, range[1]), range });
      return next;
    }
    attach(scalarAt(text, at, end));
    return end + 1;
  };

  for (let at = 0; at < text.length; ) {
    const end = endOfLine(text, at);
    let from = skipBlanks(text, at);
    if (from >= end || /[#%\r]/.test(text.charAt(from))) {
      at = end + 1;
      continue;
    }
    let dash = -1;
    while (
      frames.length < deepest &&
      text[from] === '-' &&
      (from + 1 >= end || /[ \t\r]/.test(text.charAt(from + 1)))
    ) {
      dash = from - at;
      const list = listAt(dash, from);
      list.items.push(hole(Math.min(from + 2, end)));
      from = skipBlanks(text, from + 1);
    }
    const indent = from - at;
    if (from >= end || /[#\r]/.test(text.charAt(from))) {
      at = end + 1;
      continue;
    }
    const key = keyAt(text, from, end);
    if (key) {
      mapAt(indent, from).entries.push({ key: key.key, keyRange: key.range, value: hole(key.after) });
      at = value(key.after, end, indent);
    } else if (dash >= 0) at = value(from, end, dash);
    else {
      // Half a key beside others, or the value of the key above.
      const top = frames.at(-1);
      if (top && top.indent < indent && isHole(slot())) at = value(from, end, top.indent);
      else {
        const scalar = scalarAt(text, from, end);
        if (frames.some((frame) => frame.indent === indent && frame.node.is === 'map') || !root)
          mapAt(indent, from).entries.push({
            key: scalar.source,
            keyRange: scalar.range,
            value: hole(scalar.range[1]),
          });
        at = end + 1;
      }
    }
  }
  return { ...(root && { tree: root }), opaque };
};

const hole = (at: number): Tree => ({ is: 'scalar', value: null, source: '', range: [at, at] });

const isHole = (tree: Tree | undefined): boolean =>
  tree?.is === 'scalar' && tree.source === '' && tree.range[0] === tree.range[1];

const scalarAt = (text: string, from: number, end: number): Tree & { readonly is: 'scalar' } => {
  const quote = text.charAt(from);
  if (quote === '"' || quote === "'") {
    const stop = quotedEnd(text, from, end);
    const source = text.slice(from + 1, text[stop - 1] === quote && stop - 1 > from ? stop - 1 : stop);
    return { is: 'scalar', value: source, source, range: [from, stop] };
  }
  let stop = from;
  while (stop < end && !(text[stop] === '#' && (stop === from || /[ \t]/.test(text.charAt(stop - 1))))) stop++;
  while (stop > from && /[ \t\r]/.test(text.charAt(stop - 1))) stop--;
  const source = text.slice(from, stop);
  return { is: 'scalar', value: source === '' ? null : source, source, range: [from, stop] };
};

/** The key that a line begins with at `from`: one before a colon that ends the line or has a blank behind it. */
const keyAt = (
  text: string,
  from: number,
  end: number,
): { readonly key: string; readonly range: Range; readonly after: number } | undefined => {
  const quote = text.charAt(from);
  if (quote === '"' || quote === "'") {
    const stop = quotedEnd(text, from, end);
    const colon = skipBlanks(text, stop);
    if (text[colon] !== ':' || colon >= end) return undefined;
    return { key: text.slice(from + 1, stop - 1), range: [from, stop], after: colon + 1 };
  }
  if (quote === '[' || quote === '{') return undefined;
  for (let at = from; at < end; at++) {
    if (text[at] === '#' && /[ \t]/.test(text.charAt(at - 1))) return undefined;
    if (text[at] === ':' && (at + 1 >= end || /[ \t\r]/.test(text.charAt(at + 1)))) {
      const key = text.slice(from, at).trimEnd();
      return key === '' ? undefined : { key, range: [from, from + key.length], after: at + 1 };
    }
  }
  return undefined;
};
