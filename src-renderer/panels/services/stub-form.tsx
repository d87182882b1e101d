import { type FormEvent, useState } from 'react';
import type { StubInput } from '#core/edit/bind-service.ts';
import { isDelay } from '#core/resource/local/sendable.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';

type StubFormProps = {
  readonly name: string;
  readonly onDone: (stub: StubInput) => void;
  readonly onBack: () => void;
};

/** Asks what a service shall answer to everything. More of it (headers) is written in the text. */
export const StubForm = ({ name, onDone, onBack }: StubFormProps) => {
  const t = useWords('services');
  const [status, setStatus] = useState('200');
  const [body, setBody] = useState('');
  const [delay, setDelay] = useState('');
  const fits = /^[2-5]\d\d$/.test(status);
  const waits = delay.trim() === '' || isDelay(delay.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!fits || !waits) return;
    onDone({
      status: Number(status),
      ...(body !== '' && { body }),
      ...(delay.trim() !== '' && { delay: delay.trim() }),
    });
  };
  return (
    <form
      className="bind-form"
      aria-label={t('stub.title', { name })}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onBack()}
    >
      <label className="labelled short">
        {t('stub.status')}
        <input
          className="field mono"
          inputMode="numeric"
          value={status}
          aria-invalid={!fits}
          // biome-ignore lint/a11y/noAutofocus: the form appears because the user asked for it
          autoFocus
          onChange={(event) => setStatus(event.target.value)}
        />
      </label>
      <label className="labelled short">
        {t('stub.delay')}
        <input
          className="field mono"
          placeholder="200ms"
          value={delay}
          aria-invalid={!waits}
          onChange={(event) => setDelay(event.target.value)}
        />
      </label>
      <label className="labelled wide">
        {t('stub.body')}
        <textarea
          className="field mono"
          rows={3}
          spellCheck={false}
          value={body}
          onChange={(event) => setBody(event.target.value)}
        />
      </label>
      <Button look="primary" submit disabled={!fits || !waits}>
        {t('stub.bind')}
      </Button>
      <Button look="quiet" onPress={onBack}>
        {t('action.back')}
      </Button>
      <p role="alert">{fits ? (waits ? '' : t('stub.wrongDelay')) : t('stub.wrong')}</p>
    </form>
  );
};
