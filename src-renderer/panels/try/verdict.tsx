import type { Explanation } from '#core/route/explanation.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { wordsFor } from './verdict-words.ts';

/** What will happen, in one glance, and what to do where nothing good will. */
export const Verdict = ({ explanation }: { readonly explanation: Explanation }) => {
  const { navigation } = useStores();
  const { decision, destinations, nextSteps } = explanation;
  const { status, tone, headline, facts } = wordsFor(decision);
  const allWeights = destinations.reduce((sum, { weight }) => sum + weight, 0);
  const origin = decision.outcome === 'reject' ? decision.origin : decision.route.origin;
  return (
    <section className={`verdict ${tone}`} aria-label="prediction">
      <p className="headline" role="status">
        {status !== undefined && <Badge tone={tone}>{status}</Badge>}
        <strong>{headline}</strong>
      </p>
      {origin !== undefined && (
        <p>
          by{' '}
          <button type="button" className="link" onClick={() => navigation.jumpTo(origin.place)}>
            {origin.kind} {origin.namespace}/{origin.name} {origin.path}
          </button>{' '}
          <span className="muted">
            {origin.place.file}:{origin.place.line}
          </span>
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
      {destinations.length > 0 && (
        <ul className="shares">
          {destinations.map((one) => (
            <li key={`${one.cluster} ${one.weight}`}>
              {destinations.length > 1 && (
                <Badge tone="accent">{Math.round((one.weight / allWeights) * 1000) / 10}%</Badge>
              )}
              <span className="mono">
                {one.host}:{one.port}
                {one.subset === undefined ? '' : ` (${one.subset})`}
              </span>
              <span className="muted">→</span>
              <span className={one.addresses.length === 0 ? 'none' : 'mono'}>
                {one.addresses.length === 0 ? 'no address here' : one.addresses.join(', ')}
              </span>
              {one.denied?.map((words) => (
                <span key={words} className="none">
                  {words}
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
      {nextSteps.length > 0 && (
        <ul className="next-steps" aria-label="next steps">
          {nextSteps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      )}
    </section>
  );
};
