import type { Plain } from '#core/edit/render.ts';
import { parseInput } from '#core/visual/field-input.ts';
import { newValue } from '#core/visual/field-new-value.ts';
import { type AbsentField, fieldSlots } from '#core/visual/field-slots.ts';
import { useWords } from '../../../words/words.ts';
import { useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';

/** The fields that may be added to an object, and how. What may not stand beside the new one goes. */
export const useAddField = ({ schema, path }: Slot, except: readonly string[] = []) => {
  const { document, change } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  return {
    absent: (): readonly AbsentField[] =>
      schema.is !== 'object' || document.tree === undefined
        ? []
        : fieldSlots({ text: document.text, tree: document.tree }, path, schema).absent.filter(
            ({ name }) => !except.includes(name),
          ),
    add: ({ name, path: at, schema: own, field, excludedBy }: AbsentField): boolean => {
      const done = change(t('field.addStep', { name }), [
        { do: 'set', path: at, value: firstValue({ name, schema: own, field }) },
        ...excludedBy.map((rival) => ({ do: 'remove' as const, path: [...path, rival] })),
      ]);
      if (done) focusSoon(at);
      return done;
    },
  };
};

/** What counts anyway, where its default says so in the field's own words: writing it changes nothing yet. Switches are added to be turned. */
const firstValue = ({ name, schema, field }: Pick<AbsentField, 'name' | 'schema' | 'field'>): Plain => {
  const exact = schema.is === 'duration' || schema.is === 'integer' || schema.is === 'number' || schema.is === 'enum';
  const known = exact && field.default !== undefined ? parseInput(schema, field.default, name) : undefined;
  return known?.ok === true ? known.value : newValue(schema, name, field);
};
