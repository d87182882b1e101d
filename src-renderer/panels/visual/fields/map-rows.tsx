import { type FormEvent, useState } from 'react';
import { newValue } from '#core/visual/field-new-value.ts';
import { IconButton } from '../../../ui/button.tsx';
import { PlusIcon, TrashIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { pathKey, useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { Findings } from './findings.tsx';
import { SlotForm } from './slot-form.tsx';
import { useTyped } from './use-typed.ts';
import { isSingle } from './words.ts';

/** A map whose keys are free: a line for each entry, with its key and its value. */
export const MapRows = ({ slot }: { readonly slot: Slot }) => {
  const { change, editable } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  const [next, setNext] = useState('');
  const { schema, path, tree, name } = slot;
  if (schema.is !== 'map') return null;
  const entries = tree?.is === 'map' ? tree.entries : [];
  const keys = entries.map(({ key }) => key);
  const taken = keys.includes(next.trim());
  const add = (event: FormEvent) => {
    event.preventDefault();
    const key = next.trim();
    if (key === '' || taken) return;
    const at = [...path, key];
    if (!change(t('field.addStep', { name: key }), [{ do: 'set', path: at, value: newValue(schema.value, key) }]))
      return;
    setNext('');
    focusSoon(at);
  };
  return (
    <div className="map-rows">
      {entries.map(({ key, value }, index) => (
        // A key that is renamed stays in its row, with the focus.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <MapRow key={index} slot={{ schema: schema.value, path: [...path, key], tree: value, name: key }} keys={keys} />
      ))}
      {editable && (
        <form className="map-add" onSubmit={add}>
          <input
            className="field mono"
            aria-label={t('map.newKey', { name })}
            aria-invalid={taken}
            placeholder={t('map.newKeyHint')}
            spellCheck={false}
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
          <button type="submit" className="button quiet" disabled={next.trim() === '' || taken}>
            <PlusIcon size={14} /> {t('map.add')}
          </button>
          {taken && <span className="wrong">{t('map.taken')}</span>}
        </form>
      )}
    </div>
  );
};

const MapRow = ({ slot, keys }: { readonly slot: Slot; readonly keys: readonly string[] }) => {
  const { change, editable, findingsAt } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  const { path, name, schema } = slot;
  const { text, message, type, leave } = useTyped({
    written: name,
    says: (key) => key.trim(),
    judge: (key) => (key.trim() === '' ? t('map.noName') : keys.includes(key.trim()) ? t('map.taken') : undefined),
    // Only when the field is left: each letter would be another key.
    write: (key, final) =>
      final &&
      key.trim() !== '' &&
      !keys.includes(key.trim()) &&
      change(t('map.rename', { name }), [{ do: 'rename', path, key: key.trim() }]),
  });
  const remove = () => {
    if (change(t('field.remove', { name }), [{ do: 'remove', path }])) focusSoon(path.slice(0, -1));
  };
  return (
    <div className={`map-row ${isSingle(schema) ? '' : 'tall'}`} data-row={pathKey(path)}>
      <input
        className="field mono"
        aria-label={t('map.key', { name })}
        aria-invalid={message !== undefined}
        readOnly={!editable}
        spellCheck={false}
        value={text}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
      />
      <SlotForm slot={slot} />
      {editable && (
        <IconButton label={t('field.remove', { name })} onPress={remove}>
          <TrashIcon size={14} />
        </IconButton>
      )}
      {message !== undefined && <span className="wrong">{message}</span>}
      <Findings found={findingsAt(path, true)} />
    </div>
  );
};
