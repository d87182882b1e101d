import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Range } from './diagnostic.ts';
import type { Problem } from './problem.ts';
import { templateHelp } from './syntax-problem.ts';
import type { Entry, ScalarTree, Tree } from './tree.ts';

/** How many values aliases may stand for in one document; real files stay below a hundred. */
const aliasBudget = 20_000;

type Anchor = { readonly tree: Tree; readonly size: number };

type Work = {
  readonly text: string;
  readonly deepest: number;
  readonly problems: Problem[];
  /** Undefined while the anchored value itself is being read: an alias inside it would never end. */
  readonly anchors: Map<string, Anchor | undefined>;
  /** Values that aliases have brought in so far. */
  aliased: number;
  /** Set by the first problem that makes going on pointless. */
  stopped: boolean;
};

/** The library's nodes as our tree: aliases resolved within a budget, merge keys applied, duplicate keys reported. */
export const convertNode = (node: Node, text: string, deepest: number, problems: Problem[]): Tree | undefined => {
  const work: Work = { text, deepest, problems, anchors: new Map(), aliased: 0, stopped: false };
  const { tree } = convert(node, work, 0);
  return work.stopped ? undefined : tree;
};

const convert = (node: unknown, work: Work, depth: number): Anchor => {
  if (depth > work.deepest) {
    stop(work, 'yaml/too-deep', `the document is nested more than ${work.deepest} levels deep; flatten it`, [
      rangeOf(node)[0],
      rangeOf(node)[0] + 1,
    ]);
  }
  if (work.stopped) return nothing(rangeOf(node));
  if (isAlias(node)) return resolveAlias(node.source, rangeOf(node), work);
  const anchor = (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor ? node.anchor : undefined;
  if (anchor) work.anchors.set(anchor, undefined);
  const result = isMap(node)
    ? convertMap(node, work, depth)
    : isSeq(node)
      ? convertList(node, work, depth)
      : isScalar(node)
        ? { tree: convertScalar(node, work.text), size: 1 }
        : nothing(rangeOf(node));
  if (anchor) work.anchors.set(anchor, result);
  return result;
};

const convertList = (node: YAMLSeq, work: Work, depth: number): Anchor => {
  let size = 1;
  const trees = node.items.map((item) => {
    // "[a: b]" is a list of one-pair maps.
    const one = isPair(item) ? convertPairs([item], undefined, work, depth + 1) : convert(item, work, depth + 1);
    size += one.size;
    return one.tree;
  });
  const last = trees.at(-1);
  return { tree: { is: 'list', items: trees, range: collectionRange(node, last?.range[1]) }, size };
};

const convertMap = (node: YAMLMap, work: Work, depth: number): Anchor => convertPairs(node.items, node, work, depth);

/** Without brackets a collection ends with the last thing in it, though the library counts blanks and comments in. */
const collectionRange = (node: YAMLMap | YAMLSeq | undefined, lastEnd = 0): Range => {
  const [start, end] = rangeOf(node);
  return node?.flow ? [start, end] : [start, Math.max(start, lastEnd)];
};

const convertPairs = (pairs: readonly Pair[], node: YAMLMap | undefined, work: Work, depth: number): Anchor => {
  let lastEnd = 0;
  const entries = new Map<string, Entry>();
  const merged: Tree[] = [];
  let size = 1;
  for (const pair of pairs) {
    if (work.stopped) break;
    const key = convertKey(pair.key, work);
    const value = convertValue(pair.value, key.range[1], work, depth + 1);
    size += value.size;
    lastEnd = Math.max(key.range[1], value.tree.range[1]);
    if (key.text === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
      merged.push(...(value.tree.is === 'list' ? value.tree.items : [value.tree]));
      continue;
    }
    const first = entries.get(key.text);
    if (first) {
      work.problems.push({
        severity: 'error',
        code: 'yaml/duplicate-key',
        message: `"${key.text}" is written twice in the same place; remove one of the two`,
        range: key.range,
        related: [{ message: 'the first one', range: first.keyRange }],
      });
      continue;
    }
    entries.set(key.text, { key: key.text, keyRange: key.range, value: value.tree });
  }
  for (const source of merged) {
    if (source.is !== 'map') {
      problem(
        work,
        'yaml/bad-merge',
        'only a map can be merged with "<<"; point it at an anchor of a map',
        source.range,
      );
      continue;
    }
    for (const entry of source.entries) if (!entries.has(entry.key)) entries.set(entry.key, entry);
  }
  const own = [...entries.values()];
  const range = node ? collectionRange(node, lastEnd) : ([own[0]?.keyRange[0] ?? 0, lastEnd] as const);
  return { tree: { is: 'map', entries: own, range }, size };
};

/** A value that is not written (`key:`) has no place of its own: it stands behind its key. */
const convertValue = (node: unknown, keyEnd: number, work: Work, depth: number): Anchor => {
  if (node === null) return nothing([keyEnd, keyEnd]);
  const value = convert(node, work, depth);
  const [start, end] = value.tree.range;
  return value.tree.is === 'scalar' && value.tree.value === null && start === end ? nothing([keyEnd, keyEnd]) : value;
};

const convertKey = (node: unknown, work: Work): { readonly text: string; readonly range: Range } => {
  const range = rangeOf(node);
  const resolved = isAlias(node) ? resolveAlias(node.source, range, work).tree : undefined;
  if (resolved?.is === 'scalar') return { text: resolved.source, range };
  if (isScalar(node)) {
    const { tree } = convert(node, work, 0);
    return { text: tree.is === 'scalar' ? tree.source : '', range };
  }
  if (node !== null && work.text.startsWith('{{', range[0] - 1)) {
    problem(work, templateHelp.code, templateHelp.message, [range[0] - 1, range[1] + 1]);
  } else if (node !== null) {
    problem(work, 'yaml/complex-key', 'a key must be a single word or text; write it without brackets', range);
  }
  return { text: '', range };
};

const convertScalar = (node: Scalar, text: string): ScalarTree => {
  const range = rangeOf(node);
  const value = node.value;
  // For plain scalars the library keeps what was written; for quoted and block text the value is it.
  const source = node.source ?? (typeof value === 'string' ? value : text.slice(range[0], range[1]));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return { is: 'scalar', value, source, range };
  }
  return { is: 'scalar', value: typeof value === 'string' ? value : source, source, range };
};

