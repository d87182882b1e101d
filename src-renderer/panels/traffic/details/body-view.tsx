import { useMemo, useState } from 'react';
import type { CapturedBody } from '#core/traffic/exchange-details.ts';
import {
  formFields,
  hexLines,
  imageAddress,
  type ReadBody,
  readBody,
  type BodyView as View,
} from '../../../state/captured-body.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { useWords } from '../../../words/words.ts';
import { bytes } from '../formats.ts';
import { JsonTree } from './json-tree.tsx';
import { ScrollText } from './scroll-text.tsx';

/** A body, in the way that tells most unless another one is chosen. HTML is shown as text. */
export const BodyView = ({ body, name }: { readonly body: CapturedBody; readonly name: string }) => {
  const t = useWords('exchange');
  const read = useMemo(() => readBody(body), [body]);
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
  const { text = '', json, bytes: content, type } = read;
  switch (view) {
    case 'json':
      return <JsonTree value={json} name={name} />;
    case 'form':
      return <FormTable text={text} name={name} />;
    case 'image':
      return <img className="picture" src={imageAddress(body, type)} alt={name} />;
    case 'text':
      return <LongText text={text} name={name} />;
    case 'hex':
      return <Hex content={content} name={name} />;
  }
};

/** More than that is drawn when somebody asks for it. */
const firstCharacters = 64 * 1024;
const firstBytes = 4 * 1024;

const LongText = ({ text, name }: { readonly text: string; readonly name: string }) => {
  const t = useWords('exchange');
  const [all, setAll] = useState(false);
  const short = !all && text.length > firstCharacters;
  return (
    <>
      <ScrollText name={name}>{short ? text.slice(0, firstCharacters) : text}</ScrollText>
      {short && <Button onPress={() => setAll(true)}>{t('body.showAll', { size: bytes(text.length) })}</Button>}
    </>
  );
};

const Hex = ({ content, name }: { readonly content: Uint8Array; readonly name: string }) => {
  const t = useWords('exchange');
  const [count, setCount] = useState(firstBytes);
  const lines = useMemo(() => hexLines(content, 0, count), [content, count]);
  return (
    <>
      <ScrollText name={name} hex>
        {lines}
      </ScrollText>
      {count < content.length && (
        <Button onPress={() => setCount(count * 8)}>{t('body.more', { size: bytes(content.length - count) })}</Button>
      )}
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
