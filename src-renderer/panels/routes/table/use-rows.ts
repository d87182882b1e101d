import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { type RouteRow, routeRows } from '#core/route/rows.ts';
import { createReader, filterRows, type Reader, readFilter } from '#core/route/rows-filter.ts';
import { hiddenRows } from '#core/route/rows-hidden.ts';
import { type Figure, groupRows, type SortKey, sortRows } from '#core/route/rows-order.ts';
import { useSlice } from '../../../state/stores-context.ts';
import type { RoutesViewProps } from '../view.ts';
import { type Line, linesOf } from './lines.ts';
import { figureOf, isLive } from './live.ts';
import { type SteadyRates, useSteadyRates } from './use-steady-rates.ts';
import { useWordsAhead } from './use-words-ahead.ts';

export type TableRows = {
  /** All, in the order of the gateway. */
  readonly all: readonly RouteRow[];
  readonly matching: readonly RouteRow[];
  readonly lines: readonly Line[];
  /** Opens or closes a group. */
  readonly open: (group: string, isOpen: boolean) => void;
  readonly reader: Reader;
  /** The order among live figures, which changes only now and then. */
  readonly steady: SteadyRates;
};

/** A table with more rows than this starts with its groups closed. */
const large = 600;

/** The lines of the table: made of the table, then filtered, sorted and grouped, each step only when what it is made of has changed. */
export const useRows = ({
  table,
  running,
  filter,
}: Pick<RoutesViewProps, 'table' | 'running' | 'filter'>): TableRows => {
  const diagnostics = useDeferredValue(useSlice('draft', (state) => state.diagnostics));
  const texts = useDeferredValue(useSlice('draft', (state) => state.texts));
  const group = useSlice('routesTable', (state) => state.group);
  const sort = useSlice('routesTable', (state) => state.sort);
  const steady = useSteadyRates(isLive(sort.by));
  const { rates } = steady;
  const all = useMemo(() => routeRows(table, running), [table, running]);
  const reader = useMemo(
    () => createReader(hiddenRows(all, diagnostics, (file) => texts.get(file))),
    [all, diagnostics, texts],
  );
  useWordsAhead(all, reader);
  const matching = useMemo(() => filterRows(all, readFilter(filter), reader), [all, filter, reader]);
  const sorted = useMemo(() => {
    const by: SortKey | Figure = isLive(sort.by) ? figureOf(sort.by, rates ?? {}) : (sort.by as SortKey);
    return sortRows(matching, by, sort.down);
  }, [matching, sort, rates]);
  const groups = useMemo(() => (group === 'none' ? undefined : groupRows(sorted, group)), [sorted, group]);
  // What was opened and closed among all routes says nothing about those that a filter finds.
  const among = filter === '' ? 'all' : 'found';
  const usually = among === 'found' || all.length <= large || groups?.length === 1;
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const lines = useMemo(
    () => linesOf(sorted, groups, ({ key }) => chosen.get(`${among} ${key}`) ?? usually),
    [sorted, groups, chosen, among, usually],
  );
  const open = useCallback(
    (group: string, isOpen: boolean) => setChosen((before) => new Map(before).set(`${among} ${group}`, isOpen)),
    [among],
  );
  return { all, matching, lines, open, reader, steady };
};
