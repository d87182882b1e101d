import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useWords } from '../words/words.ts';
import { CloseIcon, WarningIcon } from './icons.tsx';
import './filter-field.css';

/** What a person may go on with: `text` in place of what is typed, told as `says` with a `note`. */
export type Offered = { readonly text: string; readonly says: string; readonly note: string };

/** A filter: terms that are finished, as they are written, and the text that is being typed behind them. */
export type Typed = { readonly terms: readonly string[]; readonly text: string };

type FilterFieldProps = Typed & {
  readonly label: string;
  readonly placeholder: string;
  /** What is offered for the text that is typed, while the field is open. */
  readonly offered: readonly Offered[];
  /** The field has opened (or closed: undefined) with this text, and would like to offer something. */
  readonly onAsk: (text: string | undefined) => void;
  readonly onType: (typed: Typed) => void;
  /** Sentences about terms, or the text, that are not understood, by how they are written. */
  readonly faults?: ReadonlyMap<string, string>;
  /** Beside the field, within its frame. */
  readonly children?: ReactNode;
};

const noFaults: ReadonlyMap<string, string> = new Map();

/** What a list is filtered by: terms as chips that can be taken out, and a field that suggests more of them while one types. */
export const FilterField = ({
  terms,
  text,
  label,
  placeholder,
  offered,
  onAsk,
  onType,
  faults = noFaults,
  children,
}: FilterFieldProps) => {
  const t = useWords('ui');
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const chosen = open ? offered[at] : undefined;
  useEffect(() => onAsk(open ? text : undefined), [open, text, onAsk]);
  const type = (next: string, stayOpen = true) => {
    onType({ terms, text: next });
    setOpen(stayOpen);
    setAt(-1);
  };
  const take = ({ text: next }: Offered) => {
    // A key wants a value; whatever has one is done.
    type(next, next.endsWith(':'));
    input.current?.focus();
  };
  const remove = (gone: number) => {
    onType({ terms: terms.toSpliced(gone, 1), text });
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
    else if (key === 'Escape' && (text !== '' || terms.length > 0)) onType({ terms: [], text: '' });
    else if (key === 'Backspace' && text === '' && terms.length > 0) {
      // The last one becomes text again.
      onType({ terms: terms.slice(0, -1), text: terms.at(-1) ?? '' });
      setOpen(true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isOffering = open && offered.length > 0;
  return (
    <div className="filter-field">
      {terms.map((term, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a term may stand there twice
        <span key={`${index} ${term}`} className={faults.has(term) ? 'chip misread' : 'chip'}>
          {faults.has(term) && <WarningIcon size={12} />}
          <span title={faults.get(term) ?? term}>{term}</span>
          <button type="button" aria-label={t('filter.remove', { term })} onClick={() => remove(index)}>
            <CloseIcon size={12} />
          </button>
        </span>
      ))}
      <input
        ref={input}
        className="field"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isOffering}
        aria-controls={isOffering ? list : undefined}
        aria-activedescendant={chosen && `${list}-${at}`}
        aria-invalid={faults.has(text.trim()) || undefined}
        aria-describedby={faults.size > 0 ? `${list}-faults` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={terms.length === 0 ? placeholder : ''}
        value={text}
        onChange={({ target }) => type(target.value)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      {children}
      <p id={`${list}-faults`} role="status" className={faults.size > 0 ? 'faults' : 'hidden-visually'}>
        {[...faults.values()].join('\n')}
      </p>
      {isOffering && <Suggestions id={list} offered={offered} at={at} onTake={take} />}
    </div>
  );
};

type SuggestionsProps = {
  readonly id: string;
  readonly offered: readonly Offered[];
  /** The chosen one. */
  readonly at: number;
  readonly onTake: (one: Offered) => void;
};

const Suggestions = ({ id, offered, at, onTake }: SuggestionsProps) => {
  const t = useWords('ui');
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
          <span className="muted">{one.note}</span>
        </div>
      ))}
    </div>
  );
};
