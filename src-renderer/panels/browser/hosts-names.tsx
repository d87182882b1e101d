import { type FormEvent, useState } from 'react';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import { doorsOf } from '#core/reach/doors.ts';
import { isLocal } from '../../state/open-in.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';

/** Which names are written: those of the table to be left out, and more to be added. */
export const HostsNames = ({ plan }: { readonly plan: HostsPlan }) => {
  const { hosts } = useStores();
  const t = useWords('browser');
  const table = useSlice('running', (state) => state.table);
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners);
  const doing = useSlice('hosts', (state) => state.doing);
  const chosen = useSlice('hosts', (state) => state.names);
  const [known, setKnown] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const open = table && listeners ? doorsOf(table, listeners).map(({ host }) => host) : [];
  const written = [...new Set(plan.entries.map(({ name }) => name))];
  const wild = open.filter((host) => host.startsWith('*.'));
  const refused = new Set(plan.refused.map(({ name }) => name));
  // Names that a wildcard stands for, as somebody has used them, are there to be chosen.
  const seen = plan.refused.flatMap(({ instead = [] }) => instead);
  const exact = open.filter((host) => !host.includes('*') && !isLocal(host));
  const offered = [...new Set([...exact, ...written, ...seen, ...known])].filter((name) => !refused.has(name)).sort();
  const choose = (names: readonly string[]) => {
    // What is left out now can be taken in again.
    setKnown((before) => [...new Set([...before, ...written, ...seen, ...names])]);
    void hosts.plan(names);
  };
  const add = (event: FormEvent) => {
    event.preventDefault();
    const name = typed.trim().toLowerCase();
    if (name === '') return;
    setTyped('');
    choose([...new Set([...(chosen ?? written), name])]);
  };
  return (
    <div className="names">
      <fieldset>
        <legend>{t('hosts.names')}</legend>
        {offered.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={written.includes(name)}
              disabled={doing === 'apply'}
              onChange={({ currentTarget }) =>
                choose(currentTarget.checked ? [...written, name] : written.filter((one) => one !== name))
              }
            />
            <span className="mono">{name}</span>
          </label>
        ))}
      </fieldset>
      {wild.length > 0 && (
        <p className="muted">{t('hosts.wildcards', { hosts: [...new Set(wild)].slice(0, 3).join(', ') })}</p>
      )}
      <form onSubmit={add} className="add-name">
        <input
          aria-label={t('hosts.addLabel')}
          className="field mono"
          spellCheck={false}
          placeholder={t('hosts.addPlaceholder')}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Button submit disabled={typed.trim() === '' || doing === 'apply'}>
          {t('hosts.addButton')}
        </Button>
      </form>
    </div>
  );
};
