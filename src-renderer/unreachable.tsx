import { Empty } from './ui/empty.tsx';
import { BrandIcon } from './ui/icons.tsx';
import { useWords } from './words/words.ts';

/** In place of the window when there is nobody to talk to. */
export const Unreachable = ({ noSession, reason }: { readonly noSession: boolean; readonly reason: string }) => {
  const t = useWords('window');
  return (
    <Empty icon={<BrandIcon size={40} />} title={noSession ? t('unreachable.openTitle') : t('unreachable.silentTitle')}>
      {noSession ? <p>{t('unreachable.open')}</p> : <p>{t('unreachable.silent', { reason })}</p>}
    </Empty>
  );
};
