import type { Condition } from '#core/snapshot/status.ts';
import { useWords } from '../../words/words.ts';
import { Dot } from './dot.tsx';
import { toneOf } from './judge.ts';

/** Conditions as `kubectl describe` has them: type, status, reason, and the sentence for people where there is one. */
export const Conditions = ({ of, conditions }: { readonly of: string; readonly conditions: readonly Condition[] }) => {
  const t = useWords('status');
  if (conditions.length === 0) return null;
  return (
    <ul className="resource-conditions" aria-label={t('conditions', { of })}>
      {conditions.map((one) => (
        <li key={one.type} lang="en">
          <span>{one.type} </span>
          <span className={`standing ${toneOf(one)}`}>
            <Dot tone={toneOf(one)} />
            {one.status}{' '}
          </span>
          <span className="muted">{one.reason} </span>
          {one.message !== '' && <p>{one.message}</p>}
        </li>
      ))}
    </ul>
  );
};
