import { type ReactNode, useEffect, useState } from 'react';
import {
  Button as AriaButton,
  Autocomplete,
  Dialog,
  DialogTrigger,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
} from 'react-aria-components';
import { useWords } from '../../words/words.ts';

export type Choice = { readonly id: string; readonly label: string; readonly detail?: string; readonly badge?: string };

type SearchMenuProps = {
  readonly label: string;
  /** What stands on the button, and what is read aloud behind it. */
  readonly children: ReactNode;
  readonly more: string;
  /** Asked for when the list opens. */
  readonly choices: () => readonly Choice[] | Promise<readonly Choice[]>;
  readonly onChoose: (id: string) => void;
  readonly disabled?: boolean;
  readonly look?: 'plain' | 'quiet';
};

/** As many as are drawn; typing narrows them. */
const most = 100;

/** A button that opens a list to choose from, with a field that searches names and explanations. */
export const SearchMenu = ({
  label,
  children,
  more,
  choices,
  onChoose,
  disabled = false,
  look = 'quiet',
}: SearchMenuProps) => {
  const [open, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <AriaButton className={`button ${look}`} isDisabled={disabled}>
        {children}
        <span className="hidden-visually">{more}</span>
      </AriaButton>
      <Popover className="popover" placement="bottom start" offset={4}>
        <Dialog className="search-menu" aria-label={label}>
          {open && (
            <Choices
              label={label}
              choices={choices}
              onChoose={(id) => {
                setOpen(false);
                onChoose(id);
              }}
            />
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
};

const Choices = ({ label, choices, onChoose }: Pick<SearchMenuProps, 'label' | 'choices' | 'onChoose'>) => {
  const t = useWords('visual');
  const [words, setWords] = useState('');
  // Asked once: the list stays as it was when it opened.
  const [asked] = useState(choices);
  const [all, setAll] = useState(asked instanceof Promise ? undefined : asked);
  useEffect(() => {
    if (asked instanceof Promise) void asked.then(setAll);
  }, [asked]);
  const found = search(all ?? [], words);
  return (
    <Autocomplete inputValue={words} onInputChange={setWords}>
      <SearchField aria-label={t('search.label', { what: label })} autoFocus>
        <Input className="field" placeholder={t('search.placeholder')} />
      </SearchField>
      <ListBox
        className="choices"
        aria-label={label}
        items={found.slice(0, most)}
        selectionMode="single"
        onSelectionChange={(keys) => {
          const [key] = keys;
          if (key !== undefined) onChoose(String(key));
        }}
        renderEmptyState={() => (
          <p className="muted">{all === undefined ? t('search.looking') : t('search.nothing')}</p>
        )}
      >
        {(one) => (
          <ListBoxItem id={one.id} textValue={one.label} className="choice">
            <span className="choice-name">
              {one.label}
              {one.badge !== undefined && <span className="badge">{one.badge}</span>}
            </span>
            {one.detail !== undefined && (
              <span className="choice-detail" lang="en">
                {' '}
                {one.detail}
              </span>
            )}
          </ListBoxItem>
        )}
      </ListBox>
      {found.length > most && <p className="muted">{t('search.more', { count: found.length - most })}</p>}
    </Autocomplete>
  );
};

/** Names that begin with the words, then names and explanations that hold them; each in the order given. */
const search = (all: readonly Choice[], words: string): readonly Choice[] => {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return all;
  const rank = ({ label, detail = '' }: Choice): number => {
    const name = label.toLowerCase();
    return name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : detail.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return all.filter((one) => rank(one) < 3).sort((a, b) => rank(a) - rank(b));
};
