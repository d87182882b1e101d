import { useEffect, useMemo, useState } from 'react';
import type { RequestInput, RunningState } from '#contract/contract.ts';
import { askDocuments, completeExplanation, type DocumentsAnswer } from '#core/convert/complete-explanation.ts';
import type { Explanation } from '#core/route/explanation.ts';
import { createExplainer } from '../../state/explain-draft.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';

const noListeners: RunningState['gateway']['listeners'] = [];

export type Explained =
  | { readonly is: 'explained'; readonly explanation: Explanation; readonly other: Explanation | undefined }
  | { readonly is: 'failed'; readonly message: string }
  | { readonly is: 'waiting' };

/** Who answers and why: by the draft in this window, by the running table in main. Asked anew for every keystroke and generation. */
export const useExplanation = (request: RequestInput): Explained => {
  const { request: store } = useStores();
  const against = useSlice('request', (state) => state.against);
  const explained = useSlice('request', (state) => state.explained);
  const explainedFor = useSlice('request', (state) => state.explainedFor);
  const table = useSlice('draft', (state) => state.table);
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners ?? noListeners);
  const generation = useSlice('running', (state) => state.running?.gateway.generation);
  const explain = useMemo(createExplainer, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation may answer the same request differently
  useEffect(() => {
    const timer = setTimeout(() => void store.explainRunning(request), 80);
    return () => clearTimeout(timer);
  }, [request, generation, store]);

  const draft = useMemo(
    () => (table === undefined ? undefined : explain(table, request, listeners)),
    [table, request, listeners, explain],
  );
  const running = explained?.ok ? explained.value : undefined;
  const base = against === 'draft' ? draft : running;
  const explanation = useCompleted(base);
  const other = against === 'draft' ? (explainedFor === request ? running : undefined) : draft;
  if (against === 'running' && explained?.ok === false) return { is: 'failed', message: explained.failure.message };
  return explanation === undefined ? { is: 'waiting' } : { is: 'explained', explanation, other };
};

/** With the lines of the conditions, as the drafts are now; they follow a moment later. */
const useCompleted = (base: Explanation | undefined): Explanation | undefined => {
  const { language } = useStores();
  const texts = useSlice('draft', (state) => state.texts);
  const [known, setKnown] = useState<{ readonly of: Explanation; readonly answer: DocumentsAnswer }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines move when the drafts change
  useEffect(() => {
    if (base === undefined) return;
    let wanted = true;
    language
      .explained(askDocuments(base))
      .then((answer) => wanted && answer && setKnown({ of: base, answer }))
      // Without the documents the lines of the rules remain.
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [base, texts, language]);
  return useMemo(
    () => (base !== undefined && known?.of === base ? completeExplanation(base, known.answer) : base),
    [base, known],
  );
};
