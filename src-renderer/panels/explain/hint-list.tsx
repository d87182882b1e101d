import type { RequestInput } from '#contract/contract.ts';
import type { Hint } from '#core/route/hint.ts';
import { changeRequest } from '#core/route/hint-change.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { PlaceLink } from './place-link.tsx';

type HintListProps = { readonly hints: readonly Hint[]; readonly request: RequestInput };

/** What nearly gave a good answer, each with its line; a request that is known to be answered can be taken over. */
export const HintList = ({ hints, request }: HintListProps) => {
  const { request: store } = useStores();
  if (hints.length === 0) return null;
  const ask = (change: NonNullable<Hint['request']>) => {
    const { method, url, headers } = changeRequest(request, change);
    store.change({ method, url, headers });
  };
  return (
    <section className="hints" aria-label="hints">
      <h3>Nearly</h3>
      <ul>
        {hints.map(({ kind, message, origin, place = origin?.place, request: change }) => (
          <li key={`${kind} ${message} ${place?.file}:${place?.line}`}>
            <WarningIcon size={14} />
            <div>
              <p className="sentence">{message}</p>
              <p className="hint-links">
                {place !== undefined && <PlaceLink place={place} />}
                {origin !== undefined && (
                  <span className="muted">
                    {origin.kind} {origin.namespace}/{origin.name} {origin.path}
                  </span>
                )}
                {change !== undefined && <Button onPress={() => ask(change)}>Ask for that</Button>}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};
