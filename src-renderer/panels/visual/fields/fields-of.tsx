import { useContext } from 'react';
import type { ObjectSchema } from '#core/schema/schema.ts';
import { type AbsentField, fieldSlots } from '#core/visual/field-slots.ts';
import { PlusIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { AddedAbove, pathKey } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { AddField } from './add-field.tsx';
import { FieldRow } from './field-row.tsx';
import { UnknownRow } from './unknown-row.tsx';
import { useAddField } from './use-add-field.ts';

type FieldsOfProps = {
  readonly slot: Slot;
  /** Fields that are shown elsewhere: neither drawn nor offered here. */
  readonly except?: readonly string[];
};

/** So many fields that are not set are told with their default. */
const few = 4;

/** The fields of an object that are written, in their order, those that are unknown, and a menu of those that may be added. */
export const FieldsOf = ({ slot, except = [] }: FieldsOfProps) => {
  const { document, editable } = useVisual();
  const t = useWords('visual');
  const above = useContext(AddedAbove) === pathKey(slot.path);
  const { add } = useAddField(slot);
  const { path } = slot;
  if (slot.schema.is !== 'object' || document.tree === undefined) return null;
  const schema: ObjectSchema = slot.schema;
  const slots = fieldSlots({ text: document.text, tree: document.tree }, path, schema);
  const hidden = new Set(except);
  const absent = slots.absent.filter((one) => !hidden.has(one.name));
  const missing = absent.filter((one) => one.required);
  const silent = absent.filter(({ field, excludedBy }) => field.default !== undefined && excludedBy.length === 0);
  const tellsSilent = silent.length > 0 && path.at(-1) !== 'metadata';
  const offers = missing.length > 0 || (absent.length > 0 && !above);
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
      {editable && (tellsSilent || offers) && (
        <div className="fields-end">
          {tellsSilent && <NotSet fields={silent.slice(0, few)} add={add} />}
          {offers && (
            <div className="add-fields">
              {missing.map((one) => (
                <button type="button" className="button missing" key={one.name} onClick={() => add(one)}>
                  <PlusIcon size={14} /> {one.name} <span className="muted">{t('field.required')}</span>
                </button>
              ))}
              {!above && <AddField slot={slot} except={except} />}
            </div>
          )}
        </div>
      )}
    </div>
  );
};

/** What counts where nothing is written, and a way to write it. */
const NotSet = ({
  fields,
  add,
}: {
  readonly fields: readonly AbsentField[];
  readonly add: (one: AbsentField) => boolean;
}) => {
  const t = useWords('visual');
  return (
    <p className="not-set muted">
      {t('field.notSet')}
      {fields.map((one) => (
        <button type="button" className="link" key={one.name} title={one.field.doc} onClick={() => add(one)}>
          <span className="hidden-visually">{t('field.add')}</span>
          <span className="mono">{one.name}</span>{' '}
          <span className="default" lang="en">
            {one.field.default}
          </span>
        </button>
      ))}
    </p>
  );
};

/** The fields of which only one may stand there, beside this one. */
const rivalsOf = ({ exclusive }: ObjectSchema, name: string): readonly string[] =>
  [...new Set(exclusive.filter((group) => group.includes(name)).flat())].filter((one) => one !== name);
