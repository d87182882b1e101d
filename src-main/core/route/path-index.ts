import { foldCase } from '../match/text-match.ts';
import { literalPrefix } from './literal-prefix.ts';
import type { Route } from './table.ts';

/**
 * Which routes can match a path at all, so that thousands need not be asked one by one.
 * Two radix trees over the literal beginnings of path conditions (one for those that ignore case) keep route numbers in order;
 * routes without such a beginning are in `always`. The index only leaves out routes that cannot match.
 */
export type PathIndex = {
  readonly sensitive?: Node;
  readonly folded?: Node;
  readonly always: readonly number[];
};

type Node = {
  label: string;
  /** By the first character code of the child's label. */
  children: Map<number, Node> | undefined;
  /** Routes whose path starts with what leads here, ascending. */
  starts: number[] | undefined;
  /** Routes whose path is what leads here, ascending. */
  ends: number[] | undefined;
};

/** Below this many routes a linear scan is quicker than the index is worth. */
export const indexFrom = 64;

/** An index over the routes of one virtual host, in their order. */
export const indexPaths = (routes: readonly Route[]): PathIndex => {
  const always: number[] = [];
  let sensitive: Node | undefined;
  let folded: Node | undefined;
  routes.forEach((route, number) => {
    const condition = route.conditions.find((c) => c.on === 'path');
    if (condition?.on !== 'path') {
      always.push(number);
      return;
    }
    const { match, ignoreCase } = condition;
    const text = match.type === 'regex' ? literalPrefix(match.value) : match.value;
    if (text === '') {
      // An exact empty path matches nothing; keeping it costs one test and needs no special rule.
      always.push(number);
    } else if (ignoreCase && match.type !== 'regex') {
      folded ??= newNode('');
      insert(folded, foldCase(text), number, match.type === 'exact');
    } else {
      sensitive ??= newNode('');
      insert(sensitive, text, number, match.type === 'exact');
    }
  });
  return { always, ...(sensitive && { sensitive }), ...(folded && { folded }) };
};

/** The lowest number for which `matches` says yes among the routes that can match the path; -1 when there is none. */
export const lowestMatch = (index: PathIndex, path: string, matches: (route: number) => boolean): number => {
  let best = lowestIn(index.always, Number.POSITIVE_INFINITY, matches);
  if (index.sensitive) best = lowestInTree(index.sensitive, path, best, matches);
  if (index.folded) best = lowestInTree(index.folded, foldCase(path), best, matches);
  return best === Number.POSITIVE_INFINITY ? -1 : best;
};

const lowestInTree = (root: Node, path: string, bound: number, matches: (route: number) => boolean): number => {
  let best = bound;
  let node: Node | undefined = root;
  let at = 0;
  while (node !== undefined) {
    if (!path.startsWith(node.label, at)) return best;
    at += node.label.length;
    if (node.starts) best = lowestIn(node.starts, best, matches);
    if (at === path.length) return node.ends ? lowestIn(node.ends, best, matches) : best;
    node = node.children?.get(path.charCodeAt(at));
  }
  return best;
};

const lowestIn = (numbers: readonly number[], bound: number, matches: (route: number) => boolean): number => {
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    if (number >= bound) return bound;
    if (matches(number)) return number;
  }
  return bound;
};

const newNode = (label: string): Node => ({ label, children: undefined, starts: undefined, ends: undefined });

const insert = (root: Node, text: string, number: number, exact: boolean): void => {
  let node = root;
  let at = 0;
  while (at < text.length) {
    node.children ??= new Map();
    const key = text.charCodeAt(at);
    const child = node.children.get(key);
    if (child === undefined) {
      const leaf = newNode(text.slice(at));
      node.children.set(key, leaf);
      node = leaf;
      break;
    }
    const common = commonLength(child.label, text, at);
    if (common === child.label.length) node = child;
    else {
      const middle = newNode(child.label.slice(0, common));
      child.label = child.label.slice(common);
      middle.children = new Map([[child.label.charCodeAt(0), child]]);
      node.children.set(key, middle);
      node = middle;
    }
    at += common;
  }
  if (exact) {
    node.ends ??= [];
    node.ends.push(number);
  } else {
    node.starts ??= [];
    node.starts.push(number);
  }
};

const commonLength = (label: string, text: string, at: number): number => {
  let length = 0;
  while (
    length < label.length &&
    at + length < text.length &&
    label.charCodeAt(length) === text.charCodeAt(at + length)
  ) {
    length++;
  }
  return length;
};
