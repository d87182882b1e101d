import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { OutlineEntry } from '#core/complete/answers.ts';
import { useStores } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';
import { outlineRows } from './outline-entries.ts';

type OutlineListProps = {
  readonly entries: readonly OutlineEntry[];
  /** The entries that the cursor is in. */
  readonly path: readonly OutlineEntry[];
  readonly onDone: () => void;
};

/** The outline with a filter: arrow keys choose, Enter goes there, Escape puts it away. */
export const OutlineList = ({ entries, path, onDone }: OutlineListProps) => {
  const { navigation } = useStores();
  const t = useWords('editor');
  const [words, setWords] = useState('');
  const rows = useMemo(() => outlineRows(entries, words), [entries, words]);
  const [chosen, setChosen] = useState(() => rows.findIndex(({ entry }) => entry === path.at(-1)));
  const list = useRef<HTMLDivElement>(null);
  const at = Math.min(Math.max(chosen, 0), rows.length - 1);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView?.({ block: 'nearest' });
  }, [at]);
  const go = (entry: OutlineEntry | undefined) => {
    onDone();
    if (entry !== undefined) navigation.jumpTo(entry.place);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, rows.length - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0));
    else if (event.key === 'Enter') go(rows[at]?.entry);
    else if (event.key === 'Escape') onDone();
    else return;
    event.preventDefault();
  };
  return (
    <div className="outline-list" role="dialog" aria-label={t('outline.dialog')}>
      <input
        className="field"
        type="search"
        role="combobox"
        aria-label={t('outline.filter')}
        aria-expanded="true"
        aria-controls="outline-rows"
        aria-activedescendant={`outline-row-${at}`}
        placeholder={t('outline.goTo')}
        // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it
        autoFocus
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setChosen(0);
        }}
        onKeyDown={press}
        onBlur={(event) => !event.currentTarget.parentElement?.contains(event.relatedTarget) && onDone()}
      />
      <div ref={list} role="listbox" id="outline-rows" aria-label={t('outline.label')}>
        {rows.map(({ entry, depth }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the input
          <div
            key={`${entry.place.range[0]} ${entry.name}`}
            id={`outline-row-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            style={{ paddingLeft: `${10 + depth * 14}px` }}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => go(entry)}
          >
            <span className="mono">{entry.name}</span>
            <span className="muted" lang="en">
              {entry.detail}
            </span>
          </div>
        ))}
        {rows.length === 0 && <p className="muted">{t('outline.nothing')}</p>}
      </div>
    </div>
  );
};
