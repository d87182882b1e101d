import { type RefObject, useEffect, useRef } from 'react';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';
import { BlastRadiusView } from './blast-radius-view.tsx';
import { ChangedFiles } from './changed-files.tsx';
import { Generations } from './generations.tsx';
import { usePending } from './use-pending.ts';
import './review.css';

const moments = ['save', 'review'] as const;

/** What applying would change: the text, and the requests that would be answered otherwise; and the way back. */
export const ReviewPanel = () => {
  const { review } = useStores();
  const t = useWords('review');
  const pending = usePending();
  const busy = useSlice('review', (state) => state.busy);
  const said = useSlice('review', (state) => state.said);
  const applyOn = useSlice('running', (state) => state.running?.applyOn ?? 'save');
  const generation = useSlice('running', (state) => state.running?.gateway.generation);
  const waiting = useSlice('running', (state) => state.running?.waiting.length ?? 0);
  const errors = useSlice('draft', (state) => state.diagnostics.filter(({ severity }) => severity === 'error').length);
  // What answers is another text with each generation.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said above
  useEffect(() => {
    void review.refresh();
  }, [review, generation, waiting]);
  const body = useFocusKept(pending.length === 0);
  const conflict = pending.find((one) => one.conflict);
  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
        <span className="spacer" />
        <Segmented
          label={t('on.label')}
          value={applyOn}
          options={moments.map((id) => ({ id, label: t(`on.${id}`) }))}
          onChange={(on) => void review.setApplyOn(on)}
        />
        <Button
          look="primary"
          disabled={busy || pending.length === 0 || conflict !== undefined}
          onPress={() => void review.apply()}
        >
          {pending.length === 0 ? t('apply') : t('applyFiles', { count: pending.length })}
        </Button>
      </header>
      <div className="panel-body review-body" ref={body}>
        {said !== undefined && (
          <Notice
            tone={said.tone}
            actions={
              <Button look="quiet" onPress={review.putAway}>
                {t('close')}
              </Button>
            }
          >
            {said.words}
          </Notice>
        )}
        {conflict !== undefined && <Notice tone="warn">{t('conflict', { file: conflict.file })}</Notice>}
        {pending.length > 0 && errors > 0 && <Notice tone="warn">{t('errors', { count: errors })}</Notice>}
        <ChangedFiles pending={pending} />
        {pending.length > 0 && <BlastRadiusView />}
        <Generations />
      </div>
    </>
  );
};

/** Whoever applied from within a comparison, which then is gone, stays in the panel. */
const useFocusKept = (isEmpty: boolean): RefObject<HTMLDivElement | null> => {
  const body = useRef<HTMLDivElement>(null);
  const before = useRef(isEmpty);
  useEffect(() => {
    const emptied = isEmpty && !before.current;
    before.current = isEmpty;
    if (emptied && document.activeElement === document.body) body.current?.closest<HTMLElement>('[data-part]')?.focus();
  }, [isEmpty]);
  return body;
};
