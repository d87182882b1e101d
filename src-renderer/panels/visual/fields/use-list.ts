import type { KeyboardEvent } from 'react';
import { plainOf } from '#core/edit/model.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import { newValue } from '#core/visual/field-new-value.ts';
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
  const { focusSoon } = useForm();
  const items = tree?.is === 'list' ? tree.items : [];
  const item = itemName(name);
  const pathOf = (index: number): Path => [...path, index];
  const insert = (label: string, index: number, value: ReturnType<typeof plainOf>, like?: number) => {
    if (!change(label, [{ do: 'insert', path, index, value, ...(like !== undefined && { like }) }])) return false;
    announce(`${item} ${index + 1} of ${items.length + 1} added`);
    focusSoon(pathOf(index));
    return true;
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= items.length || from === to) return false;
    const done = change(`move ${item} ${from + 1} ${to < from ? 'up' : 'down'}`, [{ do: 'move', path, from, to }]);
    if (done) announce(`${item} moved to ${to + 1} of ${items.length}`);
    return done;
  };
  return {
    items,
    item,
    pathOf,
    add: () => schema.is === 'list' && insert(`add ${item}`, items.length, newValue(schema.item, item)),
    duplicate: (index) => {
      const one = items[index];
      return one !== undefined && insert(`duplicate ${item} ${index + 1}`, index + 1, plainOf(one), index);
    },
    remove: (index) => {
      if (!change(`remove ${item} ${index + 1}`, [{ do: 'remove', path: pathOf(index) }])) return false;
      announce(`${item} ${index + 1} removed, ${items.length - 1} left`);
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
