import { useState } from 'react';
import type { Generation } from '#contract/contract.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { GenerationDiff } from './generation-diff.tsx';

/** The states of the configuration that have answered in this run, and the way back to each. */
export const Generations = () => {
  const { review } = useStores();
  const generations = useSlice('review', (state) => state.generations);
  const busy = useSlice('review', (state) => state.busy);
  const [shown, setShown] = useState<number>();
  if (generations.length === 0) return null;
  const [newest] = generations;
  const back = generations.find((one) => one.back);
  return (
    <section className="generations" aria-label="generations">
      <header>
        <h3>Generations</h3>
        <Button disabled={busy || back === undefined} onPress={() => void review.rollback()}>
          {back === undefined ? 'Go back' : `Go back to ${back.generation}`} (Ctrl+Alt+Z)
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
                {one === newest && <Badge tone="ok">answers now</Badge>}
                <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString()}</time>
                <span>{wordsOf(one)}</span>
                <span className="muted">{sayChanges(changes)}</span>
                <span className="actions">
                  {one !== newest && (
                    <>
                      <button
                        type="button"
                        className="link"
                        aria-expanded={isShown}
                        onClick={() => setShown(isShown ? undefined : generation)}
                      >
                        Compare<span className="hidden-visually"> generation {generation} with what answers now</span>
                      </button>
                      <button
                        type="button"
                        className="link"
                        disabled={busy}
                        onClick={() => void review.rollback(generation)}
                      >
                        Go back<span className="hidden-visually"> to generation {generation}</span>
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

const wordsOf = ({ by, of }: Generation): string => {
  switch (by) {
    case 'start':
      return 'at the start';
    case 'save':
      return 'saved here';
    case 'apply':
      return 'applied after review';
    case 'disk':
      return 'changed on disk';
    case 'rollback':
      return `back to ${of ?? 'an earlier one'}`;
  }
};

const sayChanges = (changes: Generation['changes']): string => {
  const named = changes.slice(0, 2).map(({ file, added, removed }) => `${file} +${added} −${removed}`);
  return changes.length > 2 ? `${named.join(', ')} and ${changes.length - 2} more` : named.join(', ');
};
