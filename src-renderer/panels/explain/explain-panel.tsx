import { curlFor } from '../../state/curl.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Command } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { HintList } from './hint-list.tsx';
import { OtherSide, Recorded } from './other-side.tsx';
import { ReplyView } from './reply-view.tsx';
import { RequestForm } from './request-form.tsx';
import { Trace } from './trace.tsx';
import { useExplanation } from './use-explanation.ts';
import { useRequest } from './use-request.ts';
import { NextSteps, Verdict } from './verdict.tsx';
import './explain.css';

const sides = [
  { id: 'draft', label: 'Draft' },
  { id: 'running', label: 'Running' },
] as const;

/** A browser comes to a port of the gateway; a workload's requests go through the sidecar before it. */
const senders = [
  { id: 'gateway', label: 'From a browser' },
  { id: 'mesh', label: 'From a workload' },
] as const;

/** A request, who answers it and why, and what really comes back. */
export const ExplainPanel = () => {
  const { request: store } = useStores();
  const against = useSlice('request', (state) => state.against);
  const typed = useRequest();
  const explained = useExplanation(typed.request);
  const curl = curlFor(typed.request, typed.listeners, typed.mesh);
  return (
    <>
      <header className="panel-head">
        <h2>Explain a request</h2>
        <span className="spacer" />
        {typed.hasMesh && (
          <Segmented
            label="sent by"
            value={typed.via}
            options={senders}
            onChange={(next) => store.change({ via: next })}
          />
        )}
        <Segmented
          label="answer by"
          value={against}
          options={sides}
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
          <section aria-label="curl command">
            <h3>The same in a terminal</h3>
            <Command text={curl} />
          </section>
        )}
      </div>
    </>
  );
};
