import { useMemo, useState } from 'react';
import type { CapturedBody } from '#core/traffic/exchange-details.ts';
import {
  formFields,
  hideSecrets,
  imageAddress,
  type ReadBody,
  readBody,
  type BodyView as View,
} from '../../../state/captured-body.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { useWords } from '../../../words/words.ts';
import { bytes } from '../formats.ts';
import { JsonTree } from './json-tree.tsx';
import { Hex, LongText } from './long-text.tsx';

/**
 * A body, in the way that tells most unless another one is chosen. HTML is shown as text. Fields with the names of secrets are hidden while
 * credentials are.
 */
export const BodyView = ({ body, name }: { readonly body: CapturedBody; readonly name: string }) => {
  const t = useWords('exchange');
  const reveal = useSlice('exchangeDetails', (state) => state.reveal);
  const whole = useMemo(() => readBody(body), [body]);
  const read = useMemo(() => (reveal ? whole : hideSecrets(whole)), [whole, reveal]);
  const [chosen, choose] = useState<View>();
  const view = chosen !== undefined && read.views.includes(chosen) ? chosen : (read.views[0] ?? 'hex');
  return (
    <section className="body" aria-label={name}>
      <header>
        <h3>{name}</h3>
        <span className="muted">{[bytes(body.size), body.contentType].filter(Boolean).join(', ')}</span>
        <span className="spacer" />
        {read.views.length > 1 && (
          <Segmented
            label={t('body.view')}
            value={view}
            options={read.views.map((id) => ({ id, label: t(`view.${id}`) }))}
            onChange={choose}
          />
        )}
        <CopyButton text={read.text ?? body.content} what={read.text === undefined ? t('body.base64') : name} />
      </header>
      <Small body={body} shown={read.bytes.length} />
      {read !== whole && <p className="muted">{t('body.hidden')}</p>}
      <Shown view={view} read={read} body={body} name={name} />
    </section>
  );
};

/** What is not as it passed: encoding that was taken off, and what was not kept. */
const Small = ({ body, shown }: { readonly body: CapturedBody; readonly shown: number }) => {
  const t = useWords('exchange');
  const limit = useSlice('settings', (state) => state.settings.capture.bodyBytes);
  const { encoding, truncated, size } = body;
  return (
    <>
      {encoding !== undefined && (
        <p className="muted">{t(encoding.decoded ? 'body.decoded' : 'body.encoded', { name: encoding.name })}</p>
      )}
      {truncated && (
        <p className="cut">{t('body.cut', { shown: bytes(shown), size: bytes(size), limit: bytes(limit) })}</p>
      )}
    </>
  );
};

type ShownProps = { readonly view: View; readonly read: ReadBody; readonly body: CapturedBody; readonly name: string };

const Shown = ({ view, read, body, name }: ShownProps) => {
  const { text = '', bytes: content, type } = read;
  switch (view) {
    case 'json':
      return <JsonTree text={text} name={name} />;
    case 'form':
      return <FormTable text={text} name={name} />;
    case 'image':
      return <Picture address={imageAddress(body, type)} content={content} name={name} />;
    case 'text':
      return <LongText text={text} name={name} />;
    case 'hex':
      return <Hex content={content} name={name} />;
  }
};

type PictureProps = { readonly address: string; readonly content: Uint8Array; readonly name: string };

/** What is no picture, whatever it says, is shown by its bytes. */
const Picture = ({ address, content, name }: PictureProps) => {
  const t = useWords('exchange');
  const [broken, setBroken] = useState<string>();
  if (broken !== address)
    return <img className="picture" src={address} alt={name} onError={() => setBroken(address)} />;
  return (
    <>
      <p className="cut">{t('body.noPicture')}</p>
      <Hex content={content} name={name} />
    </>
  );
};

const FormTable = ({ text, name }: { readonly text: string; readonly name: string }) => {
  const t = useWords('exchange');
  return (
    <table className="form-fields">
      <caption className="hidden-visually">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{t('body.field')}</th>
          <th scope="col">{t('side.value')}</th>
        </tr>
      </thead>
      <tbody>
        {formFields(text).map(([field, value], i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a field may come twice with the same value
          <tr key={`${i} ${field}`}>
            <th scope="row" className="mono">
              {field}
            </th>
            <td className="mono">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
