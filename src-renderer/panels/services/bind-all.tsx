import { useState } from 'react';
import type { ServiceRow } from '#core/route/service-rows.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';
import { addressOf } from './candidate-line.tsx';
import { bindingOf, matches, memoryKey, rowName } from './offers.ts';

/** Destinations for which something of the same name was found: one button, a list to look through, one step of undo. */
export const BindAll = ({ rows }: { readonly rows: readonly ServiceRow[] }) => {
  const t = useWords('services');
  const { bind, candidates } = useStores();
  const state = useSlice('candidates', (all) => all);
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const found = matches(rows, state);
  if (found.length === 0) return null;
  const chosen = found.filter(({ row }) => !left.has(row.cluster));
  const doIt = async () => {
    const bindings = chosen.flatMap(({ row, candidate }) => (row.bindAs ? [bindingOf(row.bindAs, candidate.to)] : []));
    const done = await bind.bind(bindings, t('all.label', { count: bindings.length }));
    if (!done) return;
    setOpen(false);
    for (const { row, candidate } of chosen)
      if (row.bindAs) candidates.remember(memoryKey(row.bindAs, row.subset), candidate.id);
  };
  if (!open) {
    return (
      <div className="bind-all">
        <span>{t('all.found', { count: found.length })}</span>
        <Button onPress={() => setOpen(true)}>{t('all.show')}</Button>
      </div>
    );
  }
  return (
    <section
      className="bind-all open"
      aria-label={t('all.title')}
      onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
    >
      <ul>
        {found.map(({ row, candidate }) => (
          <li key={row.cluster}>
            <label className="check">
              <input
                type="checkbox"
                checked={!left.has(row.cluster)}
                onChange={({ target }) => {
                  const next = new Set(left);
                  if (target.checked) next.delete(row.cluster);
                  else next.add(row.cluster);
                  setLeft(next);
                }}
              />
              <span className="mono">{rowName(row)}</span> → {candidate.about.title ?? candidate.label}{' '}
              <span className="mono muted">{addressOf(candidate)}</span>
            </label>
          </li>
        ))}
      </ul>
      <Button look="primary" disabled={chosen.length === 0} onPress={() => void doIt()}>
        {t('all.bind', { count: chosen.length })}
      </Button>
      <Button look="quiet" onPress={() => setOpen(false)}>
        {t('action.cancel')}
      </Button>
    </section>
  );
};
