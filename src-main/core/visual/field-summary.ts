import type { Tree } from '../text/tree.ts';

/**
 * A value in a few words, for a part of a form that is folded up: `prefix "/status"`, `2 items: reviews, ratings`. At most `longest`
 * characters, cut with "…". Empty where nothing is written.
 */
export const describeValue = (tree: Tree | undefined, longest = 60): string => {
  const words = tree ? say(tree, 2) : '';
  return words.length <= longest ? words : `${words.slice(0, longest - 1).trimEnd()}…`;
};

const say = (tree: Tree, deep: number): string => {
  if (tree.is === 'scalar') return tree.value === null ? '' : String(tree.value);
  if (tree.is === 'list') return sayList(tree.items, deep);
  const [only] = tree.entries;
  if (tree.entries.length === 0) return 'empty';
  if (deep === 0) return `${tree.entries.length} ${tree.entries.length === 1 ? 'field' : 'fields'}`;
  if (tree.entries.length === 1 && only) return sayEntry(only.key, only.value, deep);
  return tree.entries.map(({ key, value }) => sayEntry(key, value, deep - 1)).join(', ');
};

const sayEntry = (key: string, value: Tree, deep: number): string => {
  if (value.is !== 'scalar') return `${key} ${say(value, deep)}`.trimEnd();
  if (value.value === null) return key;
  return typeof value.value === 'string' ? `${key} "${value.value}"` : `${key} ${value.value}`;
};

const sayList = (items: readonly Tree[], deep: number): string => {
  if (items.length === 0) return 'empty';
  if (items.every(({ is }) => is === 'scalar')) return items.map((item) => say(item, 0)).join(', ');
  const [first] = items;
  if (items.length === 1 && first) return say(first, deep);
  return `${items.length} items`;
};
