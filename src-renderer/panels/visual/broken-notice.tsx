import { useMemo } from 'react';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Notice } from '../../ui/notice.tsx';
import { rich } from '../../words/rich.ts';
import { useWords } from '../../words/words.ts';
import type { Broken } from './use-document.ts';
import type { Shown } from './use-shown.ts';

/** Why the document at the cursor has no form that can be changed, and the way to the line. */
export const BrokenNotice = ({ shown, broken }: { readonly shown: Shown; readonly broken: Broken }) => {
  const { navigation } = useStores();
  const t = useWords('visual');
  const wrong = useFirstError(shown, broken);
  return (
    <Notice
      tone="error"
      actions={
        wrong && (
          <button type="button" className="link" onClick={() => navigation.jumpTo(wrong.place)}>
            {t('broken.line', { line: wrong.place.line })}
          </button>
        )
      }
    >
      {rich(t('broken.text'), { why: <span lang="en">{wrong?.message ?? broken.message}</span> })}
    </Notice>
  );
};

/** The first error of the document's own text; those of its neighbours are theirs. */
const useFirstError = ({ file, text }: Shown, { from, to }: Broken): Diagnostic | undefined => {
  const diagnostics = useSlice('draft', (state) => state.diagnostics);
  const isOfThis = useSlice('draft', (state) => state.texts.get(file) === text);
  return useMemo(() => {
    if (!isOfThis) return undefined;
    return diagnostics.find(
      ({ severity, code, place }) =>
        severity === 'error' &&
        place.file === file &&
        code.startsWith('yaml/') &&
        place.range[0] >= from &&
        place.range[0] <= to,
    );
  }, [diagnostics, isOfThis, file, from, to]);
};