const resolveAlias = (name: string, range: Range, work: Work): Anchor => {
  if (!work.anchors.has(name)) {
    problem(
      work,
      'yaml/unknown-alias',
      `there is no anchor "&${name}" before this alias; quote the text if "*" belongs to it`,
      range,
    );
    return nothing(range);
  }
  const anchor = work.anchors.get(name);
  if (!anchor) {
    problem(
      work,
      'yaml/alias-cycle',
      `"*${name}" stands inside "&${name}" and would never end; write the value out`,
      range,
    );
    return nothing(range);
  }
  work.aliased += anchor.size;
  if (work.aliased > aliasBudget) {
    stop(
      work,
      'yaml/alias-bomb',
      `the aliases of this document stand for more than ${aliasBudget} values; write them out`,
      range,
    );
    return nothing(range);
  }
  return { tree: { ...anchor.tree, range }, size: anchor.size };
};

const problem = (work: Work, code: string, message: string, range: Range): void => {
  work.problems.push({ severity: 'error', code, message, range });
};

const stop = (work: Work, code: string, message: string, range: Range): void => {
  if (!work.stopped) problem(work, code, message, range);
  work.stopped = true;
};

const nothing = (range: Range): Anchor => ({ tree: { is: 'scalar', value: null, source: '', range }, size: 1 });

const rangeOf = (node: unknown): Range => {
  const range = (node as Node | null)?.range;
  return range ? [range[0], range[1]] : [0, 0];
};
