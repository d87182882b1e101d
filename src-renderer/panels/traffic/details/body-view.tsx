import { useMemo, useState } from 'react';
import { formFields, imageAddress, type ShownBody, type BodyView as View } from '../../../state/captured-body.ts';
import { readJson } from '../../../state/json-text.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { useWords } from '../../../words/words.ts';
import { bytes } from '../formats.ts';
import { JsonTree } from './json-tree.tsx';
import { LongText } from './long-text.tsx';
import { type SeenBody, useBody } from './use-body.ts';

type BodyViewProps = {
  readonly body: ShownBody;
  readonly name: string;
  /** Said where not all of it was kept: absent, the setting for bodies. */
  readonly cut?: string | undefined;
};

/**
 * A body, in the way that tells most unless another one is chosen. HTML is shown as text. Fields with the names of secrets are hidden while
 * credentials are.
 */
export const BodyView = ({ body, name, cut }: BodyViewProps) => {
  const t = useWords('exchange');
  const seen = useBody(body);
  const [chosen, choose] = useState<View>();
  const isRead = seen !== undefined && 'look' in seen;
  const views = isRead ? seen.look.views : [];
  const view = chosen !== undefined && views.includes(chosen) ? chosen : (views[0] ?? 'hex');
  return (
    <section className="body" aria-label={name}>
      <header>
        <h3>{name}</h3>
        <span className="muted">{[bytes(body.size), body.contentType].filter(Boolean).join(', ')}</span>
        <span className="spacer" />
        {views.length > 1 && (
          <Segmented
            label={t('body.view')}
            value={view}
            options={views.map((id) => ({ id, label: t(`view.${id}`) }))}
            onChange={choose}
          />
        )}
        {isRead && <CopyButton text={seen.text} what={seen.look.isText ? name : t('body.base64')} />}
      </header>
      {isRead ? (
        <>
          <Small body={body} shown={seen.look.size} cut={cut} />
          {seen.look.hidden && <p className="muted">{t('body.hidden')}</p>}
          <Shown view={view} seen={seen} body={body} name={name} />
        </>
      ) : (
        <p className={seen === undefined ? 'muted waiting' : 'cut'} role="status">
          {seen === undefined ? t('reading') : t('body.unreadable')}
        </p>
      )}
    </section>
  );
};

/** What is not as it passed: encoding that was taken off, and what was not kept. */
const Small = ({ body, shown, cut }: Pick<BodyViewProps, 'body' | 'cut'> & { readonly shown: number }) => {
  const t = useWords('exchange');
  const limit = useSlice('settings', (state) => state.settings.capture.bodyBytes);
  const { encoding, truncated, size } = body;
  return (
    <>
      {encoding !== undefined && (
        <p className="muted">{t(encoding.decoded ? 'body.decoded' : 'body.encoded', { name: encoding.name })}</p>
      )}
      {truncated && (
        <p className="cut">{cut ?? t('body.cut', { shown: bytes(shown), size: bytes(size), limit: bytes(limit) })}</p>
      )}
    </>
  );
};

type ShownProps = {
  readonly view: View;
  readonly seen: SeenBody;
  readonly body: ShownBody;
  readonly name: string;
};

const Shown = ({ view, seen, body, name }: ShownProps) => {
  switch (view) {
    case 'json':
      return <Json seen={seen} name={name} />;
    case 'form':
      return <Form seen={seen} name={name} />;
    case 'image':
      return <Picture address={imageAddress(body, seen.look.type)} seen={seen} name={name} />;
    default:
      return <LongText seen={seen} view={view} name={name} />;
  }
};

type SeenProps = { readonly seen: SeenBody; readonly name: string };

/** More than these are shown as text, because each value would be several elements. */
const limits = { values: 1500, depth: 60 };

const Json = ({ seen, name }: SeenProps) => {
  const text = seen.read?.text;
  const tree = useMemo(() => (text === undefined ? undefined : readJson(text, limits)), [text]);
  return tree === undefined ? <LongText seen={seen} view="json" name={name} /> : <JsonTree tree={tree} name={name} />;
};

/** More fields than these are lines. */
const mostFields = 500;

const Form = ({ seen, name }: SeenProps) => {
  const text = seen.read?.text;
  const fields = useMemo(() => (text === undefined ? undefined : formFields(text)), [text]);
  return fields === undefined || fields.length > mostFields ? (
    <LongText seen={seen} view="form" name={name} />
  ) : (
    <FormTable fields={fields} name={name} />
  );
};

type PictureProps = SeenProps & { readonly address: string };

/** What is no picture, whatever it says, is shown by its bytes. */
const Picture = ({ address, seen, name }: PictureProps) => {
  const t = useWords('exchange');
  const [broken, setBroken] = useState<string>();
  if (broken !== address)
    return <img className="picture" src={address} alt={name} onError={() => setBroken(address)} />;
  return (
    <>
      <p className="cut">{t('body.noPicture')}</p>
      <LongText seen={seen} view="hex" name={name} />
    </>
  );
};

type FormTableProps = { readonly fields: readonly (readonly [string, string])[]; readonly name: string };

const FormTable = ({ fields, name }: FormTableProps) => {
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
        {fields.map(([field, value], i) => (
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
