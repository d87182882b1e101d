import { type FormEvent, useId, useRef } from 'react';
import { useSlice, useStores } from '../state/stores-context.ts';
import { Button } from '../ui/button.tsx';
import { useWords } from '../words/words.ts';

/** A folder of the person's own: by the system's dialog where there is one, else, or also, by its path. */
export const OwnFolder = () => {
  const { workspaces } = useStores();
  const t = useWords('welcome');
  const dialog = useSlice('workspaces', (state) => state.known?.dialog === true);
  const busy = useSlice('workspaces', (state) => state.opening !== undefined);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const path = field.current?.value.trim() ?? '';
    if (path === '') return field.current?.focus();
    void workspaces.open({ paths: [path] }, path.split(/[\\/]/).filter(Boolean).at(-1) ?? path);
  };
  return (
    <section className="start-part" aria-labelledby={id}>
      <h3 id={id}>{t('own.title')}</h3>
      {dialog && (
        <Button disabled={busy} onPress={() => void workspaces.open({ choose: true }, t('own.title'))}>
          {t('own.choose')}
        </Button>
      )}
      <form className="own-path" onSubmit={submit}>
        <input
          ref={field}
          className="field mono"
          aria-label={t('own.path')}
          placeholder={t('own.path')}
          spellCheck={false}
          autoComplete="off"
        />
        <Button submit disabled={busy}>
          {t('own.open')}
        </Button>
      </form>
      <p className="muted">{t('own.hint', { command: 'slipway run DIR' })}</p>
    </section>
  );
};
