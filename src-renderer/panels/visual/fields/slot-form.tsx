import { useForm } from '../form-context.ts';
import type { Slot } from '../widget.ts';

/**
 * The form of one value, by a widget where one fits, else by its declaration: a control for single values, the fields of an object, the
 * rows of a list or map. Without label and help, which belong to the row around it. What no form can show is shown as text and kept.
 * `plain`: without asking the widgets, for a widget that is the plain form with something around it.
 */
export const SlotForm = ({ slot, plain = false }: { readonly slot: Slot; readonly plain?: boolean }) => {
  // By way of the form, because forms hold forms.
  const { Draw } = useForm();
  return <Draw slot={slot} plain={plain} />;
};
