import { useMemo, useState } from 'react';
import { Empty } from '../../ui/empty.tsx';
import { RoutesIcon } from '../../ui/icons.tsx';
import { routeTree, type TreeNode } from './route-tree.ts';
import { RouteTree } from './route-tree-view.tsx';
import type { RoutesViewProps } from './view.ts';
import { countNodes, visibleRows } from './visible-rows.ts';

/** A tree with more lines than this starts with its hosts closed. */
const largeTree = 600;

/** The routes in the order in which the gateway asks, as a tree of lines. */
export const TreeView = ({ table, running, listeners, filter }: RoutesViewProps) => {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const tree = useMemo(() => routeTree(table, running, listeners), [table, running, listeners]);
  const large = useMemo(() => countNodes(tree) > largeTree, [tree]);
  const rows = useMemo(() => {
    const isOpen = (node: TreeNode) => (large && node.kind === 'host') === toggled.has(node.id);
    return visibleRows(tree, isOpen, filter);
  }, [tree, large, toggled, filter]);
  const toggle = (id: string) =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  if (rows.length > 0) return <RouteTree rows={rows} onToggle={toggle} />;
  return (
    <Empty icon={<RoutesIcon size={32} />} title="Nothing matches the filter">
      <p>Try a part of a host name, a path, a service or a route’s name.</p>
    </Empty>
  );
};
