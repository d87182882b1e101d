import { type FormEvent, useId, useState } from 'react';
import { parsePasted } from '#core/route/paste/parse-pasted.ts';
import { splitUrl, type WrittenRequest } from '#core/route/request-facts.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';

/** Makes a test of a URL, a curl command or the head of a request; it expects what the draft does now. */
export const NewTest = ({ onDone }: { readonly onDone: (words?: string) => void }) => {
  const { routeTests, request: tried } = useStores();
  const t = useWords('tests');
  const [text, setText] = useState(() => tried.getState().url ?? '');
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const request = requestIn(text);
    if (typeof request === 'string') return setProblem(request === '' ? t('new.badUrl') : request);
    const done = await routeTests.add(request, t('undo.add'));
    if (done.ok) onDone(t('added', { file: done.value.file }));
    else setProblem(done.failure.message);
  };
  return (
    <form className="tests-form" aria-label={t('new.label')} onSubmit={(event) => void add(event)}>
      <label htmlFor={`${id}-text`}>{t('new.field')}</label>
      <textarea
        id={`${id}-text`}
        className="field mono"
        rows={2}
        spellCheck={false}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: whoever asked for the form wants to write
        autoFocus
        aria-describedby={`${id}-help`}
        aria-invalid={problem !== undefined}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setProblem(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
          if (event.key === 'Enter' && !event.shiftKey && !text.includes('\n')) void add(event);
        }}
      />
      <p id={`${id}-help`} className={problem === undefined ? 'muted' : 'problem'} role="status">
        {problem ?? t('new.help')}
      </p>
      <p className="form-actions">
        <Button look="primary" submit disabled={text.trim() === ''}>
          {t('action.add')}
        </Button>
        <Button onPress={() => onDone()}>{t('action.cancel')}</Button>
      </p>
    </form>
  );
};

/** The request that is meant, or why it is none; empty where it is neither a URL nor a command. */
const requestIn = (text: string): WrittenRequest | string => {
  const pasted = parsePasted(text);
  if (pasted !== undefined) {
    if (!pasted.ok) return pasted.reason;
    const { body: _, ...request } = pasted.request;
    return request;
  }
  const [, method = 'GET', url = ''] = /^(?:([A-Z]+)\s+)?(\S+)$/.exec(text.trim()) ?? [];
  return 'reason' in splitUrl(url) ? '' : { method, url, headers: [] };
};
