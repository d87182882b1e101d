import { useState } from 'react';
import { useWords } from '../words/words.ts';

type NumberFieldProps = {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
};

/** A whole number, which counts when the field is left or Enter is pressed; one that cannot be is said and does not count. */
export const NumberField = ({ id, label, value, least, most, onChange }: NumberFieldProps) => {
  const t = useWords('settings');
  const [typed, setTyped] = useState<string>();
  const written = typed ?? String(value);
  const number = Number(written);
  const isRight = /^\d+$/.test(written.trim()) && number >= least && number <= most;
  const commit = () => {
    if (!isRight) return;
    setTyped(undefined);
    if (number !== value) onChange(number);
  };
  return (
    <div className="setting">
      <label htmlFor={id}>{label}</label>
      <span className="number">
        <input
          id={id}
          className="field"
          inputMode="numeric"
          value={written}
          aria-invalid={!isRight}
          aria-describedby={isRight ? undefined : `${id}-wrong`}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
        {!isRight && (
          <span id={`${id}-wrong`} role="alert">
            {t('range', { least, most })}
          </span>
        )}
      </span>
    </div>
  );
};
