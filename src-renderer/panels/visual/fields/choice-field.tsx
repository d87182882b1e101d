import { pathKey } from '../form-context.ts';
import type { Control } from './control.ts';

/** One of the values that are declared; another one that is written is offered too, so that nothing is lost. */
export const ChoiceField = ({
  slot,
  written,
  editable,
  write,
  values,
}: Control & { readonly values: readonly string[] }) => (
  <select
    className="field"
    aria-label={slot.name}
    data-path={pathKey(slot.path)}
    value={written}
    disabled={!editable}
    onChange={(event) => write(event.target.value, true)}
  >
    {!values.includes(written) && (
      <option value={written}>{written === '' ? 'choose…' : `${written} (unknown)`}</option>
    )}
    {values.map((value) => (
      <option key={value} value={value}>
        {value}
      </option>
    ))}
  </select>
);
