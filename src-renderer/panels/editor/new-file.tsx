import { type FormEvent, useState } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { templates } from './templates.ts';

/** Asks for a name and what the file starts with. The file is on disk only once it is saved. */
export const NewFile = ({ onDone }: { readonly onDone: () => void }) => {
  const { files, navigation } = useStores();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState(templates[0]?.id ?? '');
  const [problem, setProblem] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === '') return setProblem('give the file a name');
    const file = /\.ya?ml$/i.test(trimmed) ? trimmed : `${trimmed}.yaml`;
    const text = templates.find(({ id }) => id === template)?.text ?? '';
    if (!files.create(file, text)) return setProblem(`"${file}" is there already`);
    navigation.openFile(file);
    onDone();
  };
  return (
    <form
      className="new-file"
      aria-label="new file"
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <input
        className="field"
        aria-label="name of the new file"
        placeholder="shop.yaml"
        value={name}
        // biome-ignore lint/a11y/noAutofocus: the form appears because the user asked for it
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <select
        className="field"
        aria-label="start with"
        value={template}
        onChange={(event) => setTemplate(event.target.value)}
      >
        {templates.map(({ id, name: title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <Button look="primary" submit>
        Create
      </Button>
      <Button look="quiet" onPress={onDone}>
        Cancel
      </Button>
      <span role="alert">{problem}</span>
    </form>
  );
};
