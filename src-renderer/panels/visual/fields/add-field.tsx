import type { AbsentField } from '#core/visual/field-slots.ts';
import { usageKey } from '#core/visual/field-usage.ts';
import { PlusIcon } from '../../../ui/icons.tsx';
import { type Say, useWords } from '../../../words/words.ts';
import { useForm } from '../form-context.ts';
import { type Choice, SearchMenu } from '../search-menu.tsx';
import type { Slot } from '../widget.ts';
import { useAddField } from './use-add-field.ts';

type AddFieldProps = { readonly slot: Slot; readonly except?: readonly string[]; readonly onAdd?: () => void };

/**
 * A menu of the fields that an object may have and has not: those that it must have, then those that this workspace writes most often in
 * such objects, then the others as they are declared. Nothing where it has all of them.
 */
export const AddField = ({ slot, except = [], onAdd }: AddFieldProps) => {
  const { usage } = useForm();
  const t = useWords('visual');
  const { absent, add } = useAddField(slot, except);
  const { schema, tree, name } = slot;
  if (schema.is !== 'object') return null;
  const written = tree?.is === 'map' ? tree.entries.map(({ key }) => key) : [];
  if (Object.keys(schema.fields).every((key) => written.includes(key) || except.includes(key))) return null;
  const offered = (): readonly Choice[] => {
    const counts = usage();
    const often = (one: AbsentField) => counts.get(usageKey(schema.name, one.name)) ?? 0;
    return [...absent()]
      .sort((a, b) => Number(b.required) - Number(a.required) || often(b) - often(a))
      .map((one) => choiceOf(t, one));
  };
  return (
    <SearchMenu
      label={t('field.addTo', { name })}
      more={` ${t('field.addMore', { name })}`}
      choices={offered}
      onChoose={(id) => {
        const one = absent().find((field) => field.name === id);
        if (one !== undefined && add(one)) onAdd?.();
      }}
    >
      <PlusIcon size={14} /> {t('field.addField')}
    </SearchMenu>
  );
};

const choiceOf = (t: Say<'visual'>, { name, field, excludedBy }: AbsentField): Choice => ({
  id: name,
  label: name,
  detail: [
    field.doc,
    ...(field.default === undefined ? [] : [t('field.whenNotSet', { value: field.default })]),
    ...(excludedBy.length === 0 ? [] : [t('field.takesPlace', { names: excludedBy.join(', ') })]),
  ].join(' '),
  ...(field.fidelity !== 'exact' && { badge: t(`badge.${field.fidelity}`) }),
});
