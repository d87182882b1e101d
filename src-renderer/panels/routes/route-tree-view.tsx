import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { elementId, RouteRow } from './route-row.tsx';
import { moveFor, type TreeRow } from './visible-rows.ts';

type RouteTreeProps = { readonly rows: readonly TreeRow[]; readonly onToggle: (id: string) => void };

/** The tree on the screen: only the lines in sight exist. The focus stays on the tree and names the current line. */
export const RouteTree = ({ rows, onToggle }: RouteTreeProps) => {
  const { navigation } = useStores();
  const box = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string>();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 32,
    getItemKey: (index) => rows[index]?.node.id ?? index,
    overscan: 12,
  });
  const enter = (row: TreeRow) => {
    setCurrent(row.node.id);
    if (row.node.origin !== undefined && row.node.change !== 'removed') navigation.jumpTo(row.node.origin.place);
  };
  const press = (event: KeyboardEvent) => {
    const move = moveFor(event.key, rows, current);
    if (move === undefined) return;
    event.preventDefault();
    if (move.do === 'go') {
      setCurrent(move.to);
      virtual.scrollToIndex(rows.findIndex(({ node }) => node.id === move.to));
    } else if (move.do === 'enter') {
      const row = rows.find(({ node }) => node.id === move.id);
      if (row !== undefined) enter(row);
    } else onToggle(move.id);
  };
  return (
    <div
      ref={box}
      className="panel-body route-tree"
      role="tree"
      aria-label="routes"
      tabIndex={0}
      aria-activedescendant={rows.some(({ node }) => node.id === current) && current ? elementId(current) : undefined}
      onKeyDown={press}
      onFocus={() => current === undefined && setCurrent(rows[0]?.node.id)}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <RouteRow
              key={item.key}
              row={row}
              index={item.index}
              top={item.start}
              current={row.node.id === current}
              measure={virtual.measureElement}
              onEnter={enter}
              onToggle={onToggle}
            />
          );
        })}
      </div>
    </div>
  );
};
