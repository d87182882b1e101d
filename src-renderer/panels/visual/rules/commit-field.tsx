import { useEffect, useId, useState } from 'react';
import { useForm } from '../form-context.ts';

type CommitFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly disabled?: boolean;
  readonly size?: number;
  /** Takes what was typed; answers why it cannot be had. */
  readonly onCommit: (typed: string) => string | undefined;
};

/** A text that counts when Enter is pressed or the field is left; Escape takes it back. What is wrong stands beside it and is read aloud. */
export const CommitField = ({ label, value, disabled = false, size = 14, onCommit }: CommitFieldProps) => {
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const id = useId();
  const { pending } = useForm();
  const commit = () => {
    if (typed === undefined || typed === value) return setTyped(undefined);
    const message = onCommit(typed);
    setWrong(message);
    if (message === undefined) setTyped(undefined);
  };
  useEffect(() => {
    if (typed === undefined) return;
    // Saving and other changes wait for what is typed here.
    pending.add(commit);
    return () => void pending.delete(commit);
  });
  const undo = () => {
    setTyped(undefined);
    setWrong(undefined);
  };
  const shown = typed ?? value;
  return (
    <span className="commit-field">
      <input
        className="field"
        aria-label={label}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
        size={Math.min(40, Math.max(size, shown.length + 1))}
        value={shown}
        disabled={disabled}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => setTyped(target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape' && typed !== undefined) {
            event.stopPropagation();
            undo();
          }
        }}
      />
      {wrong !== undefined && (
        <span className="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </span>
  );
};
