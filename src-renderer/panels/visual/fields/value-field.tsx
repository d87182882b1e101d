import { parseInput } from '#core/visual/field-input.ts';
import { useWords } from '../../../words/words.ts';
import { useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { ChoiceField } from './choice-field.tsx';
import type { Control } from './control.ts';
import { SuggestField } from './suggest-field.tsx';
import { SwitchField } from './switch-field.tsx';
import { TextField } from './text-field.tsx';
import { shapeOf, writtenIn } from './words.ts';

/** The control of a single value, by its schema. What is typed goes into the text, one step of undo for one field. */
export const ValueField = ({ slot }: { readonly slot: Slot }) => {
  const { change, editable } = useVisual();
  const t = useWords('visual');
  const { isName } = useForm();
  const { schema, path, name, tree } = slot;
  const written = writtenIn(tree);
  const control: Control = {
    slot,
    written,
    editable,
    says: (typed) => {
      const meant = parseInput(schema, typed, name);
      return meant.ok ? String(meant.value) : typed;
    },
    judge: (typed) => {
      const meant = parseInput(schema, typed, name);
      return meant.ok ? undefined : meant.message;
    },
    write: (typed, final) => {
      const meant = parseInput(schema, typed, name);
      if (!meant.ok && (!final || typed.trim() === '')) return false;
      const value = meant.ok ? meant.value : typed;
      return change(t('field.changeStep', { name }), [{ do: 'set', path, value }], `type ${JSON.stringify(path)}`);
    },
  };
  if (schema.is === 'boolean' && (written === '' || written === 'true' || written === 'false'))
    return <SwitchField {...control} />;
  if (schema.is === 'enum') return <ChoiceField {...control} values={schema.values} />;
  if (schema.is === 'integer' && schema.values) return <ChoiceField {...control} values={schema.values.map(String)} />;
  return isName(path) ? <SuggestField {...control} /> : <TextField {...control} help={shapeOf(t, schema)} />;
};
