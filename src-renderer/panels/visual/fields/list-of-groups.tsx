import { useState } from 'react';
import { PlusIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { GroupCard } from './group-card.tsx';
import { useDrag } from './use-drag.ts';
import { useList } from './use-list.ts';

/** So few items are shown unfolded at first. */
const few = 3;
/** So many cards are drawn before somebody asks for more. */
const many = 50;

/** A list of objects or lists as cards that fold, move, and can be copied. */
export const ListOfGroups = ({ slot }: { readonly slot: Slot }) => {
  const { editable } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  const list = useList(slot);
  const { items, item, pathOf } = list;
  const [open, setOpen] = useState<ReadonlySet<number>>(
    () => new Set(items.length <= few ? items.map((_, index) => index) : []),
  );
  const [drawn, setDrawn] = useState(many);
  /** What is unfolded goes along with its item; `to` is where each index is afterwards. */
  const follow = (to: (index: number) => number | undefined, more: readonly number[] = []) =>
    setOpen(new Set([...[...open].flatMap((index) => to(index) ?? []), ...more]));
  const move = (from: number, to: number) => {
    if (!list.move(from, to)) return;
    follow((index) =>
      index === from ? to : from < index && index <= to ? index - 1 : to <= index && index < from ? index + 1 : index,
    );
    focusSoon(pathOf(to));
  };
  const drag = useDrag(items.length, move);
  const { schema } = slot;
  if (schema.is !== 'list') return null;
  const full = schema.most !== undefined && items.length >= schema.most;
  return (
    <div className="group-cards">
      <ol ref={drag.list}>
        {items.slice(0, drawn).map((tree, index) => (
          <GroupCard
            // biome-ignore lint/suspicious/noArrayIndexKey: an item is what stands at its place
            key={index}
            slot={{ schema: schema.item, path: pathOf(index), tree, name: `${item} ${index + 1}` }}
            open={open.has(index)}
            mark={drag.markAt(index)}
            onFold={() => follow((one) => (one === index ? undefined : one), open.has(index) ? [] : [index])}
            onGrab={(event) => drag.grab(event, index)}
            onMove={(step) => move(index, index + step)}
            onDuplicate={() =>
              !full && list.duplicate(index) && follow((one) => (one > index ? one + 1 : one), [index + 1])
            }
            onRemove={() =>
              list.remove(index) && follow((one) => (one === index ? undefined : one > index ? one - 1 : one))
            }
          />
        ))}
      </ol>
      {items.length > drawn && (
        <button type="button" className="button" onClick={() => setDrawn(drawn + many)}>
          {t('item.showMore', { number: Math.min(many, items.length - drawn), count: items.length })}
        </button>
      )}
      {editable && !full && (
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            if (!list.add()) return;
            setDrawn(Math.max(drawn, items.length + 1));
            follow((one) => one, [items.length]);
          }}
        >
          <PlusIcon size={14} /> {t('item.add', { item })}
        </button>
      )}
    </div>
  );
};
