import { useEffect, useRef, useState } from 'react';
import {
  Autocomplete,
  Collection,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  SearchField,
} from 'react-aria-components';
import { type Command, isComposing } from '../state/commands.ts';
import type { FoundList } from '../state/search.ts';
import type { Found, KeptIndex } from '../state/search-index.ts';
import { useSlice, useStores } from '../state/stores-context.ts';
import { useWords } from '../words/words.ts';
import { FlowDialog } from './dialog.tsx';
import { Keys } from './keys.tsx';
import { useSearch } from './use-search.ts';

type PaletteProps = {
  readonly commands: readonly Command[];
  readonly kept: KeptIndex;
  /** What to do when the palette is gone. */
  readonly onChoose: (go: () => void) => void;
};

/** Commands and everything that has a name, by a part of it. */
export const Palette = ({ commands, kept, onChoose }: PaletteProps) => {
  const { flow } = useStores();
  const t = useWords('flow');
  const begin = useSlice('flow', (state) => state.begin);
  const [typed, setTyped] = useState(begin);
  const { lists, drawn, first, looking } = useSearch(typed, commands, kept);
  const choose = (one: Found | undefined) => {
    if (!one?.enabled) return;
    if (one.group === 'command') flow.remember(one.id);
    flow.close();
    onChoose(one.go);
  };
  const count = lists.reduce((sum, { found, more }) => sum + found.length + more, 0);
  return (
    <FlowDialog label={t('palette.label')} look="palette" onClose={flow.close}>
      <div
        className="palette-body"
        // One press puts the palette away, whatever is typed in it; the field would only be emptied.
        onKeyDownCapture={(event) => {
          if (isComposing(event.nativeEvent)) return;
          const isChosen = event.target instanceof Element && event.target.hasAttribute('aria-activedescendant');
          if (event.key === 'Enter' && !isChosen) choose(first());
          else if (event.key === 'Escape') flow.close();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <Autocomplete inputValue={typed} onInputChange={setTyped}>
          <SearchField aria-label={t('palette.field')} className="palette-field" autoFocus>
            <BeginAtEnd placeholder={t('palette.field')} />
          </SearchField>
          <ListBox
            ref={reachable}
            className="palette-list"
            aria-label={t('palette.label')}
            items={drawn}
            selectionMode="single"
            dependencies={[t]}
            onAction={(key) => choose(findIn(lists, String(key)))}
            renderEmptyState={() => <p className="muted">{looking ? t('palette.looking') : t('palette.nothing')}</p>}
          >
            {({ group, found, more }) => (
              <ListBoxSection id={group}>
                <Header>{t(`found.${group}`)}</Header>
                {/* Made once for each thing, whatever else is found with it. */}
                <Collection items={found}>{(one) => <FoundItem id={keyOf(one)} one={one} />}</Collection>
                {more > 0 && (
                  <ListBoxItem
                    id={`more ${group}`}
                    isDisabled
                    className="found-item more"
                    textValue={t('palette.more', { count: more })}
                  >
                    {t('palette.more', { count: more })}
                  </ListBoxItem>
                )}
              </ListBoxSection>
            )}
          </ListBox>
        </Autocomplete>
      </div>
      <footer>
        <span>{t('palette.hint')}</span>
        <span role="status">{looking ? t('palette.looking') : t('palette.results', { count })}</span>
      </footer>
    </FlowDialog>
  );
};

/** What scrolls must be reachable by keyboard, also where the field leads through it: the library makes it not so. */
const reachable = (list: HTMLElement | null): void => {
  if (list !== null) list.tabIndex = 0;
};

/** A field that was begun for somebody has the cursor behind what is there. */
const BeginAtEnd = ({ placeholder }: { readonly placeholder: string }) => {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const { current } = ref;
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);
  return <Input ref={ref} className="field" placeholder={placeholder} />;
};

const FoundItem = ({ id, one }: { readonly id: string; readonly one: Found }) => {
  const t = useWords('flow');
  return (
    <ListBoxItem id={id} textValue={one.title} isDisabled={!one.enabled} className="found-item">
      <span className={one.group === 'command' || one.group === 'problem' ? 'found-title' : 'found-title mono'}>
        {one.title}
      </span>
      <span className="found-detail">{one.enabled ? one.detail : t('palette.unavailable')}</span>
      {one.keys !== undefined && <Keys keys={one.keys} />}
    </ListBoxItem>
  );
};

const keyOf = ({ group, id }: Found): string => `${group} ${id}`;

const findIn = (lists: readonly FoundList[], key: string): Found | undefined =>
  lists.flatMap(({ found }) => found).find((one) => keyOf(one) === key);
