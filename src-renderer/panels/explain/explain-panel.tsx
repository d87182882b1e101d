import { curlFor } from '../../state/curl.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Command } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';
import { HintList } from './hint-list.tsx';
import { OtherSide, Recorded } from './other-side.tsx';
import { ReplyView } from './reply-view.tsx';
import { RequestForm } from './request-form.tsx';
import { Trace } from './trace.tsx';
import { useExplanation } from './use-explanation.ts';
import { useRequest } from './use-request.ts';
import { NextSteps, Verdict } from './verdict.tsx';
import './explain.css';

const sides = ['draft', 'running'] as const;

/** A browser comes to a port of the gateway; a workload's requests go through the sidecar before it. */
const senders = ['gateway', 'mesh'] as const;

/** A request, who answers it and why, and what really comes back. */
export const ExplainPanel = () => {
  const { request: store } = useStores();
  const t = useWords('explain');
  const against = useSlice('request', (state) => state.against);
  const typed = useRequest();
  const explained = useExplanation(typed.request);
  const curl = curlFor(typed.request, typed.listeners, typed.mesh);
  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
        <span className="spacer" />
        {typed.hasMesh && (
          <Segmented
            label={t('sender.label')}
            value={typed.via}
            options={senders.map((id) => ({ id, label: t(`sender.${id}`) }))}
            onChange={(next) => store.change({ via: next })}
          />
        )}
        <Segmented
          label={t('side.label')}
          value={against}
          options={sides.map((id) => ({ id, label: t(`side.${id}`) }))}
          onChange={(next) => store.change({ against: next })}
        />
      </header>
      <div className="panel-body explain-body">
        <RequestForm {...typed} />
        {explained.is === 'failed' && <Notice tone="error">{explained.message}</Notice>}
        {explained.is === 'explained' && (
          <>
            <Recorded />
            <Verdict explanation={explained.explanation} />
            <OtherSide shown={explained.explanation} other={explained.other} against={against} />
            <HintList
              hints={explained.explanation.hints}
              request={typed.request}
              draft={against === 'draft' ? explained.explanation : explained.other}
            />
            <NextSteps explanation={explained.explanation} />
            <ReplyView request={typed.request} explanation={explained.explanation} />
            <Trace explanation={explained.explanation} />
          </>
        )}
        {curl !== undefined && (
          <section aria-label={t('curl.label')}>
            <h3>{t('curl.title')}</h3>
            <Command text={curl} />
          </section>
        )}
      </div>
    </>
  );
};
