import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OutputOf, Wire } from '#contract/contract.ts';

export type Upstream = OutputOf<'gateway.upstreams'>[number];

/** Endpoints of the running table and what goes on at them, as main said last. */
export type UpstreamsState = {
  /** By the name of the cluster; one that says the same as before is the same object. Absent: not read yet. */
  readonly byCluster: ReadonlyMap<string, Upstream> | undefined;
};

export type UpstreamsStore = StoreApi<UpstreamsState> & {
  /** Asks main; nothing happens while an answer is awaited, and where main cannot be reached what was said stays. */
  readonly refresh: () => Promise<void>;
};

export const createUpstreamsStore = (wire: Pick<Wire, 'call'>): UpstreamsStore => {
  const store = createStore<UpstreamsState>(() => ({ byCluster: undefined }));
  let asking = false;
  return {
    ...store,
    refresh: async () => {
      if (asking) return;
      asking = true;
      try {
        const upstreams = await wire.call('gateway.upstreams', null);
        const before = store.getState().byCluster;
        store.setState({ byCluster: new Map(upstreams.map((one) => [one.cluster, sameOr(before, one)])) });
      } catch {
        // The window says by itself when main is lost.
      } finally {
        asking = false;
      }
    },
  };
};

const sameOr = (before: UpstreamsState['byCluster'], next: Upstream): Upstream => {
  const known = before?.get(next.cluster);
  return known !== undefined && JSON.stringify(known) === JSON.stringify(next) ? known : next;
};
