import { useState } from 'react';
import type { RequestInput } from '#contract/contract.ts';
import type { Explanation } from '#core/route/explanation.ts';
import type { Hint } from '#core/route/hint.ts';
import { changeRequest } from '#core/route/hint-change.ts';
import { useStores } from '../../state/stores-context.ts';
import { sayWrite, writeHint } from '../../state/write-hint.ts';
import { Button } from '../../ui/button.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';
import { PlaceLink } from './place-link.tsx';

type HintListProps = {
  readonly hints: readonly Hint[];
  readonly request: RequestInput;
  /** The explanation by the draft, into which conditions are written. */
  readonly draft: Explanation | undefined;
};

/** What nearly gave a good answer, each with its line; a request that is known to be answered can be taken over, a condition written. */
export const HintList = ({ hints, request, draft }: HintListProps) => {
  const stores = useStores();
  const t = useWords('explain');
  const { request: store } = stores;
  const [failed, setFailed] = useState<{ readonly hint: Hint; readonly message: string }>();
  if (hints.length === 0) return null;
  // The button goes away with its hint; the focus has to stay somewhere.
  const ask = (change: NonNullable<Hint['request']>) => {
    const { method, url, headers } = changeRequest(request, change);
    store.change({ method, url, headers });
    store.focus();
  };
  const write = (hint: Hint) => {
    const written = writeHint(stores, hint);
    setFailed(written.ok ? undefined : { hint, message: written.failure.message });
    // What was written answers in the draft first.
    if (!written.ok) return;
    store.change({ against: 'draft' });
    store.focus();
  };
  return (
    <section className="hints" aria-label={t('hints.label')}>
      <h3>{t('hints.title')}</h3>
      <ul>
        {hints.map((hint) => {
          const { kind, message, origin, place = origin?.place, request: change } = hint;
          const written = isInDraft(hint, draft) ? sayWrite(hint) : undefined;
          return (
            <li key={`${kind} ${message} ${place?.file}:${place?.line}`}>
              <WarningIcon size={14} />
              <div>
                <p className="sentence" lang="en">
                  {message}
                </p>
                <p className="hint-links">
                  {place !== undefined && <PlaceLink place={place} />}
                  {origin !== undefined && (
                    <span className="muted">
                      {origin.kind} {origin.namespace}/{origin.name} {origin.path}
                    </span>
                  )}
                  {change !== undefined && <Button onPress={() => ask(change)}>{t('hints.ask')}</Button>}
                  {written !== undefined && (
                    <Button onPress={() => write(hint)}>{t('hints.write', { condition: written })}</Button>
                  )}
                </p>
                {failed?.hint === hint && <Notice tone="error">{failed.message}</Notice>}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
};

/** The running table may have other rules than the text that would be changed. */
const isInDraft = ({ message, origin }: Hint, draft: Explanation | undefined): boolean =>
  draft?.hints.some((one) => one.message === message && one.origin?.path === origin?.path) ?? false;
