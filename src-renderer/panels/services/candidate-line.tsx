import type { Candidate } from '#core/edit/candidate.ts';
import type { Reason } from '#core/edit/rank-candidates.ts';
import { type Say, useWords } from '../../words/words.ts';

/** One candidate: what it is called, where it is, what is known of it, and why it fits. */
export const CandidateLine = ({
  candidate,
  reasons,
  serves,
}: {
  readonly candidate: Candidate;
  readonly reasons: readonly Reason[];
  /** Destinations that it serves now. */
  readonly serves: readonly string[];
}) => {
  const t = useWords('services');
  const facts = factsOf(candidate, t);
  return (
    <>
      <span className="candidate-name">
        <strong>{candidate.label}</strong>
        <span className="mono">{addressOf(candidate)}</span>
        <span className="muted">{t(`kind.${candidate.kind}`)}</span>
      </span>
      {facts.length > 0 && <span className="candidate-facts muted">{facts.join(' · ')}</span>}
      <span className="candidate-why">
        {reasons.map((reason) => (
          <span key={reason.because}>{sayReason(reason, t)}</span>
        ))}
        {serves.length > 0 && <span className="trouble-text">{t('picker.serves', { names: serves.join(', ') })}</span>}
      </span>
    </>
  );
};

export const addressOf = ({ to: { address, url, sample } }: Candidate): string => {
  if (address !== undefined) return /^\d+$/.test(address) ? `127.0.0.1:${address}` : address;
  return url ?? sample ?? '';
};

const factsOf = ({ about, innerPort, kind }: Candidate, t: Say<'services'>): readonly string[] => {
  const { process, pid, folder, image, title, server, speaks, cluster } = about;
  return [
    title === undefined ? undefined : `“${title}”`,
    process === undefined ? undefined : pid === undefined ? process : t('fact.process', { process, pid }),
    folder === undefined ? undefined : t('fact.folder', { folder }),
    image,
    innerPort === undefined
      ? undefined
      : t(kind === 'forward' ? 'fact.servicePort' : 'fact.innerPort', { port: innerPort }),
    cluster,
    title === undefined ? server : undefined,
    speaks === 'other' ? t('fact.notHttp') : speaks === 'https' ? 'HTTPS' : speaks === 'http2' ? 'HTTP/2' : undefined,
  ].filter((one) => one !== undefined);
};

const sayReason = (reason: Reason, t: Say<'services'>): string => {
  if (reason.because === 'port') return t('reason.port', { port: reason.port });
  if (reason.because === 'used') return t('reason.used');
  return t(reason.because === 'name' ? 'reason.name' : 'reason.subset', { word: reason.word });
};
