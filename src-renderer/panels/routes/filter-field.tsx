import { useMemo, useState } from 'react';
import { routeRows } from '#core/route/rows.ts';
import { readFilter, sayTerm } from '#core/route/rows-filter.ts';
import { hiddenRows } from '#core/route/rows-hidden.ts';
import { filterValues, joinTyped, splitTyped, suggestTerms } from '#core/route/rows-typed.ts';
import type { Table } from '#core/route/table.ts';
import { useSlice } from '../../state/stores-context.ts';
import { FilterField as Field } from '../../ui/filter-field.tsx';
import { useWords } from '../../words/words.ts';

type FilterFieldProps = {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** The routes that suggestions are made of. */
  readonly table: Table | undefined;
  readonly running: Table | undefined;
};

/** What the routes are filtered by; suggestions are made when the field opens, so that nobody waits for them otherwise. */
export const FilterField = ({ filter, onFilter, table, running }: FilterFieldProps) => {
  const t = useWords('routes');
  const [asked, setAsked] = useState<string>();
  const isAsked = asked !== undefined;
  const diagnostics = useSlice('draft', (state) => state.diagnostics);
  const texts = useSlice('draft', (state) => state.texts);
  const values = useMemo(() => {
    const rows = table && isAsked ? routeRows(table, running) : [];
    return filterValues(
      rows,
      hiddenRows(rows, diagnostics, (file) => texts.get(file)),
    );
  }, [isAsked, table, running, diagnostics, texts]);
  const offered = useMemo(() => (asked === undefined ? [] : suggestTerms(asked, values)), [asked, values]);
  const { terms, text } = splitTyped(filter);
  return (
    <Field
      terms={terms.map(sayTerm)}
      text={text}
      label={t('filter.label')}
      placeholder={t('filter.placeholder')}
      offered={offered}
      onAsk={setAsked}
      onType={(typed) => onFilter(joinTyped({ terms: typed.terms.flatMap(readFilter), text: typed.text }))}
    />
  );
};
