import { useState } from 'react';
import { type Command, commandGroups, isMac, sayKeys } from '../state/commands.ts';
import { type OtherKeys, otherKeys } from '../state/other-keys.ts';
import { useStores } from '../state/stores-context.ts';
import { useWords } from '../words/words.ts';
import { FlowDialog } from './dialog.tsx';
import { Keys } from './keys.tsx';

const groups = [...commandGroups, 'editor', 'panels'] as const;

/** Every key of the window, from the list of commands and that of the other keys; searchable by name and by key. */
export const KeySheet = ({ commands }: { readonly commands: readonly Command[] }) => {
  const { flow, words } = useStores();
  const t = useWords('flow');
  const [typed, setTyped] = useState('');
  const all: readonly (Command | OtherKeys)[] = [...commands.filter(({ keys }) => keys.length > 0), ...otherKeys];
  const wanted = typed.trim().toLowerCase();
  const fits = (one: Command | OtherKeys) =>
    `${one.title(words)} ${one.keys.map((keys) => sayKeys(keys, isMac())).join(' ')}`.toLowerCase().includes(wanted);
  const found = all.filter(fits);
  return (
    <FlowDialog label={t('keys.title')} close={t('keys.close')} look="sheet" onClose={flow.close}>
      <input
        className="field key-filter"
        type="search"
        aria-label={t('keys.filter')}
        placeholder={t('keys.placeholder')}
        value={typed}
        // biome-ignore lint/a11y/noAutofocus: the sheet appears because the user asked for it
        autoFocus
        onChange={(event) => setTyped(event.target.value)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="key-groups" aria-label={t('keys.title')} tabIndex={0}>
        {found.length === 0 && <p className="muted">{t('keys.nothing')}</p>}
        {/* Columns of as much height as they need: what scrolls is around them. */}
        <div>
          {groups.map((group) => {
            const members = found.filter((one) => one.group === group);
            if (members.length === 0) return null;
            return (
              <section key={group}>
                <h3>{t(`group.${group}`)}</h3>
                <dl>
                  {members.map((one) => (
                    <div key={one.id}>
                      <dt>{one.title(words)}</dt>
                      <dd>
                        {one.keys.map((keys) => (
                          <Keys key={keys} keys={keys} />
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            );
          })}
        </div>
      </section>
    </FlowDialog>
  );
};
