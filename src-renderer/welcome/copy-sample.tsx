import { type FormEvent, useId, useRef } from 'react';
import type { BundledSample } from '#contract/workspaces.ts';
import { useSlice, useStores } from '../state/stores-context.ts';
import { Button } from '../ui/button.tsx';
import { useWords } from '../words/words.ts';
import { wordsOfSample } from './sample-words.ts';

/** A sample as the beginning of somebody's own folder. */
export const CopySample = ({ samples }: { readonly samples: readonly BundledSample[] }) => {
  const { workspaces, words } = useStores();
  const t = useWords('welcome');
  const busy = useSlice('workspaces', (state) => state.opening !== undefined);
  const which = useRef<HTMLSelectElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const says = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const into = field.current?.value.trim() ?? '';
    const sample = which.current?.value;
    if (into === '' || sample === undefined) return field.current?.focus();
    void workspaces.open({ sample, into }, into.split(/[\\/]/).filter(Boolean).at(-1) ?? into);
  };
  return (
    <>
      <p className="muted" id={says}>
        {t('samples.copy', { command: 'slipway samples copy NAME DIR' })}
      </p>
      <form className="own-path copy-sample" onSubmit={submit} aria-describedby={says}>
        <select ref={which} className="field" aria-label={t('samples.which')}>
          {samples.map((sample) => (
            <option key={sample.name} value={sample.name}>
              {wordsOfSample(words, sample).title}
            </option>
          ))}
        </select>
        <input
          ref={field}
          className="field mono"
          aria-label={t('samples.into')}
          placeholder={t('samples.into')}
          spellCheck={false}
          autoComplete="off"
        />
        <Button submit disabled={busy}>
          {t('samples.copyOpen')}
        </Button>
      </form>
    </>
  );
};
