import { useId, useState } from 'react';
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { ChevronIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { pathKey, type Suggestion, useForm } from '../form-context.ts';
import type { Control } from './control.ts';
import { useTyped } from './use-typed.ts';

/** More than anybody reads; typing narrows them. */
const most = 100;

/** `names`: in place of what the workspace knows for the path. */
type SuggestFieldProps = Control & { readonly names?: () => Promise<readonly Suggestion[]> };

/** A text that usually names something of the workspace: those names are offered, any other text is taken as well. */
export const SuggestField = ({ slot, written, editable, judge, write, says, names: known }: SuggestFieldProps) => {
  const { suggest } = useForm();
  const t = useWords('visual');
  const id = useId();
  const [names, setNames] = useState<readonly Suggestion[]>([]);
  const [all, setAll] = useState(true);
  const { text, message, type, finish, leave } = useTyped({ written, judge, write, says });
  const wanted = text.toLowerCase();
  const offered = names.filter(({ value }) => all || value.toLowerCase().includes(wanted)).slice(0, most);
  const ask = () => void (known ? known() : suggest(slot.path)).then(setNames);
  return (
    <span className="control">
      <ComboBox
        className="suggest"
        aria-label={slot.name}
        allowsCustomValue
        isReadOnly={!editable}
        isInvalid={message !== undefined}
        isRequired={slot.field?.required ?? false}
        items={offered.map(({ value, detail }) => ({ id: value, value, detail }))}
        inputValue={text}
        onInputChange={(next) => {
          if (next === text) return;
          setAll(false);
          type(next);
        }}
        onOpenChange={(open) => !open && setAll(true)}
        onChange={(key) => {
          if (key === null) return;
          type(String(key));
          finish();
        }}
        onFocus={ask}
        onBlur={leave}
        {...(message !== undefined && { 'aria-describedby': id })}
      >
        <Input
          className="field"
          data-path={pathKey(slot.path)}
          placeholder={slot.field?.default ?? ''}
          spellCheck={false}
          onKeyDown={(event) => event.key === 'Enter' && finish()}
        />
        <Button className="button quiet icon-only" aria-label={t('field.names', { name: slot.name })}>
          <ChevronIcon size={14} />
        </Button>
        <Popover className="popover" offset={4}>
          <ListBox className="choices" renderEmptyState={() => <p className="muted">{t('field.noName')}</p>}>
            {(one: { id: string; value: string; detail?: string | undefined }) => (
              <ListBoxItem id={one.id} textValue={one.value} className="choice">
                <span className="choice-name">{one.value}</span>
                {one.detail !== undefined && (
                  <span className="choice-detail" lang="en">
                    {' '}
                    {one.detail}
                  </span>
                )}
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      {message !== undefined && (
        <span className="wrong" lang="en" id={id}>
          {message}
        </span>
      )}
    </span>
  );
};
