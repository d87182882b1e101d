import { useState } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';

/** Asks before a file is deleted from disk. */
export const DeleteFile = ({ file, onDone }: { readonly file: string; readonly onDone: () => void }) => {
  const { files } = useStores();
  const t = useWords('editor');
  const [problem, setProblem] = useState('');
  const remove = async () => {
    const failure = await files.remove(file);
    if (failure === undefined) onDone();
    else setProblem(failure.message);
  };
  return (
    <Notice
      tone={problem === '' ? 'warn' : 'error'}
      actions={
        <>
          <Button onPress={() => void remove()}>{t('delete.yes')}</Button>
          <Button look="quiet" onPress={onDone}>
            {t('delete.no')}
          </Button>
        </>
      }
    >
      {problem === '' ? t('delete.ask', { file }) : problem}
    </Notice>
  );
};
