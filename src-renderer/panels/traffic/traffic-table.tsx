// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { explainRow } from '../../state/explain-exchange.ts';
import { locateInDraft } from '../../state/locate.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { ExchangeRow } from './exchange-row.tsx';

const columns = ['time', 'method', 'host', 'path', 'status', 'flag', 'route', 'upstream', 'took'];
/** Which columns come and go with the width. */
const classOf: Readonly<Record<string, string>> = { time: 'when', host: 'host', upstream: 'wide-only', took: 'took' };
const rowHeight = 30;
const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** The rows in sight, oldest first. It stays at the newest while it is scrolled to the end. */
export const TrafficTable = ({ exchanges }: { readonly exchanges: readonly TrafficRow[] }) => {
  const stores = useStores();
  const { traffic, navigation, draft } = stores;
  const selected = useSlice('traffic', (state) => state.selected);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const virtual = useVirtualizer({
    count: exchanges.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => exchanges[index]?.id ?? index,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever rows arrive, the end has moved
  useEffect(() => {
    if (atEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [exchanges]);
  const goToRoute = (exchange: TrafficRow) => {
    if (exchange.route === undefined) return;
    navigation.jumpTo(locateInDraft(exchange.route.origin, draft.getState().table));
  };
  const press = (event: KeyboardEvent) => {
    const at = exchanges.findIndex(({ id }) => id === selected);
    if (event.key === 'Escape') traffic.select(undefined);
    const row = exchanges[at];
    if (event.key === 'Enter' && row !== undefined && event.target === box.current) goToRoute(row);
    if (
      event.key === 'e' &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey &&
      row !== undefined &&
      event.target === box.current
    )
      void explainRow(stores, row.id);
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(exchanges.length - 1, at + step));
    traffic.select(exchanges[next]?.id);
    virtual.scrollToIndex(next);
  };
  return (
    <div
      ref={box}
      className="panel-body traffic-table"
      role="grid"
      aria-label="traffic"
      aria-keyshortcuts="Enter E"
      aria-rowcount={exchanges.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={selected === undefined ? undefined : `exchange-${selected}`}
      tabIndex={0}
      onKeyDown={press}
      onScroll={({ currentTarget: one }) => {
        atEnd.current = one.scrollHeight - one.scrollTop - one.clientHeight < rowHeight * 2;
      }}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div className="traffic-row head" role="row" aria-rowindex={1}>
        {columns.map((name) => (
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <span key={name} role="columnheader" className={classOf[name] ?? ''}>
            {name}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const exchange = exchanges[item.index];
          if (exchange === undefined) return null;
          return (
            <ExchangeRow
              key={item.key}
              exchange={exchange}
              index={item.index}
              top={item.start}
              selected={exchange.id === selected}
              onSelect={traffic.select}
              onRoute={goToRoute}
            />
          );
        })}
      </div>
    </div>
  );
};
