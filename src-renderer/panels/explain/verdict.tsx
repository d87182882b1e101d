import type { Explanation } from '#core/route/explanation.ts';
import { Badge } from '../../ui/badge.tsx';
import { rich } from '../../words/rich.ts';
import { useWords } from '../../words/words.ts';
import { PlaceLink } from './place-link.tsx';
import { wordsFor } from './verdict-words.ts';

/** What will happen, in one glance. */
export const Verdict = ({ explanation }: { readonly explanation: Explanation }) => {
  const t = useWords('explain');
  const answers = useWords('answers');
  const { decision, destinations } = explanation;
  const { status, tone, headline, facts } = wordsFor(t, answers, decision, destinations);
  const origin = decision.outcome === 'reject' ? decision.origin : decision.route.origin;
  return (
    <section className={`verdict ${tone}`} aria-label={t('verdict.label')}>
      <p className="headline" role="status">
        {status !== undefined && <Badge tone={tone}>{status}</Badge>}
        <strong>{headline}</strong>
      </p>
      {origin !== undefined && (
        <p>
          {rich(t('verdict.by'), {
            rule: (
              <PlaceLink place={origin.place}>
                {origin.kind} {origin.namespace}/{origin.name} {origin.path}
              </PlaceLink>
            ),
            where: (
              <span className="muted">
                {origin.place.file}:{origin.place.line}
              </span>
            ),
          })}
        </p>
      )}
      {facts.length > 0 && (
        <dl>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="mono">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
};

/** What can be done in any case; what is said better by a hint is not repeated. */
export const NextSteps = ({ explanation: { nextSteps, hints } }: { readonly explanation: Explanation }) => {
  const t = useWords('explain');
  const steps = hints.length === 0 ? nextSteps : nextSteps.filter((step) => !/^(near miss|left out):/.test(step));
  if (steps.length === 0) return null;
  return (
    <ul className="next-steps" lang="en" aria-label={t('verdict.nextSteps')}>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ul>
  );
};
