import { useMemo, useState } from 'react';
import { textOfBytes } from '#core/match/byte-string.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { CapturedBody, ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { askedHost, type ComparedLine, compareSides, type SideChange } from '../../../state/compare-sides.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { useWords } from '../../../words/words.ts';
import { BodyView } from './body-view.tsx';
import { RevealSecrets } from './reveal-secrets.tsx';

/** What the client sent, and what the gateway made of it. */
export const RequestSide = ({ details }: { readonly details: ExchangeDetails }) => {
  const t = useWords('exchange');
  const { exchange, sent, requestBody, requestTrailers } = details;
  const own = [`${exchange.method} ${exchange.path}`, askedHost(exchange)];
  const other = sent && [`${sent.method} ${sent.path}`, sent.authority];
  return (
    <>
      <RevealSecrets />
      <Sides
        label={t('side.requestHead')}
        heads={[t('side.fromClient'), t('side.toService')]}
        special={[
          [t('side.line'), own[0], other?.[0]],
          [t('side.authority'), own[1], other?.[1]],
        ]}
        before={exchange.requestHeaders}
        after={sent?.headers}
        missing={t('side.notSent')}
      />
      <Trailers lines={requestTrailers} />
      <Body body={requestBody} size={exchange.bytesReceived} name={t('body.request')} />
    </>
  );
};

/** What the service answered, and what the client got. */
export const ResponseSide = ({ details }: { readonly details: ExchangeDetails }) => {
  const t = useWords('exchange');
  const { exchange, received, responseBody, responseTrailers } = details;
  const status = exchange.status === 0 ? t('cutOff') : String(exchange.status);
  return (
    <>
      <RevealSecrets />
      {received === undefined ? (
        <Sides
          label={t('side.responseHead')}
          heads={[t('side.toClient')]}
          special={[[t('side.status'), status, undefined]]}
          before={exchange.responseHeaders}
          after={undefined}
          missing={exchange.upstream === undefined ? t('side.ownAnswer') : t('side.noAnswer')}
        />
      ) : (
        <Sides
          label={t('side.responseHead')}
          heads={[t('side.fromService'), t('side.toClient')]}
          special={[[t('side.status'), String(received.status), status]]}
          before={received.headers}
          after={exchange.responseHeaders}
          missing=""
        />
      )}
      <Trailers lines={responseTrailers} />
      <Body body={responseBody} size={exchange.bytesSent} name={t('body.response')} />
    </>
  );
};

type SidesProps = {
  readonly label: string;
  readonly heads: readonly string[];
  readonly special: readonly (readonly [name: string, before: string | undefined, after: string | undefined])[];
  readonly before: HeaderLines;
  /** Absent: there is but one side. */
  readonly after: HeaderLines | undefined;
  readonly missing: string;
};

/** Both sides of the gateway, line by line. What it did to a line is said by a sign and a word, besides the colour. */
const Sides = ({ label, heads, special, before, after, missing }: SidesProps) => {
  const t = useWords('exchange');
  const first = special.map(([name, one, two]): ComparedLine & { readonly strong: true } => ({
    name,
    ...(one !== undefined && { before: one }),
    ...(two !== undefined && { after: two }),
    change: after === undefined || one === two ? 'same' : 'changed',
    strong: true,
  }));
  const compared = useMemo(() => compareSides(before, after ?? before), [before, after]);
  // The host has a line of its own above, whichever version of HTTP said it.
  const lines = compared.filter(({ name }) => special.length < 2 || name !== 'host');
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, mostLines);
  const changes = [...first, ...lines].filter(({ change }) => change !== 'same').length;
  return (
    <section className="sides" aria-label={label}>
      <p className="muted">{after === undefined ? missing : t('side.changes', { count: changes })}</p>
      <table className={after === undefined ? 'one-side' : ''}>
        <caption className="hidden-visually">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('side.name')}</th>
            {(after === undefined ? heads.slice(0, 1) : heads).map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...first, ...shown].map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice with the same value
            <SideRow key={`${i} ${line.name}`} line={line} alone={after === undefined} strong={'strong' in line} />
          ))}
        </tbody>
      </table>
      {shown.length < lines.length && (
        <Button onPress={() => setAll(true)}>{t('side.all', { count: lines.length })}</Button>
      )}
    </section>
  );
};

/** More lines than these are drawn when somebody asks for them. */
const mostLines = 200;

const signs: Readonly<Record<SideChange, string>> = { same: '', added: '+', removed: '−', changed: '≠' };

type RowProps = { readonly line: ComparedLine; readonly alone: boolean; readonly strong: boolean };

const SideRow = ({ line: { name, before, after, change }, alone, strong }: RowProps) => {
  const t = useWords('exchange');
  return (
    <tr className={`${change} ${strong ? 'strong' : ''}`}>
      <th scope="row" className="mono">
        {change !== 'same' && (
          <>
            <span className="sign" aria-hidden="true" title={t(`change.${change}`)}>
              {signs[change]}
            </span>
            <span className="hidden-visually">{t(`change.${change}`)} </span>
          </>
        )}
        {name}
      </th>
      {change === 'same' ? (
        <td className="mono" colSpan={alone ? 1 : 2}>
          {shown(before)}
        </td>
      ) : (
        <>
          <td className="mono">{shown(before) ?? <span className="muted">{t('side.absent')}</span>}</td>
          <td className="mono">
            {shown(after) ?? (
              <span className="muted">
                {t(name === 'strict-transport-security' ? 'side.keptBack' : 'side.takenAway')}
              </span>
            )}
          </td>
        </>
      )}
    </tr>
  );
};

/** Values are bytes, which people write in UTF-8. */
const shown = (value: string | undefined): string | undefined => value && textOfBytes(value);

const Trailers = ({ lines }: { readonly lines: HeaderLines | undefined }) => {
  const t = useWords('exchange');
  if (lines === undefined || lines.length === 0) return null;
  return (
    <Sides
      label={t('side.trailers')}
      heads={[t('side.value')]}
      special={[]}
      before={lines}
      after={undefined}
      missing={t('side.trailers')}
    />
  );
};

type BodyProps = { readonly body: CapturedBody | undefined; readonly size: number; readonly name: string };

/** The body, or why there is none to be seen. */
const Body = ({ body, size, name }: BodyProps) => {
  const t = useWords('exchange');
  const kept = useSlice('settings', (state) => state.settings.capture.bodies);
  if (body !== undefined && (body.content !== '' || body.size > 0)) return <BodyView body={body} name={name} />;
  return (
    <section className="body" aria-label={name}>
      <h3>{name}</h3>
      <p className="muted">{size === 0 ? t('body.none') : kept ? t('body.gone', { count: size }) : t('body.off')}</p>
    </section>
  );
};
