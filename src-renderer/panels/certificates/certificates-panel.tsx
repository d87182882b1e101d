import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { CertificateIcon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';
import { AuthorityCard } from './authority-card.tsx';
import { ClientList } from './client-list.tsx';
import { ServedList } from './served-list.tsx';
import { StoreList } from './store-list.tsx';
import { useFreshCertificates } from './use-fresh-certificates.ts';
import './certificates.css';

/** Who signs, who trusts that, and what each server shows. */
export const CertificatesPanel = () => {
  const { certificates } = useStores();
  const t = useWords('certificates');
  const known = useSlice('certificates', (state) => state.known);
  const failure = useSlice('certificates', (state) => state.failure);
  useFreshCertificates();
  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
      </header>
      {failure !== undefined && (
        <Notice
          tone="error"
          actions={
            <Button look="quiet" onPress={certificates.dismiss}>
              {t('dismiss')}
            </Button>
          }
        >
          {failure.message}
        </Notice>
      )}
      <div className="panel-body sections certificates-body">
        {known === undefined ? (
          <Empty icon={<CertificateIcon size={32} />} title={t('reading')}>
            <p>{t('authority.none')}</p>
          </Empty>
        ) : (
          <>
            <AuthorityCard known={known} />
            <StoreList stores={known.stores} />
            <ServedList served={known.served} />
            <ClientList clients={known.clients} />
          </>
        )}
      </div>
    </>
  );
};
