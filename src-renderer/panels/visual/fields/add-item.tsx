import { PlusIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import type { Slot } from '../widget.ts';
import { useList } from './use-list.ts';

/** One more single value at the end of a list; nothing where the list may not be longer. */
export const AddItem = ({ slot, onAdd }: { readonly slot: Slot; readonly onAdd?: () => void }) => {
  const t = useWords('visual');
  const { items, item, add } = useList(slot);
  const { schema } = slot;
  if (schema.is !== 'list' || (schema.most !== undefined && items.length >= schema.most)) return null;
  return (
    <button type="button" className="button quiet" onClick={() => add() && onAdd?.()}>
      <PlusIcon size={14} /> {t('item.add', { item })}
    </button>
  );
};
