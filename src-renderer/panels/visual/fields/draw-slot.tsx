import { ErrorBoundary } from '../../../ui/error-boundary.tsx';
import { useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { FieldsOf } from './fields-of.tsx';
import { foreignOf } from './foreign.ts';
import { ForeignValue } from './foreign-value.tsx';
import { ListOfGroups } from './list-of-groups.tsx';
import { ListOfValues } from './list-of-values.tsx';
import { MapRows } from './map-rows.tsx';
import { ValueField } from './value-field.tsx';
import { isSingle } from './words.ts';

/** What `SlotForm` draws. */
export const DrawSlot = ({ slot, plain }: { readonly slot: Slot; readonly plain: boolean }) => {
  const { widgets } = useForm();
  const { document } = useVisual();
  const { declared } = document;
  const foreign = foreignOf(document, slot);
  if (foreign !== undefined) return <ForeignValue path={slot.path} message={foreign.message} name={slot.name} />;
  const widget = plain ? undefined : declared && widgets.find(({ fits }) => fits(slot, declared));
  if (widget !== undefined)
    return (
      <ErrorBoundary name={slot.name}>
        <widget.Component {...slot} />
      </ErrorBoundary>
    );
  const { schema } = slot;
  switch (schema.is) {
    case 'object':
      return <FieldsOf slot={slot} />;
    case 'list':
      return isSingle(schema.item) ? <ListOfValues slot={slot} /> : <ListOfGroups slot={slot} />;
    case 'map':
      return <MapRows slot={slot} />;
    default:
      return <ValueField slot={slot} />;
  }
};
