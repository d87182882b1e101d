import { useState } from 'react';
import { Empty } from '../../../ui/empty.tsx';
import { RoutesIcon } from '../../../ui/icons.tsx';
import type { RoutesViewProps } from '../view.ts';
import { RoutesGrid } from './routes-grid.tsx';
import { Toolbar } from './toolbar.tsx';
import { useRows } from './use-rows.ts';
import './table.css';

/** All routes as a table: sorted, filtered, grouped, with what passes each of them, and everything that can be done with one. */
export const TableView = ({ table, running, listeners, filter, onFilter }: RoutesViewProps) => {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const rows = useRows({ table, running, filter }, folded);
  const toggle = (id: string) =>
    setFolded((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <>
      <Toolbar rows={rows} filter={filter} onFilter={onFilter} />
      {rows.lines.length > 0 ? (
        <RoutesGrid rows={rows} listeners={listeners} onToggle={toggle} />
      ) : (
        <Empty icon={<RoutesIcon size={32} />} title="Nothing matches the filter">
          <p>Try a part of a host name, a path, a service or a route’s name.</p>
        </Empty>
      )}
    </>
  );
};
