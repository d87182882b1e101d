import type { RequestInput, RunningState } from '#contract/contract.ts';
import { explainRequest } from '#core/route/explain.ts';
import type { Explanation } from '#core/route/explanation.ts';
import { type LoadedTable, load } from '#core/route/load.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import type { Table } from '#core/route/table.ts';

/** The request as the core knows it. */
const asWritten = ({ via, ...request }: RequestInput): WrittenRequest =>
  via === 'mesh' ? { ...request, from: 'mesh' } : request;

/** Explains requests by a table in this window. Loading a table costs, so the last one is kept. */
export const createExplainer = () => {
  let table: Table | undefined;
  let loaded: LoadedTable | undefined;
  return (next: Table, request: RequestInput, listeners: RunningState['gateway']['listeners'] = []): Explanation => {
    if (loaded === undefined || next !== table) {
      table = next;
      loaded = load(next);
    }
    return explainRequest(loaded, asWritten(request), listeners);
  };
};
