import { type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { BindTarget } from '#core/edit/bind-service.ts';
import { type ServiceRow, serviceRows } from '#core/route/service-rows.ts';
import { rank } from '../../state/search-rank.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ServicesIcon } from '../../ui/icons.tsx';
import { useWhileSeen } from '../../ui/use-while-seen.ts';
import { useWords } from '../../words/words.ts';
import { BindAll } from './bind-all.tsx';
import { BindNotice } from './bind-notice.tsx';
import { ForwardsList } from './forwards-list.tsx';
import { bindingOf, memoryKey, rowName } from './offers.ts';
import { ServiceCard } from './service-card.tsx';
import { useLook } from './use-look.ts';
import './services.css';

/** Every destination, and what on this machine stands in for it. Enter binds, and goes on to the next one without an address. */
export const ServicesPanel = () => {
  const t = useWords('services');
  const more = useWords('welcome');
  const { bind, candidates, upstreams, workspaces } = useStores();
  useWhileSeen(upstreams.refresh);
  useLook();
  const table = useDeferredValue(useSlice('draft', (state) => state.table));
  const rows = useMemo(() => (table === undefined ? [] : serviceRows(table)), [table]);
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<Opened>();
  const field = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => {
    const found = filter.trim() === '' ? rows : filtered(rows, rank(rows.map(rowName), filter));
    return open === undefined ? found : inOrder(found, open.order);
  }, [rows, filter, open]);
  const unbound = rows.filter(({ state }) => state !== 'bound').length;

  const openRow = (row: ServiceRow | undefined, done: readonly string[] = []) =>
    setOpen(
      row && {
        cluster: row.cluster,
        order: open?.order ?? shown.map(({ cluster }) => cluster),
        done: [...(open?.done ?? []), ...done],
      },
    );
  const pick = (row: ServiceRow, to: BindTarget, id: string | undefined) => {
    const { bindAs } = row;
    if (bindAs === undefined) return;
    // What has one address for all its subsets has none of its own; they are asked for one by one.
    const at = shown.indexOf(row);
    const next = [...shown.slice(at + 1), ...shown.slice(0, at)].find(
      // What has just been bound may still be drawn as it was.
      (one) => one.state !== 'bound' && one.bindAs !== undefined && open?.done.includes(one.cluster) !== true,
    );
    const name = rowName(row);
    void bind.bind([bindingOf(bindAs, to)], t(to.nothing ? 'label.unbind' : 'label.bind', { name }));
    if (id !== undefined) candidates.remember(memoryKey(bindAs, row.subset), id);
    openRow(to.nothing ? undefined : next, [row.cluster]);
    if (next === undefined || to.nothing) field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setFilter('');
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    const bindable = shown.filter(({ bindAs }) => bindAs !== undefined);
    openRow(bindable.find(({ state }) => state !== 'bound') ?? bindable[0]);
    event.preventDefault();
  };

  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
        {unbound > 0 && <Badge tone="warn">{t('unbound', { count: unbound })}</Badge>}
        {rows.length > 0 && (
          <input
            ref={field}
            className="field"
            type="search"
            data-begin
            aria-label={t('filter.label')}
            placeholder={t('filter.placeholder')}
            value={filter}
            spellCheck={false}
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={onKeyDown}
          />
        )}
      </header>
      <BindNotice />
      <div className="panel-body">
        <BindAll rows={rows} />
        <ForwardsList />
        {rows.length === 0 ? (
          <Empty icon={<ServicesIcon size={32} />} title={t('empty.title')}>
            <p>{t('empty.text')}</p>
            <Button onPress={workspaces.showPage}>{more('empty.open')}</Button>
          </Empty>
        ) : (
          <ul className="services" aria-label={t('list')}>
            {shown.map((row) => (
              <ServiceCard
                key={row.cluster}
                row={row}
                rows={rows}
                binding={open?.cluster === row.cluster}
                onOpen={(wanted) => openRow(wanted ? row : undefined)}
                onPick={(to, id) => pick(row, to, id)}
              />
            ))}
          </ul>
        )}
        {rows.length > 0 && shown.length === 0 && <p className="no-match muted">{t('filter.none', { filter })}</p>}
      </div>
    </>
  );
};

/** The row whose list is open, the order of rows since then (nothing moves under somebody's hands), and what has been bound since. */
type Opened = { readonly cluster: string; readonly order: readonly string[]; readonly done: readonly string[] };

/** In the order of the list: what it is about comes first there. */
const filtered = (rows: readonly ServiceRow[], found: readonly number[]): readonly ServiceRow[] => {
  const kept = new Set(found);
  return rows.filter((_, at) => kept.has(at));
};

const inOrder = (rows: readonly ServiceRow[], order: readonly string[]): readonly ServiceRow[] => {
  const place = new Map(order.map((cluster, at) => [cluster, at]));
  return [...rows].sort((a, b) => (place.get(a.cluster) ?? order.length) - (place.get(b.cluster) ?? order.length));
};
