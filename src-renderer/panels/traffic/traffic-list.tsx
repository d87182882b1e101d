// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the chosen row as its active descendant
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type TrafficOrder, trafficOrders } from '#core/traffic/rows-order.ts';
import { explainRow } from '../../state/explain-exchange.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { ListHead } from '../../ui/list-head.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { useWords } from '../../words/words.ts';
import { fullName, layOut } from './columns.ts';
import { placeIn } from './draw-line.ts';
import { JumpNewest } from './jump-newest.tsx';
import { createListView } from './list-view.ts';
import { createSayings } from './sayings.ts';
import { useHints } from './use-hints.ts';

/** Where a key leads from a row, in rows; a page is what is in sight. */
const stepOf = ({ key }: KeyboardEvent, page: number): number | undefined =>
  ({
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  })[key];

/** The rows in sight of a list of any length. The focus stays on the grid, which names the chosen row. */
export const TrafficList = () => {
  const stores = useStores();
  const { traffic, trafficTable, rulesNow } = stores;
  const t = useWords('traffic');
  const exchange = useWords('exchange');
  const answers = useWords('answers');
  const sort = useSlice('traffic', (state) => state.sort);
  const followed = useSlice('rulesNow', (state) => state.followed);
  const off = useSlice('trafficTable', (state) => state.off);
  const widths = useSlice('trafficTable', (state) => state.widths);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  // Where nothing can be measured there is room for everything.
  const layout = useMemo(() => layOut(width || 1600, off, widths), [width, off, widths]);
  const says = useMemo(() => createSayings({ t, exchange, answers }, followed), [t, exchange, answers, followed]);
  const world = useMemo(() => ({ t, says }), [t, says]);
  const [view] = useState(() => createListView({ traffic, clock: Date.now }));
  const hints = useHints({ layout, world, now: view.now });
  const space = useRef<HTMLDivElement>(null);
  const before = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => view.tell(layout, world), [view, layout, world]);
  useLayoutEffect(() => {
    const sheets = { space: space.current, before: before.current, sheet: sheet.current, rows: rows.current };
    const parts = { box: box.current, ...sheets };
    return isThere(parts) ? view.open(parts, hints.drawn) : undefined;
  }, [view, hints]);
  const choose = (index: number) => {
    // Whoever looks at a row wants it to stay; at the newest one there is nothing to leave.
    if (index < traffic.getState().matching - 1) view.leave();
    traffic.selectAt(index);
  };
  const click = ({ target }: { readonly target: EventTarget }) => {
    const place = target instanceof Element ? placeIn(target) : undefined;
    const { rows: all, from } = traffic.getState();
    const at = all.findIndex(({ id }) => id === place?.id);
    const row = all[at];
    if (row === undefined || !(target instanceof Element)) return;
    if (target.closest('.rule-pill') === null) return choose(from + at);
    // A rule that is gone has no line: the details tell what it was.
    void rulesNow.goTo(row).then((shown) => shown || traffic.select(row.id));
  };
  const press = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const { selectedIndex, selectedRow, matching } = traffic.getState();
    const step = stepOf(event, view.page());
    if (event.key === 'Escape') traffic.select(undefined);
    else if (event.key === 'Enter' && selectedRow) void rulesNow.goTo(selectedRow);
    else if (event.key === 'e' && selectedRow) void explainRow(stores, selectedRow.id);
    else if (step !== undefined && matching > 0) {
      // Nothing chosen yet: the first key chooses what is at hand.
      const start = selectedIndex < 0 ? (step > 0 ? view.top() - 1 : view.top() + view.page() + 1) : selectedIndex;
      const next = Math.max(0, Math.min(matching - 1, start + step));
      choose(next);
      view.reveal(next);
    } else return;
    event.preventDefault();
  };
  return (
    <div className="traffic-frame">
      <div
        ref={box}
        className="panel-body traffic-table"
        role="grid"
        aria-label={t('grid')}
        aria-keyshortcuts="Enter E J K"
        aria-colcount={layout.shown.length}
        tabIndex={0}
        onKeyDown={press}
      >
        <ListHead
          className="traffic-row"
          template={layout.template}
          heads={layout.shown.map((column) => ({
            id: column.id,
            name: t(`column.${column.id}`),
            ...(column.full && { whole: fullName(t, column) }),
            number: column.number === true,
            downFirst: column.number === true,
          }))}
          sort={sort}
          onSort={(by, down) =>
            trafficOrders.includes(by as TrafficOrder) && traffic.setSort({ by: by as TrafficOrder, down })
          }
          onWidths={(to) => trafficTable.change({ widths: to(trafficTable.getState().widths) })}
        />
        {/* What is in here and how large it is, and which row of how many the grid is at, is the view's. */}
        <div ref={space} className="traffic-space" role="presentation">
          <div ref={before} role="presentation" />
          <div ref={sheet} className="traffic-sheet" role="presentation">
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all its rows */}
            <div ref={rows} className="traffic-rows" role="rowgroup" onClick={click} onPointerOver={hints.over} />
          </div>
        </div>
      </div>
      <JumpNewest view={view} />
    </div>
  );
};

const isThere = <T extends object>(parts: T): parts is { [K in keyof T]: NonNullable<T[K]> } & T =>
  Object.values(parts).every((part) => part !== null);
