import { Switch } from 'react-aria-components';
import { useWords } from '../../../words/words.ts';
import { pathKey } from '../form-context.ts';
import type { Control } from './control.ts';

/** On or off, said in the word that is written. */
export const SwitchField = ({ slot, written, editable, write }: Control) => {
  const t = useWords('visual');
  return (
    <span data-path={pathKey(slot.path)}>
      <Switch
        className="switch"
        aria-label={slot.name}
        {...(slot.field && { 'aria-description': slot.field.doc })}
        isSelected={written === 'true'}
        isDisabled={!editable}
        onChange={(on) => write(String(on), true)}
      >
        <span className="track" aria-hidden="true" />
        <span className="mono">{written === '' ? t('field.off') : written}</span>
      </Switch>
    </span>
  );
};
