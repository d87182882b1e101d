import type { ExplainedDestination } from '#core/route/explanation.ts';
import { Badge } from '../../ui/badge.tsx';
import { rich } from '../../words/rich.ts';
import { useWords } from '../../words/words.ts';
import { PlaceLink } from './place-link.tsx';

/** Where the winner leads, with every share, its addresses and the DestinationRule in force. */
export const Destinations = ({ destinations }: { readonly destinations: readonly ExplainedDestination[] }) => {
  const t = useWords('explain');
  const allWeights = destinations.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <ul className="shares">
      {destinations.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is that of the rule, and a service may stand there twice
        <li key={`${i} ${one.cluster}`}>
          {destinations.length > 1 && <Badge tone="accent">{Math.round((one.weight / allWeights) * 1000) / 10}%</Badge>}
          <span className="mono">
            {one.host}
            {one.port === 0 ? '' : `:${one.port}`}
            {one.subset === undefined ? '' : ` (${one.subset})`}
          </span>
          <span className="muted">→</span>
          <Where one={one} />
          <PlaceLink place={one.origin.place} />
          {one.denied?.map((words) => (
            <span key={words} className="none" lang="en">
              {words}
            </span>
          ))}
          {one.ruleOrigin !== undefined && (
            <p className="policy">
              {rich(t('to.under'), {
                rule: (
                  <PlaceLink place={one.ruleOrigin.place}>
                    {one.ruleOrigin.kind} {one.ruleOrigin.namespace}/{one.ruleOrigin.name}
                  </PlaceLink>
                ),
              })}
              {one.policy !== undefined && <span lang="en">{t('to.policy', { words: one.policy.join(', ') })}</span>}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
};

const Where = ({ one }: { readonly one: ExplainedDestination }) => {
  const t = useWords('explain');
  if (one.instead !== undefined)
    return (
      <span className="none" lang="en">
        {one.instead}
      </span>
    );
  if (!one.known) return <span className="none">{t('to.unknown')}</span>;
  if (one.addresses.length === 0) return <span className="none">{t('to.noAddress')}</span>;
  return <span className="mono">{one.addresses.join(', ')}</span>;
};
