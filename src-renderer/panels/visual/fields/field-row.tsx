import { useState } from 'react';
import type { ObjectSchema } from '#core/schema/schema.ts';
import { describeValue } from '#core/visual/field-summary.ts';
import { Badge } from '../../../ui/badge.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { ChevronIcon, TrashIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { AddedAbove, pathKey, useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { AddField } from './add-field.tsx';
import { AddItem } from './add-item.tsx';
import { Findings } from './findings.tsx';
import { RivalChoice } from './rival-choice.tsx';
import { SlotForm } from './slot-form.tsx';
import { useAddsAbove } from './use-adds-above.ts';
import { isSingle, writtenIn } from './words.ts';

type FieldRowProps = {
  readonly slot: Slot;
  /** The fields that could stand here in its place. */
  readonly rivals?: readonly string[];
  readonly around?: ObjectSchema;
};

/** One field: its name, what is known about it, its form, and what is wrong with it. Parts of parts can be folded up. */
export const FieldRow = ({ slot, rivals = [], around }: FieldRowProps) => {
  const { change, editable, findingsAt } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  const { name, path, field, schema, tree } = slot;
  const single = isSingle(schema);
  const [open, setOpen] = useState(() => !isLarge(slot));
  // As it was at first: nothing jumps while somebody types.
  const [wide] = useState(() => Math.max(writtenIn(tree).length, name.length) > 24);
  const adds = useAddsAbove(slot);
  const remove = () => {
    if (change(t('field.remove', { name }), [{ do: 'remove', path }])) focusSoon(path.slice(0, -1));
  };
  return (
    <div className={`field-row ${single ? 'single' : 'group'} ${wide ? 'wide' : ''}`} data-row={pathKey(path)}>
      <div className="field-head">
        {!single && (
          <button
            type="button"
            className="fold"
            aria-expanded={open}
            aria-label={open ? t('field.fold', { name }) : t('field.unfold', { name })}
            onClick={() => setOpen(!open)}
          >
            <ChevronIcon size={14} />
          </button>
        )}
        {rivals.length > 0 && around !== undefined && editable ? (
          <RivalChoice slot={slot} rivals={rivals} around={around} />
        ) : (
          <span className="field-name mono" title={field?.doc}>
            {name}
          </span>
        )}
        <FieldMarks slot={slot} />
        {!single && !open && <span className="summary muted">{describeValue(tree)}</span>}
        <span className="field-tools">
          {adds && schema.is === 'object' && <AddField slot={slot} onAdd={() => setOpen(true)} />}
          {adds && schema.is === 'list' && <AddItem slot={slot} onAdd={() => setOpen(true)} />}
          {field !== undefined && editable && !isNeeded(slot) && (
            <IconButton label={t('field.remove', { name })} onPress={remove}>
              <TrashIcon size={14} />
            </IconButton>
          )}
        </span>
      </div>
      <div className="field-body">
        {(single || open) && (
          <AddedAbove value={adds ? pathKey(path) : ''}>
            <SlotForm slot={slot} />
          </AddedAbove>
        )}
        <Findings found={findingsAt(path, single || !open)} />
      </div>
    </div>
  );
};

/** Required, and how near what happens here comes to the real thing; the help tells the rest. */
const FieldMarks = ({ slot: { field } }: { readonly slot: Slot }) => {
  const t = useWords('visual');
  return (
    <>
      {field?.required === true && (
        <span className="required muted" title={t('field.required')}>
          *<span className="hidden-visually">{t('field.required')}</span>
        </span>
      )}
      {field?.fidelity === 'approximated' && (
        <span
          className="approximated muted"
          title={
            field.note
              ? t('field.approximatedWhy', { words: t('fidelity.approximated'), note: field.note })
              : t('fidelity.approximated')
          }
        >
          ≈<span className="hidden-visually">{t('field.approximated')}</span>
        </span>
      )}
      {field !== undefined && field.fidelity !== 'exact' && field.fidelity !== 'approximated' && (
        <Badge tone="warn" {...(field.note && { title: field.note })}>
          {t(field.fidelity === 'planned' ? 'fidelity.plannedMark' : `fidelity.${field.fidelity}`)}
        </Badge>
      )}
    </>
  );
};

/** What is required is exchanged, not removed; without its name a resource is nobody's. */
const isNeeded = ({ path, field }: Slot): boolean =>
  field?.required === true || (path.at(-2) === 'metadata' && path.at(-1) === 'name');

/** What would push everything else out of sight is folded at first: large values far inside. */
const isLarge = ({ path, tree }: Slot): boolean => path.length > 4 && tree !== undefined && linesOf(tree) > 12;

const linesOf = (tree: NonNullable<Slot['tree']>): number =>
  tree.is === 'scalar'
    ? 1
    : tree.is === 'list'
      ? tree.items.reduce((sum, one) => sum + linesOf(one), 0)
      : tree.entries.reduce((sum, one) => sum + linesOf(one.value), 1);
