import { type FormEvent, useState } from 'react';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { recordedRequest } from '../../../state/copy-as.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { CloseIcon, PlusIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

type ComposerProps = { readonly details: ExchangeDetails; readonly onDone: () => void };

/** The recorded request, to be changed and sent once more. What reads `[redacted]` is filled in by main, which alone knows it. */
export const Composer = ({ details, onDone }: ComposerProps) => {
  const { exchangeDetails, traffic } = useStores();
  const t = useWords('exchange');
  const { id } = details.exchange;
  const table = useSlice('running', (state) => state.table);
  const sending = useSlice('exchangeDetails', (state) => state.sending);
  const [{ request, lost, binary, coding }] = useState(() => recordedRequest(details, table));
  const [method, setMethod] = useState(request.method);
  const [url, setUrl] = useState(request.url);
  const [headers, setHeaders] = useState(request.headers);
  const [body, setBody] = useState(request.body ?? '');
  const setHeader = (at: number, header: readonly [string, string] | undefined) =>
    setHeaders(headers.flatMap((one, i) => (i === at ? (header === undefined ? [] : [header]) : [one])));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // Where nothing else was typed the recorded bytes go along, encoded as they were.
    const sameBody = body === (request.body ?? '');
    const result = await exchangeDetails.resend(id, {
      method,
      url: url.trim(),
      headers: [...headers.filter(([name]) => name.trim() !== ''), ...(sameBody ? coding : [])],
      ...(!sameBody && { body }),
    });
    if (!result.ok) return;
    onDone();
    if (result.value.id !== undefined) traffic.select(result.value.id);
  };
  return (
    <form
      className="composer"
      aria-label={t('composer.title')}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <div className="request-line">
        <select
          className="field"
          aria-label={t('composer.method')}
          value={method}
          onChange={(event) => setMethod(event.target.value)}
        >
          {(methods.includes(request.method) ? methods : [request.method, ...methods]).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <input
          className="field mono"
          aria-label={t('composer.url')}
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the form appears because the user asked for it
          autoFocus
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </div>
      {headers.map(([name, value], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own, and may be alike
        <div className="header-line" key={i}>
          <input
            className="field mono"
            aria-label={t('composer.headerName', { number: i + 1 })}
            spellCheck={false}
            value={name}
            onChange={(event) => setHeader(i, [event.target.value, value])}
          />
          <input
            className="field mono"
            aria-label={t('composer.headerValue', { number: i + 1 })}
            spellCheck={false}
            value={value}
            onChange={(event) => setHeader(i, [name, event.target.value])}
          />
          <IconButton label={t('composer.removeHeader', { number: i + 1 })} onPress={() => setHeader(i, undefined)}>
            <CloseIcon size={14} />
          </IconButton>
        </div>
      ))}
      {headers.some(([, value]) => value.includes('[redacted]')) && <p className="muted">{t('composer.redacted')}</p>}
      <textarea
        className="field mono"
        aria-label={t('composer.body')}
        placeholder={t(binary === undefined ? 'composer.body' : 'composer.binary')}
        rows={body === '' ? 2 : 5}
        value={body}
        onChange={(event) => setBody(event.target.value)}
      />
      {lost && <p className="cut">{t('composer.lost')}</p>}
      <div className="buttons">
        <Button look="quiet" icon={<PlusIcon size={14} />} onPress={() => setHeaders([...headers, ['', '']])}>
          {t('composer.addHeader')}
        </Button>
        <span className="spacer" />
        <Button onPress={onDone}>{t('har.cancel')}</Button>
        <Button look="primary" submit disabled={sending}>
          {t(sending ? 'action.sending' : 'composer.send')}
        </Button>
      </div>
    </form>
  );
};
