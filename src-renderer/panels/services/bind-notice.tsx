import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';

/** What became of the last binding, with the way back. */
export const BindNotice = () => {
  const t = useWords('services');
  const { bind, navigation } = useStores();
  const last = useSlice('bind', (state) => state.last);
  if (last === undefined) return null;
  const dismiss = (
    <Button look="quiet" onPress={bind.dismiss}>
      {t('action.dismiss')}
    </Button>
  );
  if (!last.ok) {
    return (
      <Notice tone="error" actions={dismiss}>
        {t('notice.failed', { reason: last.words })}
      </Notice>
    );
  }
  const [file] = last.files;
  return (
    <Notice
      tone={last.waits ? 'warn' : 'info'}
      actions={
        <>
          {file !== undefined && (
            <Button look="quiet" onPress={() => void bind.undo()}>
              {t('action.undo')}
            </Button>
          )}
          {file !== undefined && (
            <Button look="quiet" onPress={() => navigation.openFile(file)}>
              {t('action.show')}
            </Button>
          )}
          {dismiss}
        </>
      }
    >
      {file === undefined
        ? t('notice.same', { what: last.label })
        : t(last.waits ? 'notice.waits' : 'notice.done', { what: last.label, file: last.files.join(', ') })}
    </Notice>
  );
};
