import { useEffect, useMemo, useState } from 'react';
import type { Text } from '#contract/contract.ts';
import { lineDiff } from '../../state/line-diff.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { DiffView } from '../../ui/diff-view.tsx';
import { langOf } from '../../ui/lang-of.ts';
import { useWords } from '../../words/words.ts';

/** What going back to a generation would do to the files: from what answers now to what answered then. */
export const GenerationDiff = ({ generation }: { readonly generation: number }) => {
  const { review } = useStores();
  const t = useWords('review');
  const served = useSlice('review', (state) => state.served?.texts);
  const [then, setThen] = useState<readonly Text[]>();
  const [failure, setFailure] = useState('');
  useEffect(() => {
    let wanted = true;
    void review.textsOf(generation).then((result) => {
      if (!wanted) return;
      if (result.ok) setThen(result.value);
      else setFailure(result.failure.message);
    });
    return () => {
      wanted = false;
    };
  }, [review, generation]);
  const diffs = useMemo(() => {
    if (then === undefined || served === undefined) return undefined;
    const old = new Map(then.map(({ file, text }) => [file, text]));
    return [...new Set([...served.keys(), ...old.keys()])]
      .sort()
      .filter((file) => served.get(file) !== old.get(file))
      .map((file) => ({ file, diff: lineDiff(served.get(file) ?? '', old.get(file) ?? '') }));
  }, [then, served]);
  if (failure !== '')
    return (
      <p role="status" lang={langOf(failure)}>
        {failure}
      </p>
    );
  if (diffs === undefined) return <p role="status">{t('generations.reading', { generation })}</p>;
  if (diffs.length === 0) return <p role="status">{t('generations.same')}</p>;
  return diffs.map(({ file, diff }) => (
    <article key={file} className="changed-file" aria-label={t('generations.file', { file, generation })}>
      <header>
        <h4>{file}</h4>
      </header>
      <DiffView label={t('generations.diff', { file, generation })} hunks={diff.hunks} />
    </article>
  ));
};
