import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RunningState, Wire } from '#contract/contract.ts';
import type { Table } from '#core/route/table.ts';

/** What the gateway really does now, as main told it. `table` may be one generation behind `running` for a moment. */
export type RunningStoreState = {
  readonly running: RunningState | undefined;
  readonly table: Table | undefined;
  readonly tableGeneration: number;
  readonly connection: 'connecting' | 'open' | 'lost';
};

export type RunningStore = StoreApi<RunningStoreState> & {
  readonly arrive: (running: RunningState) => void;
  readonly setConnection: (state: 'open' | 'lost') => void;
};

/** The running gateway. Fetches the table anew for each generation. */
export const createRunningStore = (wire: Pick<Wire, 'call'>): RunningStore => {
  const store = createStore<RunningStoreState>(() => ({
    running: undefined,
    table: undefined,
    tableGeneration: -1,
    connection: 'connecting',
  }));
  let fetching = false;

  const fetchTable = async (): Promise<void> => {
    if (fetching) return;
    fetching = true;
    try {
      const { generation, table } = await wire.call('gateway.table', null);
      store.setState({ table, tableGeneration: generation });
    } catch {
      // The wire is down: everything is read again when it opens.
      return;
    } finally {
      fetching = false;
    }
    const { running, tableGeneration } = store.getState();
    if (running !== undefined && tableGeneration < running.gateway.generation) await fetchTable();
  };

  return {
    ...store,
    arrive: (running) => {
      store.setState({ running });
      if (store.getState().tableGeneration !== running.gateway.generation) void fetchTable();
    },
    setConnection: (connection) => store.setState({ connection }),
  };
};
