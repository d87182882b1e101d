import type { Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/** What every view of the routes is given: the draft's table, what runs, where ports are open, and the filter that they share. */
export type RoutesViewProps = {
  readonly table: Table;
  readonly running: Table | undefined;
  readonly listeners: readonly ListenerState[];
  readonly filter: string;
  /** Shows everything again. */
  readonly onClear: () => void;
};
