import { useCallback, useMemo, useState } from 'react';
import type { Diagnostic, Severity } from '#core/text/diagnostic.ts';
import { applyFixNamed } from '../../state/apply-fix.ts';
import { useProblems } from '../../state/live-problems.ts';
import { problemKey } from '../../state/problems.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { ChevronIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';
import { ProblemItem, SeverityIcon } from './problem-item.tsx';
import { countSeverities, groupProblems, type ProblemGroup } from './problem-rows.ts';
import { useFixTitles } from './use-fix-titles.ts';

const severities = ['error', 'warning', 'information'] as const;
const mostRows = 300;
const none = [] as const;

/** Everything that is wrong with the text as it stands, of all files, the worst first. */
export const ProblemList = () => {
  const stores = useStores();
  const t = useWords('editor');
  // The marks in the text come at once; this list follows in pieces, between which keys are heard.
  const diagnostics = useProblems();
  const suppressed = useSlice('draft', (state) => state.suppressed);
  const [open, setOpen] = useState(true);
  const [hidden, setHidden] = useState<ReadonlySet<Severity>>(new Set());
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState(false);
  const [failure, setFailure] = useState('');
  const counts = useMemo(() => countSeverities(diagnostics), [diagnostics]);
  const groups = useMemo(
    () => firstRows(groupProblems(diagnostics, all ? suppressed : none, { hidden, words: filter })),
    [diagnostics, suppressed, all, hidden, filter],
  );
  const shown = useMemo(
    () => groups.kept.flatMap(({ rows }) => rows.flatMap((row) => (row.because === undefined ? row.diagnostic : []))),
    [groups],
  );
  const titleOf = useFixTitles(open ? shown : none);
  const apply = useCallback(
    async (diagnostic: Diagnostic, title: string) => {
      const applied = await applyFixNamed(stores, diagnostic, title);
      setFailure(applied.ok ? '' : applied.message);
    },
    [stores],
  );
  const total = counts.error + counts.warning + counts.information;
  if (total + suppressed.length === 0) return null;

  const toggle = (severity: Severity) => {
    const next = new Set(hidden);
    if (!next.delete(severity)) next.add(severity);
    setHidden(next);
  };
  return (
    <section className="problems" aria-label={t('problems.label')}>
      <div className="problems-head">
        <button type="button" className="problems-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronIcon size={14} />
          {t('problems.title')}
          <span className="badge">{total}</span>
        </button>
        {open && (
          <>
            <span className="problems-chips">
              {severities.map((severity) =>
                counts[severity] === 0 ? null : (
                  <button
                    key={severity}
                    type="button"
                    aria-pressed={!hidden.has(severity)}
                    title={t(hidden.has(severity) ? `problems.show.${severity}` : `problems.hide.${severity}`)}
                    onClick={() => toggle(severity)}
                  >
                    <SeverityIcon severity={severity} />
                    {counts[severity]}
                  </button>
                ),
              )}
              {suppressed.length > 0 && (
                <button type="button" aria-pressed={all} onClick={() => setAll(!all)}>
                  {t('problems.ignored', { count: suppressed.length })}
                </button>
              )}
            </span>
            <input
              type="search"
              className="field"
              aria-label={t('problems.filterLabel')}
              placeholder={t('problems.filter')}
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
            />
          </>
        )}
      </div>
      {failure !== '' && (
        <p role="alert" className="problems-failure">
          {failure}
        </p>
      )}
      {open && (
        <div className="problems-rows">
          {groups.kept.map(({ file, rows }) => (
            <section key={file} aria-label={t('problems.of', { file })}>
              <h3 className="mono">{file}</h3>
              <ul>
                {rows.map((row) => (
                  <ProblemItem
                    key={`${problemKey(row.diagnostic)} ${row.because ?? ''}`}
                    diagnostic={row.diagnostic}
                    because={row.because}
                    fix={row.because === undefined ? titleOf(row.diagnostic) : undefined}
                    onFix={apply}
                  />
                ))}
              </ul>
            </section>
          ))}
          {groups.kept.length === 0 && (
            <p className="muted more">{total === 0 ? t('problems.onlyIgnored') : t('problems.noneOfKind')}</p>
          )}
          {groups.left > 0 && <p className="muted more">{t('problems.more', { count: groups.left })}</p>}
        </div>
      )}
    </section>
  );
};

const firstRows = (groups: readonly ProblemGroup[]) => {
  let room = mostRows;
  const kept = groups.flatMap(({ file, rows }) => {
    const some = rows.slice(0, room);
    room -= some.length;
    return some.length === 0 ? [] : [{ file, rows: some }];
  });
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return { kept, left: Math.max(0, count - mostRows) };
};
