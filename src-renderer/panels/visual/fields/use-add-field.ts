import { newValue } from '#core/visual/field-new-value.ts';
import { type AbsentField, fieldSlots } from '#core/visual/field-slots.ts';
import { useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';

/** The fields that may be added to an object, and how. What may not stand beside the new one goes. */
export const useAddField = ({ schema, path }: Slot, except: readonly string[] = []) => {
  const { document, change } = useVisual();
  const { focusSoon } = useForm();
  return {
    absent: (): readonly AbsentField[] =>
      schema.is !== 'object' || document.tree === undefined
        ? []
        : fieldSlots({ text: document.text, tree: document.tree }, path, schema).absent.filter(
            ({ name }) => !except.includes(name),
          ),
    add: ({ name, path: at, schema: own, field, excludedBy }: AbsentField): boolean => {
      const done = change(`add ${name}`, [
        { do: 'set', path: at, value: newValue(own, name, field) },
        ...excludedBy.map((rival) => ({ do: 'remove' as const, path: [...path, rival] })),
      ]);
      if (done) focusSoon(at);
      return done;
    },
  };
};
