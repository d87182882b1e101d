import { useDeferredValue, useMemo, useState } from 'react';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { StatusIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';
import { ResourceCard } from './resource-card.tsx';
import { filterRows, type StatusRow, statusRows } from './status-rows.ts';
import './status.css';

const noListeners: readonly ListenerState[] = [];

/** Up to so many resources all are unfolded at first. */
const fewResources = 8;
/** So many are drawn; the worst come first, and the rest is a press away. */
const atOnce = 100;

/** What Kubernetes would answer of each resource, by the text as it stands in the editor, and what became of the ports. */
export const StatusPanel = () => {
  const t = useWords('status');
  const resources = useDeferredValue(useSlice('draft', (state) => state.resources));
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners ?? noListeners);
  const [filter, setFilter] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [most, setMost] = useState(atOnce);
  const rows = useMemo(() => statusRows(t, resources, listeners), [t, resources, listeners]);
  const found = useMemo(() => filterRows(rows, filter), [rows, filter]);
  const open = rows.length <= fewResources;
  const toggle = (id: string) =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
        <Counts rows={rows} />
        {rows.length > 0 && (
          <input
            className="field"
            type="search"
            aria-label={t('filter.label')}
            placeholder={t('filter.placeholder')}
            value={filter}
            onChange={(event) => {
              setFilter(event.target.value);
              setMost(atOnce);
            }}
          />
        )}
      </header>
      <div className="panel-body">
        {found.length === 0 ? (
          <NoResources any={rows.length > 0} onClear={() => setFilter('')} />
        ) : (
          <ul className="resources" aria-label={t('resources')}>
            {found.slice(0, most).map((row) => (
              <ResourceCard key={row.id} row={row} open={open !== toggled.has(row.id)} onToggle={toggle} />
            ))}
          </ul>
        )}
        {found.length > most && (
          <p className="resources-left">
            <span className="muted">{t('left', { most, count: found.length })}</span>
            <Button onPress={() => setMost(most + atOnce)}>{t('more')}</Button>
          </p>
        )}
      </div>
    </>
  );
};

const Counts = ({ rows }: { readonly rows: readonly StatusRow[] }) => {
  const t = useWords('status');
  const errors = rows.filter(({ tone }) => tone === 'error').length;
  const warnings = rows.filter(({ tone }) => tone === 'warn').length;
  return (
    <>
      {errors > 0 && <Badge tone="error">{t('failing', { count: errors })}</Badge>}
      {warnings > 0 && <Badge tone="warn">{t('inPart', { count: warnings })}</Badge>}
    </>
  );
};

const NoResources = ({ any, onClear }: { readonly any: boolean; readonly onClear: () => void }) => {
  const { workspaces } = useStores();
  const t = useWords('status');
  const more = useWords('welcome');
  return (
    <Empty icon={<StatusIcon size={32} />} title={any ? t('nothing.title') : t('none.title')}>
      <p>{any ? t('nothing.text') : t('none.text')}</p>
      <Button onPress={any ? onClear : workspaces.showPage}>{more(any ? 'empty.clear' : 'empty.open')}</Button>
    </Empty>
  );
};
