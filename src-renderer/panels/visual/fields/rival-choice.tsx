import type { ObjectSchema } from '#core/schema/schema.ts';
import type { Change } from '#core/visual/change.ts';
import { newValue } from '#core/visual/field-new-value.ts';
import { useWords } from '../../../words/words.ts';
import { useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { isSingle } from './words.ts';

type RivalChoiceProps = {
  readonly slot: Slot;
  readonly rivals: readonly string[];
  readonly around: ObjectSchema;
};

/** The name of a field of which there can be only one: choosing another one swaps them. A value that fits both stays. */
export const RivalChoice = ({ slot, rivals, around }: RivalChoiceProps) => {
  const { change } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  const { name, path, schema } = slot;
  const parent = path.slice(0, -1);
  const choose = (next: string) => {
    const field = around.fields[next];
    if (field === undefined) return;
    const alike = isSingle(schema) && schema.is === field.schema.is && schema.is !== 'enum';
    const swap: readonly Change[] = alike
      ? [{ do: 'rename', path, key: next }]
      : [
          { do: 'set', path: [...parent, next], value: newValue(field.schema, next, field), after: name },
          { do: 'remove', path },
        ];
    if (change(t('field.inPlaceOf', { next, name }), swap)) focusSoon([...parent, next]);
  };
  return (
    <select
      className="field field-name mono"
      aria-label={t('field.whichOne', { names: [name, ...rivals].join(t('field.or')) })}
      value={name}
      onChange={(event) => choose(event.target.value)}
    >
      {Object.keys(around.fields)
        .filter((one) => one === name || rivals.includes(one))
        .map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
    </select>
  );
};
