import type { Range } from './diagnostic.ts';
import type { Entry, Path, Tree } from './tree.ts';

/** The entry of a map with this key; undefined for other trees. */
export const entryOf = (tree: Tree | undefined, key: string): Entry | undefined =>
  tree?.is === 'map' ? tree.entries.find((entry) => entry.key === key) : undefined;

/** The value a path leads to, or undefined. */
export const treeAt = (tree: Tree, path: Path): Tree | undefined => {
  let at: Tree | undefined = tree;
  for (const step of path) at = stepInto(at, step);
  return at;
};

const stepInto = (tree: Tree | undefined, step: string | number): Tree | undefined => {
  if (tree?.is === 'list') return tree.items[Number(step)];
  return entryOf(tree, String(step))?.value;
};

/** Range of the value a path leads to; of the key of its nearest existing parent where the path leads to nothing. */
export const rangeAt = (tree: Tree, path: Path): Range => {
  let at = tree;
  let range = tree.range;
  let keyRange = headOf(tree);
  for (const step of path) {
    const next = stepInto(at, step);
    if (!next) return keyRange;
    keyRange = entryOf(at, String(step))?.keyRange ?? headOf(next);
    // A value that is not written at all ("host:") has no width: its key stands for it.
    range = next.range[0] === next.range[1] ? keyRange : next.range;
    at = next;
  }
  return range;
};

/** Range of the key that leads to the value; of the item in lists; of the nearest existing parent's key where there is none. */
export const keyRangeAt = (tree: Tree, path: Path): Range => {
  let at = tree;
  let range = headOf(tree);
  for (const step of path) {
    const next = stepInto(at, step);
    if (!next) return range;
    range = entryOf(at, String(step))?.keyRange ?? headOf(next);
    at = next;
  }
  return range;
};

/** One line that stands for a whole map or list: its first key, or the first line of its first item. */
export const headOf = (tree: Tree): Range => {
  if (tree.is === 'map') return tree.entries[0]?.keyRange ?? tree.range;
  if (tree.is === 'list') return tree.items[0] ? headOf(tree.items[0]) : tree.range;
  return tree.range;
};
