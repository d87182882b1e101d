import type { KeyboardEvent } from 'react';
import { plainOf } from '#core/edit/model.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import { newValue } from '#core/visual/field-new-value.ts';
import { useWords } from '../../../words/words.ts';
import { useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { itemName } from './words.ts';

/** What can be done with the items of a list. Each answers whether it was done, and says so to those who cannot see it. */
export type ListWork = {
  readonly items: readonly Tree[];
  readonly item: string;
  readonly add: () => boolean;
  /** A copy behind it, comments included. */
  readonly duplicate: (index: number) => boolean;
  readonly remove: (index: number) => boolean;
  readonly move: (from: number, to: number) => boolean;
  /** Alt with an arrow key moves the item. Returns where to. */
  readonly pressed: (event: KeyboardEvent, index: number) => number | undefined;
  readonly pathOf: (index: number) => Path;
};

export const useList = ({ schema, path, tree, name }: Slot): ListWork => {
  const { change, announce, editable } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  const items = tree?.is === 'list' ? tree.items : [];
  const item = itemName(name);
  const pathOf = (index: number): Path => [...path, index];
  const insert = (label: string, index: number, value: ReturnType<typeof plainOf>, like?: number) => {
    if (!change(label, [{ do: 'insert', path, index, value, ...(like !== undefined && { like }) }])) return false;
    announce(t('item.added', { item, number: index + 1, count: items.length + 1 }));
    focusSoon(pathOf(index));
    return true;
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= items.length || from === to) return false;
    const done = change(t(to < from ? 'item.up' : 'item.down', { item, number: from + 1 }), [
      { do: 'move', path, from, to },
    ]);
    if (done) announce(t('item.moved', { item, to: to + 1, count: items.length }));
    return done;
  };
  return {
    items,
    item,
    pathOf,
    add: () => schema.is === 'list' && insert(t('item.addStep', { item }), items.length, newValue(schema.item, item)),
    duplicate: (index) => {
      const one = items[index];
      return (
        one !== undefined &&
        insert(t('item.duplicateStep', { item, number: index + 1 }), index + 1, plainOf(one), index)
      );
    },
    remove: (index) => {
      if (!change(t('item.removeStep', { item, number: index + 1 }), [{ do: 'remove', path: pathOf(index) }]))
        return false;
      announce(t('item.removed', { item, number: index + 1, count: items.length - 1 }));
      focusSoon(items.length > 1 ? pathOf(Math.min(index, items.length - 2)) : path);
      return true;
    },
    move,
    pressed: (event, index) => {
      const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
      if (!event.altKey || step === 0 || !editable) return undefined;
      event.preventDefault();
      event.stopPropagation();
      return move(index, index + step) ? index + step : undefined;
    },
  };
};
