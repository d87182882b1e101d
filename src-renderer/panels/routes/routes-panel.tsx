import { type ComponentType, useDeferredValue, useEffect, useState } from 'react';
import { plainWords } from '#core/route/rows-typed.ts';
import type { Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { RoutesIcon } from '../../ui/icons.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';
import { FilterField } from './filter-field.tsx';
import { TableView } from './table/table-view.tsx';
import type { RoutesViewProps } from './view.ts';

const noListeners: readonly ListenerState[] = [];

/** In milliseconds: the table is drawn first. */
const mapLater = 1_000;

type LoadedMap = { readonly View: ComponentType<RoutesViewProps> } | { readonly error: unknown };

/**
 * The graph with its library, loaded when it is wanted, or a moment after the table was: whoever sees the table is near the map.
 * Not by `lazy`, which holds back what it shows for the third of a second.
 */
const useMapView = (wanted: boolean): ComponentType<RoutesViewProps> | undefined => {
  const [loaded, setLoaded] = useState<LoadedMap>();
  useEffect(() => {
    const load = () =>
      import('./map/map-view.tsx').then(
        ({ MapView }) => setLoaded({ View: MapView }),
        (error: unknown) => setLoaded({ error }),
      );
    const timer = setTimeout(() => void load(), wanted ? 0 : mapLater);
    return () => clearTimeout(timer);
  }, [wanted]);
  if (loaded === undefined) return undefined;
  if ('View' in loaded) return loaded.View;
  if (wanted) throw loaded.error;
  return undefined;
};

const views = ['table', 'map'] as const;

/**
 * The running table as far as the draft can be compared with it. While text is being analysed what runs may be newer than the draft,
 * and routes that only came first would look removed: the one from before stays until the draft has caught up.
 */
const useComparable = (): Table | undefined => {
  const running = useSlice('running', (state) => state.table);
  const behind = useSlice('draft', (state) => state.behind);
  const [compared, setCompared] = useState(behind ? undefined : running);
  if (!behind && compared !== running) setCompared(running);
  return behind ? compared : running;
};

/** Which way requests go, by the text as it stands in the editor: as a table or as a map, with one filter. */
export const RoutesPanel = () => {
  const t = useWords('routes');
  const table = useDeferredValue(useSlice('draft', (state) => state.table));
  const running = useDeferredValue(useComparable());
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners ?? noListeners);
  const [filter, setFilter] = useState('');
  const clear = () => setFilter('');
  const { routesTable } = useStores();
  const view = useSlice('routesTable', (state) => state.view);
  const MapView = useMapView(view === 'map');
  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
        <FilterField filter={filter} onFilter={setFilter} table={table} running={running} />
        <Segmented
          label={t('view.label')}
          value={view}
          options={views.map((id) => ({ id, label: t(`view.${id}`) }))}
          onChange={(next) => routesTable.change({ view: next })}
        />
      </header>
      {table === undefined || isEmpty(table) ? (
        <NoRoutes />
      ) : view === 'table' ? (
        <TableView table={table} running={running} listeners={listeners} filter={filter} onClear={clear} />
      ) : MapView === undefined ? (
        <div className="panel-body" />
      ) : (
        // The map knows hosts, conditions and destinations, and no columns.
        <MapView table={table} running={running} listeners={listeners} filter={plainWords(filter)} onClear={clear} />
      )}
    </>
  );
};

const isEmpty = ({ listeners, mesh }: Table): boolean => listeners.length === 0 && mesh === undefined;

const NoRoutes = () => {
  const { workspaces } = useStores();
  const t = useWords('routes');
  const more = useWords('welcome');
  return (
    <Empty icon={<RoutesIcon size={32} />} title={t('none.title')}>
      <p>{t('none.text')}</p>
      <Button onPress={workspaces.showPage}>{more('empty.open')}</Button>
    </Empty>
  );
};
