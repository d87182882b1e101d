import { type ClipboardEvent, type FormEvent, useEffect, useRef } from 'react';
import { useRungs } from '../../state/open-in.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { OpenIn } from '../../ui/open-in.tsx';
import { useWords } from '../../words/words.ts';
import type { useRequest } from './use-request.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Method, URL, headers and body; Enter sends. */
export const RequestForm = ({ request, url, headers, hasBody, via }: ReturnType<typeof useRequest>) => {
  const { request: store } = useStores();
  const t = useWords('explain');
  const sending = useSlice('request', (state) => state.sending);
  const body = useSlice('request', (state) => state.body);
  const asked = useSlice('request', (state) => state.asked);
  const browsers = useRungs(url);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asked === 0) return;
    field.current?.focus();
    field.current?.select();
  }, [asked]);
  const paste = (event: ClipboardEvent) => {
    if (store.paste(event.clipboardData.getData('text/plain'))) event.preventDefault();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void store.send(request);
  };
  const setHeader = (at: number, header: readonly [string, string] | undefined) =>
    store.change({ headers: headers.flatMap((one, i) => (i === at ? (header === undefined ? [] : [header]) : [one])) });
  return (
    <form className="request-form" aria-label={t('form.label')} onSubmit={submit}>
      <div className="explain-request">
        <select
          className="field"
          aria-label={t('form.method')}
          value={request.method}
          onChange={(event) => store.change({ method: event.target.value })}
        >
          {(methods.includes(request.method) ? methods : [request.method, ...methods]).map((method) => (
            <option key={method}>{method}</option>
          ))}
        </select>
        <input
          className="field mono"
          aria-label={t('form.url')}
          spellCheck={false}
          placeholder={t('form.paste')}
          ref={field}
          value={url}
          onPaste={paste}
          onChange={(event) => {
            // A command may come by drag and drop, or be typed.
            if (!store.paste(event.target.value)) store.change({ url: event.target.value });
          }}
        />
        <Button look="primary" submit disabled={sending}>
          {sending ? t('form.sending') : t('form.send')}
        </Button>
      </div>
      <Notes />
      {headers.map(([name, value], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own, and may be alike
        <div className="explain-header" key={i}>
          <input
            className="field mono"
            aria-label={t('form.headerName', { number: i + 1 })}
            placeholder={t('form.name')}
            spellCheck={false}
            value={name}
            onChange={(event) => setHeader(i, [event.target.value, value])}
          />
          <input
            className="field mono"
            aria-label={t('form.headerValue', { number: i + 1 })}
            placeholder={t('form.value')}
            spellCheck={false}
            value={value}
            onChange={(event) => setHeader(i, [name, event.target.value])}
          />
          <IconButton label={t('form.removeHeader', { number: i + 1 })} onPress={() => setHeader(i, undefined)}>
            <CloseIcon size={14} />
          </IconButton>
        </div>
      ))}
      <div className="request-tools">
        <Button
          look="quiet"
          icon={<PlusIcon size={14} />}
          onPress={() => store.change({ headers: [...headers, ['', '']] })}
        >
          {t('form.addHeader')}
        </Button>
        {via === 'gateway' && <OpenIn {...browsers} />}
      </div>
      {hasBody && (
        <textarea
          className="field mono"
          aria-label={t('form.body')}
          placeholder={t('form.body')}
          rows={3}
          value={body}
          onChange={(event) => store.change({ body: event.target.value })}
        />
      )}
    </form>
  );
};

/** What of a pasted command has been left out. */
const Notes = () => {
  const t = useWords('explain');
  const notes = useSlice('request', (state) => state.notes);
  if (notes.length === 0) return null;
  return (
    <div role="status" aria-label={t('form.notes')}>
      <ul className="notes" lang="en">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
};
