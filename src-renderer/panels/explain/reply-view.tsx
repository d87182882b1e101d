import type { Reply, RequestInput } from '#contract/contract.ts';
import type { Explanation } from '#core/route/explanation.ts';
import { useSlice } from '../../state/stores-context.ts';
import { Badge, toneOfStatus } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';
import { wordsFor } from './verdict-words.ts';

type ReplyViewProps = { readonly request: RequestInput; readonly explanation: Explanation | undefined };

/** What really came back, and whether it is what was predicted; a prediction for another request says nothing about it. */
export const ReplyView = ({ request, explanation }: ReplyViewProps) => {
  const t = useWords('explain');
  const answers = useWords('answers');
  const reply = useSlice('request', (state) => state.reply);
  if (reply === undefined) return null;
  if (!reply.result.ok) return <Notice tone="error">{reply.result.failure.message}</Notice>;
  const { value } = reply.result;
  const same = JSON.stringify(reply.request) === JSON.stringify(request);
  const predicted = same && explanation !== undefined ? wordsFor(t, answers, explanation.decision).status : undefined;
  return (
    <section className="reply" aria-label={t('reply.label')}>
      <p className="headline" role="status">
        <Badge tone={toneOfStatus(value.status)}>{value.status}</Badge>
        <strong lang="en">{value.statusText}</strong>
        <span className="muted">{t('reply.took', { ms: Math.round(value.durationMs) })}</span>
        {predicted !== undefined && predicted !== value.status && (
          <>
            <Badge tone="warn">{t('reply.predicted', { status: predicted })}</Badge>
            <span className="muted">{t('reply.differs')}</span>
          </>
        )}
        {!same && (
          <span className="muted">{t('reply.for', { method: reply.request.method, url: reply.request.url })}</span>
        )}
        <span className="spacer" />
        <CopyButton text={value.body} what={t('reply.theBody')} />
      </p>
      <details>
        <summary>{t('reply.headers', { count: value.headers.length })}</summary>
        <dl>
          {value.headers.map(([name, one], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice with the same value
            <div key={`${i} ${name}`}>
              <dt>{name}</dt>
              <dd className="mono">{one}</dd>
            </div>
          ))}
        </dl>
      </details>
      <Body value={value} />
    </section>
  );
};

const Body = ({ value }: { readonly value: Reply }) => {
  const t = useWords('explain');
  if (value.body === '') return <p className="muted">{t('reply.noBody')}</p>;
  if (value.binary)
    return <p className="muted">{t('reply.binary', { count: Math.ceil((value.body.length * 3) / 4) })}</p>;
  return (
    <>
      <pre className="body">{value.body}</pre>
      {value.truncated && <p className="muted">{t('reply.cut')}</p>}
    </>
  );
};
