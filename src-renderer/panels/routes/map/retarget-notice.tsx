import { useSlice, useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useWords } from '../../../words/words.ts';

/** What became of the last destination that was led elsewhere, with the way back. */
export const RetargetNotice = () => {
  const { retarget } = useStores();
  const t = useWords('routes');
  const last = useSlice('retarget', (state) => state.last);
  if (last === undefined) return null;
  return (
    <Notice
      tone={last.ok ? 'info' : 'warn'}
      actions={
        <>
          {last.ok && <Button onPress={retarget.undo}>{t('map.undo')}</Button>}
          <Button look="quiet" onPress={retarget.dismiss}>
            {t('map.dismiss')}
          </Button>
        </>
      }
    >
      {last.words}
    </Notice>
  );
};
