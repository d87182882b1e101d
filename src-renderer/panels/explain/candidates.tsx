import { useState } from 'react';
import type { Candidate, Explanation } from '#core/route/explanation.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Mark } from './mark.tsx';
import { PlaceLink } from './place-link.tsx';

const verdicts: Readonly<Record<Candidate['verdict'], { readonly tone: Tone; readonly words: string }>> = {
  chosen: { tone: 'ok', words: 'answers' },
  failed: { tone: 'neutral', words: 'does not match' },
  'not-reached': { tone: 'neutral', words: 'not reached' },
  omitted: { tone: 'warn', words: 'left out' },
};
/** Shown at once; what else there is can be unfolded. */
const mostOpen = 5;

/** The rules of the host in the order in which they were asked: the winner and what came near at once, the rest folded and counted. */
export const Candidates = ({ explanation }: { readonly explanation: Explanation }) => {
  const { candidates, unlisted } = explanation;
  const open = new Set(nearest(candidates).slice(0, mostOpen));
  const folded = candidates.filter((one) => !open.has(one));
  const total = candidates.length + unlisted.failed + unlisted.notReached;
  const failed = folded.filter(({ verdict }) => verdict === 'failed');
  const behind = folded.filter(({ verdict }) => verdict === 'not-reached');
  const leftOut = folded.filter(({ verdict }) => verdict === 'omitted');
  return (
    <section aria-label="routes tried">
      {total > mostOpen && <p className="muted">the nearest of {total} rules of this host, in their order</p>}
      <CandidateList all={candidates.filter((one) => open.has(one))} />
      <Folded all={failed} unlisted={unlisted.failed} words="did not match" />
      <Folded all={behind} unlisted={unlisted.notReached} words="stand behind and are not reached" />
      <Folded all={leftOut} unlisted={0} words="are left out" />
    </section>
  );
};

type FoldedProps = { readonly all: readonly Candidate[]; readonly unlisted: number; readonly words: string };

/** What is folded is not made before somebody unfolds it: of thousands of rules that would be felt with every key. */
const Folded = ({ all, unlisted, words }: FoldedProps) => {
  const [open, setOpen] = useState(false);
  if (all.length === 0) return unlisted === 0 ? null : <p className="muted">{`${unlisted} more ${words}`}</p>;
  return (
    <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{`${all.length + unlisted} more ${words}`}</summary>
      {open && <CandidateList all={all} />}
      {open && unlisted > 0 && <p className="muted">and {unlisted} that are farther away</p>}
    </details>
  );
};

/** The winner, then what failed by the fewest conditions; what is alike stays in the order of the host. */
const nearest = (candidates: readonly Candidate[]): readonly Candidate[] =>
  [...candidates].sort((a, b) => missesOf(a) - missesOf(b));

const missesOf = ({ verdict, checks }: Candidate): number => {
  if (verdict === 'chosen') return -1;
  if (verdict === 'failed') return checks.filter(({ holds }) => !holds).length;
  return verdict === 'omitted' ? 1_000 : 2_000;
};

const CandidateList = ({ all }: { readonly all: readonly Candidate[] }) => (
  <ol className="candidates">
    {all.map((one, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the order is the meaning, and a route may stand here twice
      <CandidateCard key={`${i} ${one.route}`} one={one} />
    ))}
  </ol>
);

const CandidateCard = ({ one }: { readonly one: Candidate }) => {
  const { tone, words } = verdicts[one.verdict];
  const { origin, number } = one;
  return (
    <li className={`candidate ${one.verdict}`}>
      <div className="candidate-head">
        {number > 0 && <span className="muted number">{number}.</span>}
        <Badge tone={tone}>{words}</Badge>
        <PlaceLink place={origin.place}>
          {origin.kind} {origin.namespace}/{origin.name} {origin.path}
        </PlaceLink>
        <span className="muted">{one.action}</span>
      </div>
      {one.checks.length > 0 && (
        <ul className="checks">
          {one.checks.map(({ holds, message, condition, place }) => (
            <li key={condition} className={holds ? 'holds' : 'fails'}>
              <Mark holds={holds} words={['holds', 'fails']} />
              <span>
                {message} {place !== undefined && <PlaceLink place={place} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};
