import { useSlice, useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { rich } from '../../../words/rich.ts';
import { useWords } from '../../../words/words.ts';
import { useVisual } from '../visual-context.ts';
import type { Rules } from './use-rules.ts';

/** The way back from a removal, as long as it is the last thing that was done to the file. */
export const Removed = ({ rules: { removed } }: { readonly rules: Rules }) => {
  const { files } = useStores();
  const t = useWords('visual');
  const { file } = useVisual();
  const isLast = useSlice('files', () => removed !== undefined && files.history(file).undo === removed.label);
  if (removed === undefined || !isLast) return null;
  return (
    <Notice tone="info" actions={<Button onPress={() => files.undo(file)}>{t('rule.undo')}</Button>}>
      {rich(t('rule.removedWords', { step: removed.label }), { words: <span lang="en">{removed.words}</span> })}
    </Notice>
  );
};
