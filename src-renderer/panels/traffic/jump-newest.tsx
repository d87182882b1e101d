import { useSyncExternalStore } from 'react';
import { useSlice } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';
import type { ListView } from './list-view.ts';

/** Leads back to where the newest rows are, and says how many have come; nothing while they are in sight. */
export const JumpNewest = ({ view }: { readonly view: ListView }) => {
  const t = useWords('traffic');
  const down = useSlice('traffic', (state) => state.sort.down);
  const { following, newer, hasNewest } = useSyncExternalStore(view.onNewest, view.newest);
  if (!hasNewest || following) return null;
  return (
    <button type="button" className={`jump-newest ${down ? 'top' : ''}`} title={t('jump')} onClick={view.jump}>
      <span aria-hidden="true">{down ? '↑' : '↓'}</span>
      {newer > 0 ? t('newer', { count: newer }) : t('newest')}
    </button>
  );
};
