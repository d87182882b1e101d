import { useContext } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { ChevronIcon, TrashIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { AddedAbove, pathKey, useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { AddItem } from './add-item.tsx';
import { Findings } from './findings.tsx';
import { SlotForm } from './slot-form.tsx';
import { useList } from './use-list.ts';

/** A list of single values, one line each. Alt with the arrow keys moves a line. */
export const ListOfValues = ({ slot }: { readonly slot: Slot }) => {
  const { editable, findingsAt } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  const above = useContext(AddedAbove) === pathKey(slot.path);
  const { items, item, remove, move, pressed, pathOf } = useList(slot);
  const { schema } = slot;
  if (schema.is !== 'list') return null;
  const moved = (to: number | undefined) => to !== undefined && focusSoon(pathOf(to));
  return (
    <div className="values">
      <ol>
        {items.map((tree, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: an item is what stands at its place
            key={index}
            data-row={pathKey(pathOf(index))}
            onKeyDown={(event) => moved(pressed(event, index))}
          >
            <div className="value-line">
              <SlotForm slot={{ schema: schema.item, path: pathOf(index), tree, name: `${item} ${index + 1}` }} />
              {editable && (
                <span className="field-tools">
                  {items.length > 1 && (
                    <>
                      <IconButton
                        label={t('item.up', { item, number: index + 1 })}
                        disabled={index === 0}
                        onPress={() => move(index, index - 1)}
                      >
                        <span className="turn up">
                          <ChevronIcon size={14} />
                        </span>
                      </IconButton>
                      <IconButton
                        label={t('item.down', { item, number: index + 1 })}
                        disabled={index === items.length - 1}
                        onPress={() => move(index, index + 1)}
                      >
                        <span className="turn down">
                          <ChevronIcon size={14} />
                        </span>
                      </IconButton>
                    </>
                  )}
                  <IconButton label={t('item.removeStep', { item, number: index + 1 })} onPress={() => remove(index)}>
                    <TrashIcon size={14} />
                  </IconButton>
                </span>
              )}
            </div>
            <Findings found={findingsAt(pathOf(index), true)} />
          </li>
        ))}
      </ol>
      {editable && !above && <AddItem slot={slot} />}
    </div>
  );
};
