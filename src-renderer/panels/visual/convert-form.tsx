import { type FormEvent, useId, useState } from 'react';
import type { Converted, RouteKind } from '#core/convert/answers.ts';
import { useSlice } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { rich } from '../../words/rich.ts';
import { useWords } from '../../words/words.ts';
import {
  type Destination,
  fullName,
  proposeName,
  refusalOfName,
  type Source,
  sayComments,
  sayDoubled,
} from './convert-plan.ts';

type ConvertFormProps = {
  readonly source: Source;
  readonly to: RouteKind;
  readonly done: Extract<Converted, { readonly ok: true }>;
  readonly texts: ReadonlyMap<string, string>;
  readonly onPut: (destination: Destination) => void;
  /** Why it was not done. */
  readonly problem: string | undefined;
};

/** Where the new documents go, and what becomes of the old one. */
export const ConvertForm = ({ source, to, done, texts, onPut, problem }: ConvertFormProps) => {
  const t = useWords('visual');
  const taken = [...texts.keys()];
  const [where, setWhere] = useState<'file' | 'behind'>('file');
  const [name, setName] = useState(() => proposeName(t, source, to, taken));
  const [remove, setRemove] = useState(false);
  const id = useId();
  const writable = useSlice(
    'files',
    ({ files }) => files.find(({ file }) => file === source.file)?.disk?.writable !== false,
  );
  const refusal = where === 'file' ? refusalOfName(t, name, taken) : undefined;
  const message = refusal ?? problem ?? '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === undefined) onPut({ ...(where === 'file' && { file: fullName(name) }), remove });
  };
  const doubled = sayDoubled(t, done.documents, source, texts, remove);
  const comments = sayComments(t, source, texts, remove);
  return (
    <form className="convert-form" aria-label={t('convert.where')} onSubmit={submit}>
      <div className="convert-where" role="radiogroup" aria-label={t('convert.whereTo')}>
        <label>
          <input type="radio" name={id} checked={where === 'file'} onChange={() => setWhere('file')} />{' '}
          {t('convert.newFile')}
        </label>
        <input
          className="field mono"
          aria-label={t('convert.fileName')}
          aria-invalid={refusal !== undefined}
          aria-describedby={`${id}-problem`}
          disabled={where !== 'file'}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <label>
          <input
            type="radio"
            name={id}
            checked={where === 'behind'}
            disabled={!writable}
            onChange={() => setWhere('behind')}
          />{' '}
          {rich(t(remove && source.root.length === 0 ? 'convert.inPlace' : 'convert.behind'), {
            file: <span className="mono">{source.file}</span>,
          })}
        </label>
      </div>
      <label className="convert-remove">
        <input
          type="checkbox"
          checked={remove}
          disabled={!writable}
          onChange={({ target }) => setRemove(target.checked)}
        />{' '}
        {t('convert.remove')}
        {!writable && <span className="muted">{t('convert.notWritable')}</span>}
      </label>
      {doubled !== undefined && <p className="convert-note">{doubled}</p>}
      {comments !== undefined && <p className="convert-note">{comments}</p>}
      <p className="convert-problem" id={`${id}-problem`} role="alert">
        {message}
      </p>
      <div className="actions">
        <span className="muted">{t('convert.notSaved')}</span>
        <span className="spacer" />
        <Button look="primary" submit disabled={refusal !== undefined}>
          {where === 'file'
            ? t(remove ? 'convert.createFileRemove' : 'convert.createFile')
            : t(remove ? 'convert.addRemove' : 'convert.add')}
        </Button>
      </div>
    </form>
  );
};
