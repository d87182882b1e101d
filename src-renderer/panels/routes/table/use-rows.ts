import { useDeferredValue, useMemo } from 'react';
import { type RouteRow, routeRows } from '#core/route/rows.ts';
import { createReader, filterRows, type Reader, readFilter } from '#core/route/rows-filter.ts';
import { hiddenRows } from '#core/route/rows-hidden.ts';
import { type Figure, groupRows, type SortKey, sortRows } from '#core/route/rows-order.ts';
import { useSlice } from '../../../state/stores-context.ts';
import type { RoutesViewProps } from '../view.ts';
import { type Line, linesOf } from './lines.ts';
import { figureOf, isLive } from './live.ts';

export type TableRows = {
  /** All, in the order of the gateway. */
  readonly all: readonly RouteRow[];
  readonly matching: readonly RouteRow[];
  readonly lines: readonly Line[];
  readonly reader: Reader;
};

/** The lines of the table: made of the table, then filtered, sorted and grouped, each step only when what it is made of has changed. */
export const useRows = (
  { table, running, filter }: Pick<RoutesViewProps, 'table' | 'running' | 'filter'>,
  folded: ReadonlySet<string>,
): TableRows => {
  const diagnostics = useDeferredValue(useSlice('draft', (state) => state.diagnostics));
  const texts = useDeferredValue(useSlice('draft', (state) => state.texts));
  const group = useSlice('routesTable', (state) => state.group);
  const sort = useSlice('routesTable', (state) => state.sort);
  // Who does not sort by live figures is not drawn again for them.
  const rates = useSlice('liveStats', (state) => (isLive(sort.by) ? state.rates : undefined));
  const all = useMemo(() => routeRows(table, running), [table, running]);
  const reader = useMemo(
    () => createReader(hiddenRows(all, diagnostics, (file) => texts.get(file))),
    [all, diagnostics, texts],
  );
  const matching = useMemo(() => filterRows(all, readFilter(filter), reader), [all, filter, reader]);
  const sorted = useMemo(() => {
    const by: SortKey | Figure = isLive(sort.by) ? figureOf(sort.by, rates ?? {}) : (sort.by as SortKey);
    return sortRows(matching, by, sort.down);
  }, [matching, sort, rates]);
  const groups = useMemo(() => (group === 'none' ? undefined : groupRows(sorted, group)), [sorted, group]);
  const lines = useMemo(() => linesOf(sorted, groups, folded), [sorted, groups, folded]);
  return { all, matching, lines, reader };
};
