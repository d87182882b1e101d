import { useEffect, useId, useState } from 'react';
import type { PlacedNote } from '#core/convert/tests-of.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';
import { NoteList } from './note-list.tsx';
import type { TextFile } from './use-dropped-file.ts';

type ImportTestsProps = { readonly dropped: TextFile | undefined; readonly onDone: (words?: string) => void };
type Done = { readonly words: string; readonly notes: readonly PlacedNote[] };

/** Takes a file of istio-config-validator that is pasted, dropped or chosen, makes a RouteTest of it, and says what that does not say. */
export const ImportTests = ({ dropped, onDone }: ImportTestsProps) => {
  const { routeTests } = useStores();
  const t = useWords('tests');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<Done>();
  const id = useId();
  const take = async (name: string, given: string) => {
    const imported = await routeTests.import(name, given);
    if (imported === undefined) return setProblem(t('import.none'));
    setProblem(undefined);
    setText('');
    setDone({ words: t('import.done', { count: imported.count, file: imported.file }), notes: imported.notes });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each file is taken once
  useEffect(() => {
    if (dropped !== undefined) void take(dropped.name, dropped.text);
  }, [dropped]);
  if (done !== undefined) {
    return (
      <section className="tests-form" aria-label={t('import.label')}>
        <p role="status">{done.words}</p>
        <NoteList notes={done.notes} />
        <p className="form-actions">
          <Button onPress={() => onDone(done.words)}>{t('action.dismiss')}</Button>
        </p>
      </section>
    );
  }
  return (
    <section className="tests-form" aria-label={t('import.label')}>
      <label htmlFor={`${id}-text`}>{t('import.field')}</label>
      <textarea
        id={`${id}-text`}
        className="field mono"
        rows={4}
        spellCheck={false}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: whoever asked for the form wants to paste
        autoFocus
        aria-describedby={`${id}-help`}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Escape' && onDone()}
      />
      <p id={`${id}-help`} className={problem === undefined ? 'muted' : 'problem'} role="status">
        {problem ?? t('import.help')}
      </p>
      <p className="form-actions">
        <Button look="primary" disabled={text.trim() === ''} onPress={() => void take('imported-tests.yaml', text)}>
          {t('action.import').replace('…', '')}
        </Button>
        <label className="button file-choice">
          {t('import.choose')}
          <input
            type="file"
            accept=".yaml,.yml"
            className="hidden-visually"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file !== undefined) void file.text().then((given) => take(file.name, given));
            }}
          />
        </label>
        <Button onPress={() => onDone()}>{t('action.cancel')}</Button>
      </p>
    </section>
  );
};
