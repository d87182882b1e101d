import { useState } from 'react';
import type { Generation } from '#contract/contract.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { type Say, useTongue, useWords } from '../../words/words.ts';
import { GenerationDiff } from './generation-diff.tsx';

/** The states of the configuration that have answered in this run, and the way back to each. */
export const Generations = () => {
  const { review } = useStores();
  const t = useWords('review');
  const tongue = useTongue();
  const generations = useSlice('review', (state) => state.generations);
  const busy = useSlice('review', (state) => state.busy);
  const [shown, setShown] = useState<number>();
  if (generations.length === 0) return null;
  const [newest] = generations;
  const back = generations.find((one) => one.back);
  return (
    <section className="generations" aria-label={t('generations.label')}>
      <header>
        <h3>{t('generations.title')}</h3>
        <Button disabled={busy || back === undefined} onPress={() => void review.rollback()}>
          {back === undefined ? t('generations.back') : t('generations.backTo', { generation: back.generation })}
        </Button>
      </header>
      <ol>
        {generations.map((one) => {
          const { generation, at, changes } = one;
          const isShown = shown === generation;
          return (
            <li key={generation}>
              <div className="generation">
                <strong>{generation}</strong>
                {one === newest && <Badge tone="ok">{t('generations.now')}</Badge>}
                <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString(tongue)}</time>
                <span>{wordsOf(t, one)}</span>
                <span className="muted">{sayChanges(t, changes)}</span>
                <span className="actions">
                  {one !== newest && (
                    <>
                      <button
                        type="button"
                        className="link"
                        aria-expanded={isShown}
                        onClick={() => setShown(isShown ? undefined : generation)}
                      >
                        {t('generations.compare')}
                        <span className="hidden-visually"> {t('generations.compareWith', { generation })}</span>
                      </button>
                      <button
                        type="button"
                        className="link"
                        disabled={busy}
                        onClick={() => void review.rollback(generation)}
                      >
                        {t('generations.goBack')}
                        <span className="hidden-visually"> {t('generations.goBackTo', { generation })}</span>
                      </button>
                    </>
                  )}
                </span>
              </div>
              {isShown && <GenerationDiff generation={generation} />}
            </li>
          );
        })}
      </ol>
    </section>
  );
};

const wordsOf = (t: Say<'review'>, { by, of }: Generation): string => {
  if (by !== 'rollback') return t(`by.${by}`);
  return of === undefined ? t('by.rollbackEarlier') : t('by.rollback', { of });
};

const sayChanges = (t: Say<'review'>, changes: Generation['changes']): string => {
  const named = changes.slice(0, 2).map(({ file, added, removed }) => `${file} +${added} −${removed}`);
  return changes.length > 2
    ? t('generations.more', { files: named.join(', '), count: changes.length - 2 })
    : named.join(', ');
};
