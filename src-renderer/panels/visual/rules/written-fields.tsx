import { FieldsOf } from '../fields/fields-of.tsx';
import { AddedAbove, pathKey } from '../form-context.ts';
import type { Slot } from '../widget.ts';

type WrittenFieldsProps = { readonly slot: Slot; readonly except: readonly string[] };

/** What is written in an object beside what is shown in ways of its own; what may be added is offered elsewhere. */
export const WrittenFields = ({ slot, except }: WrittenFieldsProps) => {
  const { schema, tree, path } = slot;
  const written = tree?.is === 'map' ? tree.entries.map(({ key }) => key) : [];
  if (schema.is !== 'object' || written.every((key) => except.includes(key))) return null;
  const absent = Object.keys(schema.fields).filter((key) => !written.includes(key));
  return (
    <AddedAbove.Provider value={pathKey(path)}>
      <FieldsOf slot={slot} except={[...except, ...absent]} />
    </AddedAbove.Provider>
  );
};
