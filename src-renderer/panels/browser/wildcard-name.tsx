import { type FormEvent, useState } from 'react';
import type { Door } from '#core/reach/doors.ts';
import { urlOf } from '../../state/open-in.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';

/** A wildcard is no address: here somebody says which name is meant. */
export const WildcardName = ({ door }: { readonly door: Door }) => {
  const { reach } = useStores();
  const t = useWords('browser');
  const [name, setName] = useState('www');
  const suffix = door.host.slice(1);
  const host = `${name.trim().toLowerCase()}${suffix}`;
  const use = (event: FormEvent) => {
    event.preventDefault();
    const url = urlOf({ ...door, host });
    if (name.trim() !== '' && url !== undefined) reach.setUrl(url);
  };
  return (
    <form className="wildcard" onSubmit={use}>
      <input
        className="field mono"
        aria-label={t('doors.name', { host: door.host })}
        spellCheck={false}
        value={name}
        size={8}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <span className="mono muted">{suffix}</span>
      <Button submit look="quiet" disabled={name.trim() === ''}>
        {t('doors.use')}
        <span className="hidden-visually">: {t('doors.useOne', { host })}</span>
      </Button>
    </form>
  );
};
