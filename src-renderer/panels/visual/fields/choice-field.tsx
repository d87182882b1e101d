import { Segmented } from '../../../ui/segmented.tsx';
import { useWords } from '../../../words/words.ts';
import { pathKey } from '../form-context.ts';
import type { Control } from './control.ts';
import { describe } from './words.ts';

/** One of the values that are declared; another one that is written is offered too, so that nothing is lost. */
export const ChoiceField = ({
  slot,
  written,
  editable,
  write,
  values,
}: Control & { readonly values: readonly string[] }) => {
  const t = useWords('visual');
  if (editable && areFew(values) && values.includes(written))
    return (
      <span className="few-choices" data-path={pathKey(slot.path)}>
        <Segmented
          label={slot.name}
          value={written}
          options={values.map((id) => ({ id, label: id }))}
          onChange={(next) => next !== written && write(next, true)}
        />
      </span>
    );
  return (
    <select
      className="field"
      aria-label={slot.name}
      aria-description={describe(slot)}
      data-path={pathKey(slot.path)}
      value={written}
      disabled={!editable}
      onChange={(event) => write(event.target.value, true)}
    >
      {!values.includes(written) && (
        <option value={written}>{written === '' ? t('field.choose') : t('field.unknown', { value: written })}</option>
      )}
      {values.map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  );
};

/** So few and so short that all of them have room beside another field. */
const areFew = (values: readonly string[]): boolean =>
  values.length > 1 && values.length <= 4 && values.join('').length * 7 + values.length * 20 <= 180;
