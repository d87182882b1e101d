import { useState } from 'react';
import type { Candidate, Explanation } from '#core/route/explanation.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { useWords } from '../../words/words.ts';
import { Mark } from './mark.tsx';
import { PlaceLink } from './place-link.tsx';

const tones: Readonly<Record<Candidate['verdict'], Tone>> = {
  chosen: 'ok',
  failed: 'neutral',
  'not-reached': 'neutral',
  omitted: 'warn',
};
/** Shown at once; what else there is can be unfolded. */
const mostOpen = 5;

/** The rules of the host in the order in which they were asked: the winner and what came near at once, the rest folded and counted. */
export const Candidates = ({ explanation }: { readonly explanation: Explanation }) => {
  const t = useWords('explain');
  const { candidates, unlisted } = explanation;
  const open = new Set(nearest(candidates).slice(0, mostOpen));
  const folded = candidates.filter((one) => !open.has(one));
  const total = candidates.length + unlisted.failed + unlisted.notReached;
  const failed = folded.filter(({ verdict }) => verdict === 'failed');
  const behind = folded.filter(({ verdict }) => verdict === 'not-reached');
  const leftOut = folded.filter(({ verdict }) => verdict === 'omitted');
  return (
    <section aria-label={t('rules.label')}>
      {total > mostOpen && <p className="muted">{t('rules.nearest', { count: total })}</p>}
      <CandidateList all={candidates.filter((one) => open.has(one))} />
      <Folded all={failed} unlisted={unlisted.failed} which="failed" />
      <Folded all={behind} unlisted={unlisted.notReached} which="behind" />
      <Folded all={leftOut} unlisted={0} which="omitted" />
    </section>
  );
};

type FoldedProps = {
  readonly all: readonly Candidate[];
  readonly unlisted: number;
  readonly which: 'failed' | 'behind' | 'omitted';
};

/** What is folded is not made before somebody unfolds it: of thousands of rules that would be felt with every key. */
const Folded = ({ all, unlisted, which }: FoldedProps) => {
  const t = useWords('explain');
  const [open, setOpen] = useState(false);
  if (all.length === 0)
    return unlisted === 0 ? null : <p className="muted">{t(`rules.${which}`, { count: unlisted })}</p>;
  return (
    <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t(`rules.${which}`, { count: all.length + unlisted })}</summary>
      {open && <CandidateList all={all} />}
      {open && unlisted > 0 && <p className="muted">{t('rules.farther', { count: unlisted })}</p>}
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
  const t = useWords('explain');
  const { origin, number } = one;
  return (
    <li className={`candidate ${one.verdict}`}>
      <div className="candidate-head">
        {number > 0 && <span className="muted number">{number}.</span>}
        <Badge tone={tones[one.verdict]}>{t(`rule.${one.verdict}`)}</Badge>
        <PlaceLink place={origin.place}>
          {origin.kind} {origin.namespace}/{origin.name} {origin.path}
        </PlaceLink>
        <span className="muted" lang="en">
          {one.action}
        </span>
      </div>
      {one.checks.length > 0 && (
        <ul className="checks">
          {one.checks.map(({ holds, message, condition, place }) => (
            <li key={condition} className={holds ? 'holds' : 'fails'}>
              <Mark holds={holds} words={[t('check.holds'), t('check.fails')]} />
              <span lang="en">
                {message} {place !== undefined && <PlaceLink place={place} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};
