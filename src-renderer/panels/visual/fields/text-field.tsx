import { type KeyboardEvent, useId } from 'react';
import { pathKey } from '../form-context.ts';
import type { Control } from './control.ts';
import { useTyped } from './use-typed.ts';
import { describe } from './words.ts';

/** A line of text; several lines where the text has several. Arrow keys count whole numbers up and down. */
export const TextField = ({
  slot,
  written,
  editable,
  judge,
  write,
  says,
  help,
}: Control & { readonly help: string }) => {
  const { text, message, type, finish, leave } = useTyped({ written, judge, write, says });
  const id = useId();
  const { schema, field, name } = slot;
  const isNumber = schema.is === 'integer' || schema.is === 'number';
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !written.includes('\n')) finish();
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (step === 0 || event.altKey || schema.is !== 'integer' || !editable || !/^-?\d+$/.test(text)) return;
    event.preventDefault();
    const next = String(Number(text) + step);
    if (judge(next) === undefined) type(next);
  };
  const common = {
    className: `field ${isNumber ? 'short' : ''} ${schema.is === 'string' ? '' : 'mono'}`,
    'aria-label': name,
    'data-path': pathKey(slot.path),
    'aria-invalid': message !== undefined,
    'aria-describedby': message !== undefined ? `${id}-wrong` : undefined,
    'aria-description': describe(slot, help),
    'aria-required': field?.required ?? false,
    placeholder: field?.default ?? '',
    value: text,
    readOnly: !editable,
    spellCheck: false,
    onBlur: leave,
    onKeyDown: press,
  };
  return (
    <span className="control">
      {written.includes('\n') ? (
        <textarea {...common} rows={Math.min(12, written.split('\n').length)} onChange={(e) => type(e.target.value)} />
      ) : (
        <input {...common} inputMode={isNumber ? 'decimal' : 'text'} onChange={(e) => type(e.target.value)} />
      )}
      {message !== undefined && (
        <span className="wrong" lang="en" id={`${id}-wrong`}>
          {message}
        </span>
      )}
    </span>
  );
};
