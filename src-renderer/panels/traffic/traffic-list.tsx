// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import { type TrafficOrder, trafficOrders } from '#core/traffic/rows-order.ts';
import { explainRow } from '../../state/explain-exchange.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { ListHead } from '../../ui/list-head.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { useWords } from '../../words/words.ts';
import { fullName, layOut } from './columns.ts';
import { elementId, RowLine } from './row-line.tsx';
import { headHeight, rowHeight, useFollow } from './use-follow.ts';
import { useNow } from './use-now.ts';

/** Rows beyond those in sight that are asked for, and how near their end may come before others are. */
const ahead = 60;
const near = 20;

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

/** The rows in sight of a list of any length. The focus stays on the grid, which names the chosen row. */
export const TrafficList = () => {
  const stores = useStores();
  const { traffic, trafficTable, rulesNow } = stores;
  const t = useWords('traffic');
  const answers = useWords('answers');
  const matching = useSlice('traffic', (state) => state.matching);
  const from = useSlice('traffic', (state) => state.from);
  const rows = useSlice('traffic', (state) => state.rows);
  const sort = useSlice('traffic', (state) => state.sort);
  const front = useSlice('traffic', (state) => state.front);
  const look = useSlice('traffic', (state) => state.look);
  const selected = useSlice('traffic', (state) => state.selected);
  const off = useSlice('trafficTable', (state) => state.off);
  const widths = useSlice('trafficTable', (state) => state.widths);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  // Where nothing can be measured there is room for everything.
  const layout = useMemo(() => layOut(width || 1600, off, widths), [width, off, widths]);
  const follow = useFollow(box);
  const virtual = useVirtualizer({
    count: matching,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: headHeight,
    scrollMargin: headHeight,
    // It scrolls there when it has its element: to the newest, which is followed until somebody goes elsewhere.
    initialOffset: () => (sort.by === 'time' && !sort.down ? matching * rowHeight : 0),
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => {
    const missing = Math.max(0, first - near) < from || Math.min(matching, last + near) > from + rows.length;
    if (missing) traffic.show(Math.max(0, first - ahead), last - first + 2 * ahead);
  }, [traffic, first, last, from, rows.length, matching]);
  const now = useNow(rows.some(({ open }) => open));
  const { leave } = follow;
  const select = useCallback(
    (index: number) => {
      // Whoever looks at a row wants it to stay; at the newest one there is nothing to leave.
      if (index < traffic.getState().matching - 1) leave();
      traffic.selectAt(index);
    },
    [traffic, leave],
  );
  const press = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const { selectedIndex, selectedRow } = traffic.getState();
    const page = Math.max(1, Math.floor(((box.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1);
    const step = stepOf(event, page);
    if (event.key === 'Escape') traffic.select(undefined);
    else if (event.key === 'Enter' && selectedRow) void rulesNow.goTo(selectedRow);
    else if (event.key === 'e' && selectedRow) void explainRow(stores, selectedRow.id);
    else if (step !== undefined && matching > 0) {
      // Nothing chosen yet: the first key chooses what is at hand.
      const start = selectedIndex < 0 ? (step > 0 ? first - 1 : last + 1) : selectedIndex;
      const next = Math.max(0, Math.min(matching - 1, start + step));
      select(next);
      virtual.scrollToIndex(next);
    } else return;
    event.preventDefault();
  };
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
        aria-activedescendant={selected === undefined ? undefined : elementId(selected)}
        tabIndex={0}
        onKeyDown={press}
        onScroll={follow.onScroll}
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
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => {
            const row = rows[index - from];
            return (
              <RowLine
                key={slotOf(front + index, items.length)}
                row={row}
                t={t}
                answers={answers}
                index={index}
                top={start - headHeight}
                layout={layout}
                selected={row !== undefined && row.id === selected}
                now={row?.open ? now : 0}
                onSelect={select}
              />
            );
          })}
        </div>
      </div>
      {follow.has && !follow.following && matching > 0 && (
        <button
          type="button"
          className={`jump-newest ${sort.down ? 'top' : ''}`}
          title={t('jump')}
          onClick={follow.jump}
        >
          <span aria-hidden="true">{sort.down ? '↑' : '↓'}</span>
          {follow.newer > 0 ? t('newer', { count: follow.newer }) : t('newest')}
        </button>
      )}
    </div>
  );
};
