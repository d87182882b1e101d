import type { KeyboardEvent, PointerEvent } from 'react';
import { entryOf } from '#core/text/cursor.ts';
import { describeValue } from '#core/visual/field-summary.ts';
import { Badge } from '../../../ui/badge.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { ChevronIcon, CopyIcon, TrashIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { AddedAbove, pathKey } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { AddField } from './add-field.tsx';
import { Findings } from './findings.tsx';
import { SlotForm } from './slot-form.tsx';
import { useAddsAbove } from './use-adds-above.ts';
import type { DropMark } from './use-drag.ts';

type GroupCardProps = {
  readonly slot: Slot;
  readonly open: boolean;
  readonly mark: DropMark;
  readonly onFold: () => void;
  readonly onGrab: (event: PointerEvent<HTMLElement>) => void;
  /** One place up (-1) or down (1). */
  readonly onMove: (step: -1 | 1) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
};

/** One item of a list: a line that says what it is, and its form below. Alt with the arrow keys moves it from anywhere inside. */
export const GroupCard = ({ slot, open, mark, onFold, onGrab, onMove, onDuplicate, onRemove }: GroupCardProps) => {
  const { editable, findingsAt } = useVisual();
  const t = useWords('visual');
  const { name, path, tree } = slot;
  const adds = useAddsAbove(slot) && slot.schema.is === 'object';
  const below = findingsAt(path, true);
  const worst = below.find(({ severity }) => severity === 'error') ?? below[0];
  const arrow = (event: KeyboardEvent, plain: boolean) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined;
    if (step === undefined || !editable || !(plain || event.altKey)) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(step);
  };
  return (
    <li className={`card ${mark ?? ''}`} data-row={pathKey(path)} onKeyDown={(event) => arrow(event, false)}>
      <div className="card-head">
        <button
          type="button"
          className="fold"
          aria-expanded={open}
          aria-label={open ? t('field.fold', { name }) : t('field.unfold', { name })}
          data-path={pathKey(path)}
          onClick={onFold}
        >
          <ChevronIcon size={14} />
        </button>
        <span className="card-name">{name}</span>
        <span className="summary muted">{open ? headOf(tree) : describeValue(tree)}</span>
        {!open && worst !== undefined && (
          <Badge tone={worst.severity === 'error' ? 'error' : worst.severity === 'warning' ? 'warn' : 'info'}>
            {t('item.findings', { count: below.length })}
          </Badge>
        )}
        {editable && (
          <span className="field-tools">
            {adds && <AddField slot={slot} onAdd={() => open || onFold()} />}
            <button
              type="button"
              className="button quiet icon-only grip"
              aria-label={t('item.move', { name })}
              title={t('item.moveHelp')}
              onPointerDown={onGrab}
              onKeyDown={(event) => arrow(event, true)}
            >
              <span aria-hidden="true">⠿</span>
            </button>
            <IconButton label={t('item.duplicate', { name })} onPress={onDuplicate}>
              <CopyIcon size={14} />
            </IconButton>
            <IconButton label={t('item.remove', { name })} onPress={onRemove}>
              <TrashIcon size={14} />
            </IconButton>
          </span>
        )}
      </div>
      {open && (
        <div className="card-body">
          <AddedAbove value={adds ? pathKey(path) : ''}>
            <SlotForm slot={slot} />
          </AddedAbove>
          <Findings found={findingsAt(path)} />
        </div>
      )}
    </li>
  );
};

/** What people call an unfolded item by, beside its number. */
const headOf = (tree: Slot['tree']): string => {
  const named = ['name', 'host', 'address', 'hostname', 'ip'].find((key) => entryOf(tree, key)?.value.is === 'scalar');
  return named === undefined ? '' : describeValue(entryOf(tree, named)?.value);
};
