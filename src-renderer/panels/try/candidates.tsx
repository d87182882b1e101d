import { useMemo } from 'react';
import type { Candidate, Explanation } from '#core/route/explanation.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { CheckIcon, CrossIcon } from '../../ui/icons.tsx';

const verdicts: Readonly<Record<Candidate['verdict'], { readonly tone: Tone; readonly words: string }>> = {
  chosen: { tone: 'ok', words: 'answers' },
  failed: { tone: 'error', words: 'does not match' },
  'not-reached': { tone: 'neutral', words: 'not reached' },
  omitted: { tone: 'neutral', words: 'left out' },
};
const mostShown = 200;

/** Every route of the host in order, with each condition and whether it held. Of very many, those that say most: the winner, then near misses. */
export const Candidates = ({ explanation }: { readonly explanation: Explanation }) => {
  const { candidates } = explanation;
  const many = candidates.length > mostShown;
  const shown = useMemo(() => (many ? nearest(candidates) : candidates), [many, candidates]);
  if (candidates.length === 0) return null;
  return (
    <section aria-label="routes tried">
      <h3>
        {many
          ? `The nearest ${mostShown} of ${candidates.length} routes of this host`
          : 'Routes of this host, from the top'}
      </h3>
      <ol className="candidates">
        {shown.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order is the meaning, and a route may stand here twice
          <CandidateCard key={`${i} ${one.route}`} one={one} />
        ))}
      </ol>
    </section>
  );
};

/** The winner, then what failed by the fewest conditions; what is alike stays in the order of the host. */
const nearest = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates
    .map((one) => ({ one, misses: missesOf(one) }))
    .sort((a, b) => a.misses - b.misses)
    .slice(0, mostShown)
    .map(({ one }) => one);

const missesOf = ({ verdict, checks }: Candidate): number => {
  if (verdict === 'chosen') return -1;
  if (verdict === 'failed') return checks.filter(({ holds }) => !holds).length;
  return verdict === 'omitted' ? 1_000 : 2_000;
};

const CandidateCard = ({ one }: { readonly one: Candidate }) => {
  const { navigation } = useStores();
  const { tone, words } = verdicts[one.verdict];
  const { origin } = one;
  return (
    <li className={`candidate ${one.verdict}`}>
      <div className="candidate-head">
        <Badge tone={tone}>{words}</Badge>
        <button type="button" className="link" onClick={() => navigation.jumpTo(origin.place)}>
          {origin.kind} {origin.namespace}/{origin.name} {origin.path}
        </button>
        <span className="muted">{one.action}</span>
      </div>
      {one.checks.length > 0 && (
        <ul className="checks">
          {one.checks.map(({ holds, message, condition }) => (
            <li key={condition} className={holds ? 'holds' : 'fails'}>
              {holds ? <CheckIcon size={14} /> : <CrossIcon size={14} />}
              <span className="hidden-visually">{holds ? 'holds: ' : 'fails: '}</span>
              {message}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};
