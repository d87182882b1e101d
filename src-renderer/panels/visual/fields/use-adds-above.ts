import { useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { foreignOf } from './foreign.ts';
import { isSingle } from './words.ts';

/** Whether the line above a value offers what can be added to it, so that the value needs no line of its own for that. */
export const useAddsAbove = (slot: Slot): boolean => {
  const { document, editable } = useVisual();
  const { widgets } = useForm();
  const { schema } = slot;
  if (!editable || !(schema.is === 'object' || (schema.is === 'list' && isSingle(schema.item)))) return false;
  const { declared } = document;
  if (declared !== undefined && widgets.some(({ fits }) => fits(slot, declared))) return false;
  return foreignOf(document, slot) === undefined;
};
