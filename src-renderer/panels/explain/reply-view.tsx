import type { Reply, RequestInput } from '#contract/contract.ts';
import type { Explanation } from '#core/route/explanation.ts';
import { useSlice } from '../../state/stores-context.ts';
import { Badge, toneOfStatus } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { wordsFor } from './verdict-words.ts';

type ReplyViewProps = { readonly request: RequestInput; readonly explanation: Explanation | undefined };

/** What really came back, and whether it is what was predicted; a prediction for another request says nothing about it. */
export const ReplyView = ({ request, explanation }: ReplyViewProps) => {
  const reply = useSlice('request', (state) => state.reply);
  if (reply === undefined) return null;
  if (!reply.result.ok) return <Notice tone="error">{reply.result.failure.message}</Notice>;
  const { value } = reply.result;
  const same = JSON.stringify(reply.request) === JSON.stringify(request);
  const predicted = same && explanation !== undefined ? wordsFor(explanation.decision).status : undefined;
  return (
    <section className="reply" aria-label="response">
      <p className="headline" role="status">
        <Badge tone={toneOfStatus(value.status)}>{value.status}</Badge>
        <strong>{value.statusText}</strong>
        <span className="muted">in {Math.round(value.durationMs)} ms</span>
        {predicted !== undefined && predicted !== value.status && (
          <>
            <Badge tone="warn">predicted {predicted}</Badge>
            <span className="muted">the draft and what runs differ, or the service chose another status</span>
          </>
        )}
        {!same && (
          <span className="muted">
            for {reply.request.method} {reply.request.url}
          </span>
        )}
        <span className="spacer" />
        <CopyButton text={value.body} what="the body" />
      </p>
      <details>
        <summary>{value.headers.length} headers</summary>
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
  if (value.body === '') return <p className="muted">no body</p>;
  if (value.binary) return <p className="muted">binary body of {Math.ceil((value.body.length * 3) / 4)} bytes</p>;
  return (
    <>
      <pre className="body">{value.body}</pre>
      {value.truncated && <p className="muted">the body goes on; only its beginning is kept</p>}
    </>
  );
};
