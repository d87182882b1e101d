import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { IconButton, Button as WordButton } from '../../ui/button.tsx';
import { BookmarkIcon, CloseIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';

/** Filters that were given names: chosen by a click, and kept for the next time. */
export const SavedFilters = () => {
  const t = useWords('traffic');
  return (
    <DialogTrigger>
      <Button className="button quiet icon-only" aria-label={t('saved.menu')}>
        <BookmarkIcon size={16} />
      </Button>
      <Popover className="menu-popover" placement="bottom end">
        <Dialog className="saved-filters" aria-label={t('saved.label')}>
          {({ close }) => <Saved onDone={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
};

const Saved = ({ onDone }: { readonly onDone: () => void }) => {
  const { traffic, trafficTable } = useStores();
  const t = useWords('traffic');
  const saved = useSlice('trafficTable', (state) => state.saved);
  const filter = useSlice('traffic', (state) => state.filter.trim());
  const [name, setName] = useState('');
  const choose = (next: string) => {
    traffic.setFilter(next === '' ? '' : `${next} `);
    onDone();
  };
  return (
    <>
      {saved.length === 0 && <p className="muted">{t('saved.none')}</p>}
      <ul>
        {saved.map((one) => (
          <li key={one.name}>
            <button
              type="button"
              aria-current={one.filter === filter}
              title={one.filter}
              onClick={() => choose(one.filter)}
            >
              <span>{one.name}</span>
              <span className="muted mono">{one.filter}</span>
            </button>
            <IconButton label={t('saved.remove', { name: one.name })} onPress={() => trafficTable.forget(one.name)}>
              <CloseIcon size={14} />
            </IconButton>
          </li>
        ))}
        {filter !== '' && (
          <li>
            <button type="button" onClick={() => choose('')}>
              {t('saved.all')}
            </button>
          </li>
        )}
      </ul>
      {filter !== '' && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            trafficTable.save({ name: name.trim() === '' ? filter : name.trim(), filter });
            onDone();
          }}
        >
          <input
            className="field"
            aria-label={t('saved.name')}
            placeholder={filter}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <WordButton submit>{t('saved.save')}</WordButton>
        </form>
      )}
    </>
  );
};
