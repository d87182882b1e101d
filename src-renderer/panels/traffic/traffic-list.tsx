// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the chosen row as its active descendant
import { type CSSProperties, type KeyboardEvent, useCallback, useMemo, useRef } from 'react';
import { type TrafficOrder, trafficOrders } from '#core/traffic/rows-order.ts';
import { explainRow } from '../../state/explain-exchange.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { ListHead } from '../../ui/list-head.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { useWords } from '../../words/words.ts';
import { fullName, layOut } from './columns.ts';
import { elementId, placeIn, RowLine } from './row-line.tsx';
import { createSayings } from './sayings.ts';
import { useHints } from './use-hints.ts';
import { useNow } from './use-now.ts';
import { useRowsInSight } from './use-rows-in-sight.ts';
import { rowHeight, useSight } from './use-sight.ts';

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

/** Lines that leave at one end come in again at the other: changing them costs less than making them. A row keeps its line while it is seen. */
const slotOf = (at: number, lines: number): number => {
  const slots = 2 ** Math.ceil(Math.log2(lines + 1));
  return ((at % slots) + slots) % slots;
};

/** Rows stand where their index says from a place on that seldom changes, so that the numbers stay small. */
const baseOf = (index: number): number => Math.floor(index / 4096) * 4096;

/** The rows in sight of a list of any length. The focus stays on the grid, which names the chosen row. */
export const TrafficList = () => {
  const stores = useStores();
  const { traffic, trafficTable, rulesNow } = stores;
  const t = useWords('traffic');
  const exchange = useWords('exchange');
  const answers = useWords('answers');
  const matching = useSlice('traffic', (state) => state.matching);
  const sort = useSlice('traffic', (state) => state.sort);
  const front = useSlice('traffic', (state) => state.front);
  const look = useSlice('traffic', (state) => state.look);
  const selected = useSlice('traffic', (state) => state.selected);
  const followed = useSlice('rulesNow', (state) => state.followed);
  const off = useSlice('trafficTable', (state) => state.off);
  const widths = useSlice('trafficTable', (state) => state.widths);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  // Where nothing can be measured there is room for everything.
  const layout = useMemo(() => layOut(width || 1600, off, widths), [width, off, widths]);
  const says = useMemo(() => createSayings({ t, exchange, answers }, followed), [t, exchange, answers, followed]);
  const sight = useSight(box);
  const { rows, lines } = useRowsInSight(sight);
  const now = useNow(rows.some(({ open }) => open));
  const hints = useHints(layout, { t, says, now });
  const { leave, reveal } = sight;
  const choose = useCallback(
    (index: number) => {
      // Whoever looks at a row wants it to stay; at the newest one there is nothing to leave.
      if (index < traffic.getState().matching - 1) leave();
      traffic.selectAt(index);
    },
    [traffic, leave],
  );
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
    const { selectedIndex, selectedRow } = traffic.getState();
    const step = stepOf(event, sight.page);
    if (event.key === 'Escape') traffic.select(undefined);
    else if (event.key === 'Enter' && selectedRow) void rulesNow.goTo(selectedRow);
    else if (event.key === 'e' && selectedRow) void explainRow(stores, selectedRow.id);
    else if (step !== undefined && matching > 0) {
      // Nothing chosen yet: the first key chooses what is at hand.
      const start = selectedIndex < 0 ? (step > 0 ? sight.top - 1 : sight.top + sight.page + 1) : selectedIndex;
      const next = Math.max(0, Math.min(matching - 1, start + step));
      choose(next);
      reveal(next);
    } else return;
    event.preventDefault();
  };
  const base = baseOf(lines[0]?.index ?? 0);
  // Until others have come the rows of before are seen, wherever somebody has scrolled in the meantime.
  const lag = lines.length > 0 ? sight.first - (lines[0]?.at ?? 0) : 0;
  const sheet = (base + lag) * rowHeight + sight.shift;
  return (
    <div className="traffic-frame">
      <div
        ref={box}
        className="panel-body traffic-table"
        data-look={look}
        role="grid"
        aria-label={t('grid')}
        aria-keyshortcuts="Enter E J K"
        aria-rowcount={matching + 1}
        aria-colcount={layout.shown.length}
        aria-activedescendant={
          lines.some(({ row }) => row?.id === selected) ? elementId(selected as number) : undefined
        }
        tabIndex={0}
        onKeyDown={press}
        onScroll={sight.onScroll}
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
        <div className="traffic-space" role="presentation" style={{ height: sight.height }}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all its rows */}
          <div
            className="traffic-sheet"
            role="rowgroup"
            style={{ '--columns': layout.template, transform: `translateY(${sheet}px)` } as CSSProperties}
            onClick={click}
            onPointerOver={hints}
          >
            {lines.map(({ row, index }) => (
              <RowLine
                key={slotOf(front + index, lines.length)}
                row={row}
                t={t}
                says={says}
                index={index}
                top={(index - base) * rowHeight}
                layout={layout}
                selected={row !== undefined && row.id === selected}
                now={row?.open ? now : 0}
              />
            ))}
          </div>
        </div>
      </div>
      {sight.hasNewest && !sight.following && matching > 0 && (
        <button
          type="button"
          className={`jump-newest ${sort.down ? 'top' : ''}`}
          title={t('jump')}
          onClick={sight.jump}
        >
          <span aria-hidden="true">{sort.down ? '↑' : '↓'}</span>
          {sight.newer > 0 ? t('newer', { count: sight.newer }) : t('newest')}
        </button>
      )}
    </div>
  );
};
