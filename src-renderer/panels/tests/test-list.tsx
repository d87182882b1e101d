import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { RouteTestResult } from '#core/route/route-tests.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';
import { type ListRow, rowsOf } from './list-rows.ts';
import { TestRow } from './test-row.tsx';

const filters = ['all', 'failing'] as const;
const noResults: readonly RouteTestResult[] = [];
/** Up to so many all rows are drawn. */
const mostDrawn = 120;

type TestListProps = { readonly onSaid: (words: string) => void };

/** Every request of the tests under its file, those that fail with what was expected and what it is. */
export const TestList = ({ onSaid }: TestListProps) => {
  const { routeTests } = useStores();
  const t = useWords('tests');
  const results = useSlice('routeTests', (state) => state.results);
  const failing = useSlice('routeTests', (state) => state.failing);
  const onlyFailing = useSlice('routeTests', (state) => state.onlyFailing);
  const busy = useSlice('routeTests', (state) => state.busy);
  // Of what cannot be read the last good version is in force, and asked.
  const broken = useSlice('draft', (state) => state.diagnostics.some(({ severity }) => severity === 'error'));
  const rows = useMemo(() => rowsOf(results ?? noResults, onlyFailing), [results, onlyFailing]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const box = useRef<HTMLUListElement>(null);
  const isVirtual = rows.length > mostDrawn;
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: isVirtual,
    getScrollElement: () => box.current,
    estimateSize: () => 44,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
  });
  if (results === undefined) return <p className="muted">{t('running')}</p>;
  const toggle = (key: string) =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  const draw = (row: ListRow) =>
    row.is === 'file' ? (
      <FileHead row={row} />
    ) : (
      <TestRow result={row.result} open={open.has(row.key)} onToggle={() => toggle(row.key)} onSaid={onSaid} />
    );
  const state = failing === 0 ? t('allHold') : t('failing', { count: failing });
  return (
    <>
      <div className="tests-summary">
        <p role="status" aria-busy={busy}>
          {t('sentence', { requests: t('summary', { count: results.length }), state })}
        </p>
        <span className="spacer" />
        <Segmented
          label={t('filter.label')}
          value={onlyFailing ? 'failing' : 'all'}
          options={filters.map((id) => ({ id, label: t(`filter.${id}`) }))}
          onChange={(next) => routeTests.change({ onlyFailing: next === 'failing' })}
        />
      </div>
      {broken && <p className="muted">{t('unchecked')}</p>}
      {rows.length === 0 && <p className="muted">{t('noFailing')}</p>}
      {isVirtual ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by keyboard
        <ul className="tests-list" ref={box} tabIndex={0} aria-label={t('list')}>
          <li className="tests-space" style={{ height: virtual.getTotalSize() }} aria-hidden="true" />
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className="tests-placed"
                style={{ transform: `translateY(${start}px)` }}
              >
                {draw(row)}
              </li>
            );
          })}
        </ul>
      ) : (
        <ul className="tests-list">
          {rows.map((row) => (
            <li key={row.key}>{draw(row)}</li>
          ))}
        </ul>
      )}
    </>
  );
};

const FileHead = ({ row }: { readonly row: Extract<ListRow, { is: 'file' }> }) => {
  const t = useWords('tests');
  const failing = row.failing === 0 ? t('allHold') : t('failing', { count: row.failing });
  return (
    <h3 className="tests-file">
      {row.file} <span className="muted">{t('fileSummary', { count: row.count, failing })}</span>
    </h3>
  );
};
