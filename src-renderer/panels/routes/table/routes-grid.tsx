// biome-ignore-all lint/a11y/noStaticElementInteractions: the role is chosen by whether rows are grouped
// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: the role is that of a grid or treegrid, which both have these
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { RouteRow } from '#core/route/rows.ts';
import type { RowGroup } from '#core/route/rows-order.ts';
import { sayListener, sayOpener } from '#core/route/rows-words.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { useWidth } from '../../../ui/use-width.ts';
import { type Say, useWords } from '../../../words/words.ts';
import { layOut } from './columns.ts';
import { type Line, moveFor } from './lines.ts';
import { actionsFor, editRow } from './row-actions.ts';
import { elementId, GroupLine, RowLine } from './row-line.tsx';
import { RowMenu } from './row-menu.tsx';
import { TableHead } from './table-head.tsx';
import { useCurrent } from './use-current.ts';
import type { TableRows } from './use-rows.ts';
import { useTargets } from './use-targets.ts';

type RoutesGridProps = {
  readonly rows: TableRows;
  readonly listeners: readonly ListenerState[];
};

const heights = { head: 30, line: 30, folded: 50 } as const;

/** The lines in sight of a table of any length. The focus stays on the grid and names the current line. */
export const RoutesGrid = ({ rows: { all, lines, open, reader, steady }, listeners }: RoutesGridProps) => {
  const stores = useStores();
  const t = useWords('routes');
  const { navigation } = stores;
  const group = useSlice('routesTable', (state) => state.group);
  const off = useSlice('routesTable', (state) => state.off);
  const box = useRef<HTMLDivElement>(null);
  const anchor = useRef<HTMLElement>(null);
  const width = useWidth(box);
  const widths = useSlice('routesTable', (state) => state.widths);
  const layout = useMemo(() => layOut(width, off, group, widths), [width, off, group, widths]);
  const { current, setCurrent, said, hands } = useCurrent(all);
  const [menu, setMenu] = useState<string>();
  const heightOf = (line: Line | undefined) =>
    line?.is === 'row' && layout.folded.length > 0 ? heights.folded : heights.line;
  // Another function would have all places reckoned anew, for every frame of scrolling.
  const keyOf = useCallback((index: number) => lines[index]?.id ?? index, [lines]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => heightOf(lines[index]),
    getItemKey: keyOf,
    overscan: 8,
    scrollPaddingStart: heights.head,
    scrollMargin: heights.head,
  });
  // Sizes are known and not measured: another layout makes them anew.
  const sizes = `${layout.folded.length > 0} ${group}`;
  const [sized, setSized] = useState(sizes);
  if (sized !== sizes) {
    setSized(sizes);
    queueMicrotask(() => virtual.measure());
  }
  const select = useCallback(
    (id: string) => {
      setCurrent(id);
      const line = lines.find((one) => one.id === id);
      if (line?.is === 'row' && line.row.origin && line.row.change !== 'removed')
        navigation.reveal(line.row.origin.place);
    },
    [lines, navigation, setCurrent],
  );
  const enter = useCallback(
    ({ origin, change }: RouteRow) => {
      if (origin !== undefined && change !== 'removed') navigation.jumpTo(origin.place);
    },
    [navigation],
  );
  const openMenu = useCallback(
    (id: string) => {
      setCurrent(id);
      anchor.current = document.getElementById(elementId(id));
      setMenu(id);
    },
    [setCurrent],
  );
  const press = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.ctrlKey || event.metaKey) return;
    const at = lines.findIndex(({ id }) => id === current);
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / heightOf(lines[at])) - 2);
    const move = moveFor(event, lines, at, page);
    if (move === undefined) return;
    event.preventDefault();
    steady.touch();
    const line = lines[at];
    if (move.do === 'go') {
      const to = lines[move.to];
      if (to !== undefined) select(to.id);
      virtual.scrollToIndex(move.to);
    } else if (move.do === 'toggle') open(move.group, move.open);
    else if (line?.is !== 'row') return;
    else if (move.do === 'menu') openMenu(line.id);
    else if (move.do === 'enter') enter(line.row);
    else editRow(line.row, move.do, stores, hands);
  };
  const currentLine = lines.find(({ id }) => id === current);
  const menuLine = lines.find(({ id }) => id === menu);
  const targets = useTargets(menuLine?.is === 'row' ? menuLine.row : undefined);
  const columns = layout.shown.length + (layout.folded.length > 0 ? 2 : 1);
  return (
    <>
      <div
        ref={box}
        className="panel-body routes-table"
        role={group === 'none' ? 'grid' : 'treegrid'}
        aria-label={t('grid')}
        aria-rowcount={lines.length + 1}
        aria-colcount={columns}
        aria-activedescendant={currentLine && elementId(currentLine.id)}
        tabIndex={0}
        onKeyDown={press}
        onFocus={({ target }) => target === box.current && currentLine === undefined && setCurrent(lines[0]?.id)}
        onPointerEnter={() => steady.hold(true)}
        onPointerLeave={() => steady.hold(menu !== undefined)}
      >
        <TableHead layout={layout} />
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start, size, key }) => {
            const line = lines[index];
            if (line === undefined) return null;
            const placed = { index, top: start - heights.head, height: size, current: line.id === current };
            return line.is === 'group' ? (
              <GroupLine
                key={key}
                line={line}
                {...placed}
                detail={detailOf(t, line.group, group, listeners)}
                hidden={reader.hidden}
                columns={columns}
                onOpen={open}
              />
            ) : (
              <RowLine
                key={key}
                line={line}
                {...placed}
                hidden={reader.hidden}
                layout={layout}
                onSelect={select}
                onEnter={enter}
                onMenu={openMenu}
              />
            );
          })}
        </div>
      </div>
      {menuLine?.is === 'row' && (
        <RowMenu
          label={t('actionsOf', { order: menuLine.row.order })}
          actions={actionsFor(menuLine.row, stores, hands, targets)}
          anchor={anchor}
          onClose={() => setMenu(undefined)}
        />
      )}
      <span className="hidden-visually" role="status">
        {said}
      </span>
    </>
  );
};

/** Beside the name of a host or listener: its port, and where that is open on this machine. */
const detailOf = (t: Say<'routes'>, { rows: [row] }: RowGroup, by: string, open: readonly ListenerState[]): string => {
  if (row === undefined || (by !== 'host' && by !== 'listener')) return '';
  const state = open.find((one) => one.listener === row.listener.id && one.bound !== undefined);
  const bound = state === undefined ? '' : `→ ${state.addresses[0] ?? '127.0.0.1'}:${state.bound}`;
  const also = (row.virtualHost?.aliases ?? []).filter((alias) => !alias.endsWith('.'));
  return [
    ...(by === 'host' ? [sayListener(row.listener)] : []),
    bound,
    ...(by === 'listener' ? [sayOpener(row.listener)] : []),
    ...(by === 'host' && also.length > 0 ? [t('also', { hosts: also.join(', ') })] : []),
  ]
    .filter(Boolean)
    .join(' ');
};
