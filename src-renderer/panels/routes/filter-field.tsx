import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { type FilterTerm, sayTerm } from '#core/route/rows-filter.ts';
import { joinTyped, type Suggestion, splitTyped } from '#core/route/rows-typed.ts';
import { CloseIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';
import { type SuggestedOf, Suggestions } from './suggestions.tsx';
import './filter-field.css';

type FilterFieldProps = SuggestedOf & {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
};

/** What the routes are filtered by: terms as chips that can be taken out, and a field that suggests more of them while one types. */
export const FilterField = ({ filter, onFilter, ...of }: FilterFieldProps) => {
  const t = useWords('routes');
  const { terms, text } = splitTyped(filter);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const [open, setOpen] = useState(false);
  const [offered, setOffered] = useState<readonly Suggestion[]>([]);
  const [at, setAt] = useState(-1);
  const chosen = open ? offered[at] : undefined;
  const type = (next: string, stayOpen = true) => {
    onFilter(joinTyped({ terms, text: next }));
    setOpen(stayOpen);
    setAt(-1);
  };
  const take = ({ text: next }: Suggestion) => {
    // A key wants a value; whatever has one is done.
    type(next, next.endsWith(':'));
    input.current?.focus();
  };
  const remove = (gone: FilterTerm) => {
    onFilter(joinTyped({ terms: terms.filter((one) => one !== gone), text }));
    input.current?.focus();
  };
  const step = (by: number) => {
    setOpen(true);
    // One place more than there are suggestions: none of them.
    const places = offered.length + 1;
    setAt(open ? ((at + 1 + by + places) % places) - 1 : by > 0 ? 0 : offered.length - 1);
  };
  const press = (event: KeyboardEvent) => {
    const { key } = event;
    if (event.nativeEvent.isComposing) return;
    if (key === 'ArrowDown' || key === 'ArrowUp') step(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Enter' && chosen) take(chosen);
    else if (key === 'Enter') type(text.trim() === '' ? '' : `${text.trimEnd()} `, false);
    else if (key === 'Escape' && open) setOpen(false);
    else if (key === 'Escape' && filter !== '') onFilter('');
    else if (key === 'Backspace' && text === '' && terms.length > 0) {
      // The last one becomes text again.
      onFilter(joinTyped({ terms: terms.slice(0, -1), text: sayTerm(terms.at(-1) as FilterTerm) }));
      setOpen(true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="filter-field">
      {terms.map((term) => (
        <span key={sayTerm(term)} className="chip">
          <span title={sayTerm(term)}>{sayTerm(term)}</span>
          <button type="button" aria-label={t('filter.remove', { term: sayTerm(term) })} onClick={() => remove(term)}>
            <CloseIcon size={12} />
          </button>
        </span>
      ))}
      <input
        ref={input}
        className="field"
        role="combobox"
        aria-label={t('filter.label')}
        aria-autocomplete="list"
        aria-expanded={open && offered.length > 0}
        aria-controls={open && offered.length > 0 ? list : undefined}
        aria-activedescendant={chosen && `${list}-${at}`}
        autoComplete="off"
        spellCheck={false}
        placeholder={terms.length === 0 ? t('filter.placeholder') : ''}
        value={text}
        onChange={({ target }) => type(target.value)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      {open && <Suggestions {...of} id={list} typed={text} at={at} onOffer={setOffered} onTake={take} />}
    </div>
  );
};
