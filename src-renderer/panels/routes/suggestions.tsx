import { useEffect, useMemo } from 'react';
import { routeRows } from '#core/route/rows.ts';
import { hiddenRows } from '#core/route/rows-hidden.ts';
import { filterValues, type Suggestion, suggestTerms } from '#core/route/rows-typed.ts';
import type { Table } from '#core/route/table.ts';
import { useSlice } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';

/** The routes that suggestions are made of. */
export type SuggestedOf = { readonly table: Table | undefined; readonly running: Table | undefined };

type SuggestionsProps = SuggestedOf & {
  readonly id: string;
  readonly typed: string;
  /** The chosen one. */
  readonly at: number;
  readonly onOffer: (offered: readonly Suggestion[]) => void;
  readonly onTake: (suggestion: Suggestion) => void;
};

/** What can be asked for in these routes, below the field. It is made when the list opens, so that nobody waits for it otherwise. */
export const Suggestions = ({ table, running, id, typed, at, onOffer, onTake }: SuggestionsProps) => {
  const t = useWords('routes');
  const diagnostics = useSlice('draft', (state) => state.diagnostics);
  const texts = useSlice('draft', (state) => state.texts);
  const values = useMemo(() => {
    const rows = table ? routeRows(table, running) : [];
    return filterValues(
      rows,
      hiddenRows(rows, diagnostics, (file) => texts.get(file)),
    );
  }, [table, running, diagnostics, texts]);
  const offered = useMemo(() => suggestTerms(typed, values), [typed, values]);
  useEffect(() => onOffer(offered), [offered, onOffer]);
  if (offered.length === 0) return null;
  return (
    <div id={id} className="suggestions" role="listbox" aria-label={t('filter.suggestions')}>
      {offered.map((one, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the option as its active descendant
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys of all its suggestions
        <div
          key={one.says}
          ref={(element) => {
            if (index === at) element?.scrollIntoView?.({ block: 'nearest' });
          }}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          className={index === at ? 'at' : ''}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(one)}
        >
          <span lang="en">{one.says}</span>
          <span className="muted" lang="en">
            {one.note}
          </span>
        </div>
      ))}
    </div>
  );
};
