import { useDeferredValue, useMemo, useState } from 'react';
import type { Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { useSlice } from '../../state/stores-context.ts';
import { Empty } from '../../ui/empty.tsx';
import { RoutesIcon } from '../../ui/icons.tsx';
import { routeTree, type TreeNode } from './route-tree.ts';
import { RouteTree } from './route-tree-view.tsx';
import { countNodes, visibleRows } from './visible-rows.ts';
import './routes.css';

const noListeners: readonly ListenerState[] = [];

/** A tree with more lines than this starts with its hosts closed. */
const largeTree = 600;

/**
 * The running table as far as the draft can be compared with it. While text is being analysed what runs may be newer than the draft,
 * and routes that only came first would look removed: the one from before stays until the draft has caught up.
 */
const useComparable = (): Table | undefined => {
  const running = useSlice('running', (state) => state.table);
  const behind = useSlice('draft', (state) => state.behind);
  const [compared, setCompared] = useState(behind ? undefined : running);
  if (!behind && compared !== running) setCompared(running);
  return behind ? compared : running;
};

/** Which way requests go, by the text as it stands in the editor. */
export const RoutesPanel = () => {
  const table = useDeferredValue(useSlice('draft', (state) => state.table));
  const running = useDeferredValue(useComparable());
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners ?? noListeners);
  const [filter, setFilter] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const tree = useMemo(
    () => (table === undefined ? [] : routeTree(table, running, listeners)),
    [table, running, listeners],
  );
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
  return (
    <>
      <header className="panel-head">
        <h2>Routes</h2>
        <input
          className="field"
          type="search"
          aria-label="filter routes"
          placeholder="filter by host, path, service …"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </header>
      {rows.length > 0 ? (
        <RouteTree rows={rows} onToggle={toggle} />
      ) : (
        <Empty
          icon={<RoutesIcon size={32} />}
          title={tree.length === 0 ? 'No routes yet' : 'Nothing matches the filter'}
        >
          <p>
            {tree.length === 0
              ? 'A Gateway opens a port, a VirtualService says where requests go. Write both in the editor: their routes appear here while you type.'
              : 'Try a part of a host name, a path, a service or a route’s name.'}
          </p>
        </Empty>
      )}
    </>
  );
};
