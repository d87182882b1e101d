import { useSlice } from '../../state/stores-context.ts';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';

/** What became of the last step; a no of the person is no error. */
export const HostsOutcomeNotice = () => {
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
    default:
      return <Notice tone="info">{t(`hosts.${outcome.is}`)}</Notice>;
  }
};
