import type { TreeNode } from './route-tree.ts';

/** A node in its place on the screen. `level` counts from 1; `position` of `siblings` as assistive technology says it. */
export type TreeRow = {
  readonly node: TreeNode;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly expanded: boolean | undefined;
  readonly parent: string | undefined;
};

/** The lines to draw: open branches only; with a filter, whatever holds all its words with everything above and below it. */
export const visibleRows = (
  tree: readonly TreeNode[],
  isOpen: (node: TreeNode) => boolean,
  filter: string,
): readonly TreeRow[] => {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: TreeRow[] = [];
  const walk = (
    nodes: readonly TreeNode[],
    level: number,
    parent: string | undefined,
    above: string,
    open: boolean,
  ) => {
    const kept = words.length === 0 ? nodes : nodes.filter((node) => holds(node, above, words));
    kept.forEach((node, i) => {
      const expanded = node.children.length === 0 ? undefined : words.length > 0 || isOpen(node);
      if (open) rows.push({ node, level, position: i + 1, siblings: kept.length, expanded, parent });
      if (expanded === true) walk(node.children, level + 1, node.id, `${above} ${textOf(node)}`, open);
    });
  };
  walk(tree, 1, undefined, '', true);
  return rows;
};

const holds = (node: TreeNode, above: string, words: readonly string[]): boolean => {
  const here = `${above} ${textOf(node)}`;
  if (words.every((word) => here.includes(word))) return true;
  return node.children.some((child) => holds(child, here, words));
};

const textOf = ({ labels, detail, name, trouble, change }: TreeNode): string =>
  [...labels, detail, name, trouble, change].filter(Boolean).join(' ').toLowerCase();

export const countNodes = (tree: readonly TreeNode[]): number =>
  tree.reduce((sum, { children }) => sum + 1 + countNodes(children), 0);

type Move =
  | { readonly do: 'go'; readonly to: string }
  | { readonly do: 'open' | 'close' | 'enter'; readonly id: string };

/** What a key means in a tree, as the ARIA practices for tree views say. */
export const moveFor = (key: string, rows: readonly TreeRow[], current: string | undefined): Move | undefined => {
  const at = rows.findIndex(({ node }) => node.id === current);
  const row = rows[at];
  const go = (to: TreeRow | undefined): Move | undefined => to && { do: 'go', to: to.node.id };
  if (key === 'Home' || (row === undefined && key === 'ArrowDown')) return go(rows[0]);
  if (key === 'End') return go(rows.at(-1));
  if (row === undefined) return undefined;
  const { id } = row.node;
  if (key === 'ArrowDown') return go(rows[at + 1]);
  if (key === 'ArrowUp') return go(rows[at - 1]);
  if (key === 'ArrowRight')
    return row.expanded === false ? { do: 'open', id } : row.expanded ? go(rows[at + 1]) : undefined;
  if (key === 'ArrowLeft') {
    if (row.expanded === true) return { do: 'close', id };
    return row.parent === undefined ? undefined : { do: 'go', to: row.parent };
  }
  if (key === 'Enter' || key === ' ') return { do: 'enter', id };
  return undefined;
};
