import { useState } from 'react';
import type { ObjectSchema } from '#core/schema/schema.ts';
import { describeValue } from '#core/visual/field-summary.ts';
import { Badge } from '../../../ui/badge.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { ChevronIcon, InformationIcon, TrashIcon } from '../../../ui/icons.tsx';
import { pathKey, useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { Findings } from './findings.tsx';
import { RivalChoice } from './rival-choice.tsx';
import { SlotForm } from './slot-form.tsx';
import { isSingle } from './words.ts';

type FieldRowProps = {
  readonly slot: Slot;
  /** The fields that could stand here in its place. */
  readonly rivals?: readonly string[];
  readonly around?: ObjectSchema;
};

/** One field: its name, what is known about it, its form, and what is wrong with it. Parts of parts can be folded up. */
export const FieldRow = ({ slot, rivals = [], around }: FieldRowProps) => {
  const { change, editable, findingsAt } = useVisual();
  const { focusSoon } = useForm();
  const { name, path, field, schema, tree } = slot;
  const single = isSingle(schema);
  const [open, setOpen] = useState(() => !isLarge(slot));
  const [help, setHelp] = useState(false);
  const found = findingsAt(path, single || !open);
  const remove = () => {
    if (change(`remove ${name}`, [{ do: 'remove', path }])) focusSoon(path.slice(0, -1));
  };
  const title =
    rivals.length > 0 && around !== undefined && editable ? (
      <RivalChoice slot={slot} rivals={rivals} around={around} />
    ) : (
      <span className="field-name mono">{name}</span>
    );
  const tools = (
    <span className="field-tools">
      {field !== undefined && (
        <IconButton label={`about ${name}`} pressed={help} onPress={() => setHelp(!help)}>
          <InformationIcon size={14} />
        </IconButton>
      )}
      {field !== undefined && editable && !isNeeded(slot) && (
        <IconButton label={`remove ${name}`} onPress={remove}>
          <TrashIcon size={14} />
        </IconButton>
      )}
    </span>
  );
  return (
    <div className={`field-row ${single ? 'single' : 'group'}`} data-row={pathKey(path)}>
      <div className="field-head">
        {single ? (
          title
        ) : (
          <>
            <button
              type="button"
              className="fold"
              aria-expanded={open}
              aria-label={`${open ? 'fold' : 'unfold'} ${name}`}
              onClick={() => setOpen(!open)}
            >
              <ChevronIcon size={14} />
            </button>
            {title}
            {!open && <span className="summary muted">{describeValue(tree)}</span>}
          </>
        )}
        {field?.required === true && (
          <span className="required muted" title="required">
            *<span className="hidden-visually">required</span>
          </span>
        )}
        {field !== undefined && field.fidelity !== 'exact' && (
          <Badge tone={field.fidelity === 'approximated' ? 'info' : 'warn'} {...(field.note && { title: field.note })}>
            {fidelityWords[field.fidelity]}
          </Badge>
        )}
        {!single && tools}
      </div>
      <div className="field-body">
        {help && field !== undefined && (
          <p className="field-help">
            {field.doc}
            {field.default !== undefined && ` Default: ${field.default}.`}
            {field.note !== undefined && field.fidelity !== 'exact' && ` Here: ${field.note}.`}
          </p>
        )}
        {(single || open) && <SlotForm slot={slot} />}
        <Findings found={found} />
      </div>
      {single && tools}
    </div>
  );
};

const fidelityWords = {
  approximated: 'approximated',
  ignored: 'ignored here',
  mesh: 'needs a mesh',
  planned: 'not acted on',
} as const;

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
