import { memo, useCallback, useRef, useState } from 'react';
import { Empty } from '../../ui/empty.tsx';
import { VisualIcon } from '../../ui/icons.tsx';
import { rich } from '../../words/rich.ts';
import { useWords } from '../../words/words.ts';
import { BrokenNotice } from './broken-notice.tsx';
import { useDocument } from './use-document.ts';
import { flush } from './use-editing.ts';
import { useEnterForm } from './use-enter-form.ts';
import { useShown } from './use-shown.ts';
import { VisualHead } from './visual-head.tsx';
import { VisualResource } from './visual-resource.tsx';
import './visual.css';

/** Drawn again for what is new in the form, not for each key in the text. */
const Resource = memo(VisualResource);

/** The resource at the cursor as a form. */
export const VisualPanel = () => {
  const { shown, show } = useShown();
  const t = useWords('visual');
  const present = useDocument(shown);
  const root = useRef<HTMLDivElement>(null);
  useEnterForm(root, shown, present?.document);
  const pending = useRef(new Set<() => void>());
  const [said, setSaid] = useState('');
  // The same words twice are said twice.
  const announce = useCallback(
    (words: string) => setSaid((before) => (before === words ? `${words}\u00a0` : words)),
    [],
  );
  const key = present && shown && `${shown.file} ${present.document.index} ${present.document.root.join()}`;
  return (
    <div
      className="panel visual"
      ref={root}
      data-enter
      onKeyDownCapture={(event) =>
        (event.ctrlKey || event.metaKey) && event.key !== 'Control' && flush(pending.current)
      }
    >
      <VisualHead file={shown?.file} document={present?.document} />
      <div className="panel-body visual-body">
        {shown !== undefined && present?.broken !== undefined && present.document.declared === undefined ? (
          <BrokenNotice shown={shown} broken={present.broken} />
        ) : present === undefined || shown === undefined || present.document.kind === '' ? (
          <Empty icon={<VisualIcon size={32} />} title={t('none.title')}>
            <p>{t('none.text')}</p>
          </Empty>
        ) : present.document.declared === undefined ? (
          <Empty icon={<VisualIcon size={32} />} title={t('noForm.title', { kind: present.document.kind })}>
            <p>
              {rich(t('noForm.text'), {
                kind: <span className="mono">{`${present.document.apiVersion} ${present.document.kind}`}</span>,
              })}
            </p>
          </Empty>
        ) : (
          <Resource
            key={key}
            shown={shown}
            present={present}
            show={show}
            pending={pending.current}
            announce={announce}
          />
        )}
      </div>
      <p className="hidden-visually" aria-live="polite">
        {said}
      </p>
    </div>
  );
};
