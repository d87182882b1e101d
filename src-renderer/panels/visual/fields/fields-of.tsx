import type { ObjectSchema } from '#core/schema/schema.ts';
import { newValue } from '#core/visual/field-new-value.ts';
import { fieldSlots } from '#core/visual/field-slots.ts';
import { PlusIcon } from '../../../ui/icons.tsx';
import { useForm } from '../form-context.ts';
import { SearchMenu } from '../search-menu.tsx';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { FieldRow } from './field-row.tsx';
import { UnknownRow } from './unknown-row.tsx';

type FieldsOfProps = {
  readonly slot: Slot;
  /** Fields that are shown elsewhere: neither drawn nor offered here. */
  readonly except?: readonly string[];
};

/** The fields of an object that are written, in their order, those that are unknown, and a menu of those that may be added. */
export const FieldsOf = ({ slot, except = [] }: FieldsOfProps) => {
  const { document, change, editable } = useVisual();
  const { focusSoon } = useForm();
  const { path, name } = slot;
  if (slot.schema.is !== 'object' || document.tree === undefined) return null;
  const schema: ObjectSchema = slot.schema;
  const slots = fieldSlots({ text: document.text, tree: document.tree }, path, schema);
  const hidden = new Set(except);
  const absent = slots.absent.filter((one) => !hidden.has(one.name));
  const missing = absent.filter((one) => one.required);
  const add = (key: string) => {
    const one = absent.find((field) => field.name === key);
    if (one === undefined) return;
    const value = newValue(one.schema, key, one.field);
    const done = change(`add ${key}`, [
      { do: 'set', path: one.path, value },
      ...one.excludedBy.map((rival) => ({ do: 'remove' as const, path: [...path, rival] })),
    ]);
    if (done) focusSoon(one.path);
  };
  return (
    <div className="fields">
      {slots.present
        .filter((one) => !hidden.has(one.name))
        .map(({ name: key, path: at, field, schema: own, tree }) => (
          <FieldRow
            key={key}
            slot={{ schema: own, path: at, tree, field, name: key }}
            rivals={rivalsOf(schema, key).filter((one) => slots.absent.some((field_) => field_.name === one))}
            around={schema}
          />
        ))}
      {slots.unknown
        .filter((one) => !hidden.has(one.name))
        .map((one) => (
          <UnknownRow key={one.name} name={one.name} path={one.path} />
        ))}
      {absent.length > 0 && editable && (
        <div className="add-fields">
          {missing.map((one) => (
            <button type="button" className="button missing" key={one.name} onClick={() => add(one.name)}>
              <PlusIcon size={14} /> {one.name} <span className="muted">required</span>
            </button>
          ))}
          <SearchMenu
            label={`add a field to ${name}`}
            more={` to ${name}`}
            choices={() =>
              absent.map((one) => ({
                id: one.name,
                label: one.name,
                detail:
                  one.excludedBy.length === 0
                    ? one.field.doc
                    : `${one.field.doc} Takes the place of ${one.excludedBy.join(', ')}.`,
                ...(one.field.fidelity !== 'exact' && { badge: one.field.fidelity }),
              }))
            }
            onChoose={add}
          >
            <PlusIcon size={14} /> Add field…
          </SearchMenu>
        </div>
      )}
    </div>
  );
};

/** The fields of which only one may stand there, beside this one. */
const rivalsOf = ({ exclusive }: ObjectSchema, name: string): readonly string[] =>
  [...new Set(exclusive.filter((group) => group.includes(name)).flat())].filter((one) => one !== name);
