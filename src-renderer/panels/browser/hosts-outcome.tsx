import { pageToOpen } from '../../state/open-in.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';

/** What became of the last step; a no of the person is no error. */
export const HostsOutcomeNotice = () => {
  const stores = useStores();
  const { reach } = stores;
  const t = useWords('browser');
  const outcome = useSlice('hosts', (state) => state.outcome);
  if (outcome === undefined) return null;
  switch (outcome.is) {
    case 'applied':
      return <Notice tone="info">{t('hosts.applied', { count: outcome.count })}</Notice>;
    case 'failed':
      return <Notice tone="error">{outcome.failure.message}</Notice>;
    case 'changed':
      return <Notice tone="warn">{t('hosts.changed')}</Notice>;
    case 'declined':
      return (
        <Notice
          tone="info"
          actions={<Button onPress={() => void reach.open(pageToOpen(stores))}>{t('hosts.openTest')}</Button>}
        >
          {t('hosts.declined')}
        </Notice>
      );
    case 'cleaned':
      return <Notice tone="info">{t('hosts.cleaned')}</Notice>;
  }
};
