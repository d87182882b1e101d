import { type FormEvent, useState } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';
import { templates } from './templates.ts';

/** Asks for a name and what the file starts with. The file is on disk only once it is saved. */
export const NewFile = ({ onDone }: { readonly onDone: () => void }) => {
  const { files, navigation } = useStores();
  const t = useWords('editor');
  const [name, setName] = useState('');
  const [template, setTemplate] = useState(templates[0]?.id ?? '');
  const [problem, setProblem] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === '') return setProblem(t('new.noName'));
    const file = /\.ya?ml$/i.test(trimmed) ? trimmed : `${trimmed}.yaml`;
    const text = templates.find(({ id }) => id === template)?.text ?? '';
    if (!files.create(file, text)) return setProblem(t('new.taken', { file }));
    navigation.openFile(file);
    onDone();
  };
  return (
    <form
      className="new-file"
      aria-label={t('new.label')}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <input
        className="field"
        aria-label={t('new.name')}
        placeholder="shop.yaml"
        value={name}
        // biome-ignore lint/a11y/noAutofocus: the form appears because the user asked for it
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <select
        className="field"
        aria-label={t('new.start')}
        value={template}
        onChange={(event) => setTemplate(event.target.value)}
      >
        {templates.map(({ id }) => (
          <option key={id} value={id}>
            {t(`template.${id}`)}
          </option>
        ))}
      </select>
      <Button look="primary" submit>
        {t('new.create')}
      </Button>
      <Button look="quiet" onPress={onDone}>
        {t('new.cancel')}
      </Button>
      <span role="alert">{problem}</span>
    </form>
  );
};
