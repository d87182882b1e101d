import { Empty } from '../../../ui/empty.tsx';
import { RoutesIcon } from '../../../ui/icons.tsx';
import type { RoutesViewProps } from '../view.ts';

export const MapView = ({ table }: RoutesViewProps) => (
  <Empty icon={<RoutesIcon size={32} />} title="Routes">
    <p>{table.listeners.length} listeners</p>
  </Empty>
);
