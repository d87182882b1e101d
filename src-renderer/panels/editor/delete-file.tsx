import { useState } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/** Asks before a file is deleted from disk. */
export const DeleteFile = ({ file, onDone }: { readonly file: string; readonly onDone: () => void }) => {
  const { files } = useStores();
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
          <Button onPress={() => void remove()}>Delete</Button>
          <Button look="quiet" onPress={onDone}>
            Keep
          </Button>
        </>
      }
    >
      {problem === '' ? `Delete “${file}” from disk? Its routes stop answering at once.` : problem}
    </Notice>
  );
};
