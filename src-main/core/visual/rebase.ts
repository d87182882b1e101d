import { dataKey, plainOf } from '../edit/model.ts';
import { entryOf } from '../text/cursor.ts';
import type { ListTree, Path, Tree } from '../text/tree.ts';
import type { Change } from './change.ts';

/**
 * Changes that were meant for `before`, as they are meant for `after`, when the text has changed between drawing and pressing: an item of a
 * list is followed to where it stands now. Undefined where that cannot be told surely, because the item is gone, has become another one, or
 * has a twin; whoever asked should look again.
 */
export const rebaseChanges = (before: Tree, after: Tree, changes: readonly Change[]): readonly Change[] | undefined => {
  if (before === after) return changes;
  const moved = changes.map((change) => rebaseChange(before, after, change));
  return moved.every((one) => one !== undefined) ? moved : undefined;
};

const rebaseChange = (before: Tree, after: Tree, change: Change): Change | undefined => {
  const path = rebasePath(before, after, change.path);
  if (path === undefined) return undefined;
  const follow = (index: number): number | undefined => {
    const at = rebasePath(before, after, [...change.path, index])?.at(-1);
    return typeof at === 'number' ? at : undefined;
  };
  switch (change.do) {
    case 'set':
    case 'rename':
      return { ...change, path };
    case 'remove':
      return isAlike(before, after, change.path, path) ? { ...change, path } : undefined;
    case 'insert': {
      const index = follow(change.index);
      const like = change.like === undefined ? undefined : follow(change.like);
      if (index === undefined || (change.like !== undefined && like === undefined)) return undefined;
      return { ...change, path, index, ...(like !== undefined && { like }) };
    }
    case 'move': {
      const [from, to] = [follow(change.from), follow(change.to)];
      return from === undefined || to === undefined ? undefined : { ...change, path, from, to };
    }
  }
};

/**
 * Where the value is in `after` that stands at a path of `before`. What is not written in `before` keeps the rest of its path; keys are
 * followed by name, items by what they say.
 */
export const rebasePath = (before: Tree, after: Tree, path: Path): Path | undefined => {
  const moved: (string | number)[] = [];
  let [old, now]: [Tree | undefined, Tree | undefined] = [before, after];
  for (const [depth, step] of path.entries()) {
    if (old === undefined || old.is === 'scalar') return [...moved, ...path.slice(depth)];
    if (old.is === 'list') {
      const count: number = old.items.length;
      if (now?.is !== 'list') return undefined;
      const to: number | undefined = Number(step) >= count ? now.items.length : itemOf(old, now, Number(step));
      if (to === undefined) return undefined;
      moved.push(to);
      [old, now] = [old.items[Number(step)], now.items[to]];
    } else {
      const own: Tree | undefined = entryOf(old, String(step))?.value;
      const there: Tree | undefined = entryOf(now, String(step))?.value;
      if (own !== undefined && there === undefined) return undefined;
      moved.push(step);
      [old, now] = [own, there];
    }
  }
  return moved;
};

/** Where an item stands now: at its place where the others still stand at theirs, else where one and only one says the same. */
const itemOf = (old: ListTree, now: ListTree, index: number): number | undefined => {
  const [before, after] = [old.items.map(keyOf), now.items.map(keyOf)];
  const changed = before.filter((key, at) => key !== after[at]).length;
  if (before.length === after.length && (before[index] === after[index] || changed === 1)) return index;
  const same = after.flatMap((key, at) => (key === before[index] ? [at] : []));
  return same.length === 1 && before.filter((key) => key === before[index]).length === 1 ? same[0] : undefined;
};

const keyOf = (tree: Tree): string => dataKey(plainOf(tree));

/** Whether a value that is to go away is still the one that somebody saw, or has only been typed into. */
const isAlike = (before: Tree, after: Tree, path: Path, moved: Path): boolean => {
  const [old, now] = [valueAt(before, path), valueAt(after, moved)];
  if (old === undefined || now === undefined) return old === now;
  return old.is === now.is;
};

const valueAt = (tree: Tree, path: Path): Tree | undefined =>
  path.reduce<Tree | undefined>(
    (at, step) => (at?.is === 'list' ? at.items[Number(step)] : entryOf(at, String(step))?.value),
    tree,
  );
