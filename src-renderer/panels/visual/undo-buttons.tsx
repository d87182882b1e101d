import { useSlice, useStores } from '../../state/stores-context.ts';
import { IconButton } from '../../ui/button.tsx';
import { RevertIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';

/** Undo and redo of the file, whoever changed it; what they would do stands in their names. */
export const UndoButtons = ({ file }: { readonly file: string }) => {
  const { files } = useStores();
  const t = useWords('visual');
  // Each step of the history changes the files.
  useSlice('files', (state) => state.files);
  const { undo, redo } = files.history(file);
  return (
    <span className="undo-buttons">
      <IconButton
        label={undo === undefined ? t('undo.nothing') : t('undo.undo', { step: undo })}
        disabled={undo === undefined}
        onPress={() => files.undo(file)}
      >
        <RevertIcon size={16} />
      </IconButton>
      <IconButton
        label={redo === undefined ? t('undo.nothingRedo') : t('undo.redo', { step: redo })}
        disabled={redo === undefined}
        onPress={() => files.redo(file)}
      >
        <span className="mirrored">
          <RevertIcon size={16} />
        </span>
      </IconButton>
    </span>
  );
};
