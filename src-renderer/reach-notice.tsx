import { useSlice, useStores } from './state/stores-context.ts';
import { Button } from './ui/button.tsx';
import { langOf } from './ui/lang-of.ts';
import { Notice } from './ui/notice.tsx';
import { rich } from './words/rich.ts';
import { useWords } from './words/words.ts';

/** Why the last browser did not open, wherever in the window that was asked for. */
export const ReachNotice = () => {
  const { reach, navigation } = useStores();
  const t = useWords('browser');
  const refusal = useSlice('reach', (state) => state.refusal);
  const panel = useSlice('navigation', (state) => state.panel);
  if (refusal === undefined) return null;
  return (
    <Notice
      tone="error"
      actions={
        <>
          {panel !== 'browser' && <Button onPress={() => navigation.openPanel('browser')}>{t('show')}</Button>}
          <Button look="quiet" onPress={reach.dismiss}>
            {t('dismiss')}
          </Button>
        </>
      }
    >
      {rich(t('refused'), { why: <span lang={langOf(refusal.message)}>{refusal.message}</span> })}
    </Notice>
  );
};
