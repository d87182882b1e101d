import type { CertificatesState } from '#contract/reach.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { useWords } from '../../words/words.ts';
import { Validity } from './validity.tsx';

/** The authority that signs for this machine, without its key. */
export const AuthorityCard = ({ known }: { readonly known: CertificatesState }) => {
  const { certificates } = useStores();
  const t = useWords('certificates');
  const doing = useSlice('certificates', (state) => state.doing);
  const { authority, mkcert } = known;
  return (
    <section aria-label={t('authority.title')}>
      <header className="section-head">
        <h3>{t('authority.title')}</h3>
        {authority !== undefined && <Badge tone="info">{t(`authority.from.${authority.from}`)}</Badge>}
      </header>
      {authority === undefined ? (
        <p className="muted">{t('authority.none')}</p>
      ) : (
        <>
          <dl className="facts">
            <dt>{t('authority.subject')}</dt>
            <dd lang="en">{authority.subject}</dd>
            <dt>{t('authority.valid')}</dt>
            <dd>
              <Validity of={authority} />
            </dd>
            <dt>{t('authority.fingerprint')}</dt>
            <dd>
              <code>{authority.sha256}</code>
              <CopyButton text={authority.sha256} what={t('authority.fingerprintWhat')} />
            </dd>
            <dt>{t('authority.file')}</dt>
            <dd>
              {authority.file === undefined ? (
                <span className="muted">{t('authority.memory')}</span>
              ) : (
                <>
                  <code>{authority.file}</code>
                  <CopyButton text={authority.file} what={t('authority.fileWhat')} />
                </>
              )}
            </dd>
          </dl>
          <div className="ways">
            <Button onPress={() => saveFile('slipway-authority.pem', authority.pem, 'application/x-pem-file')}>
              {t('authority.download')}
            </Button>
            {authority.from === 'mkcert' && (
              <Button disabled={doing !== undefined} onPress={() => void certificates.use('own')}>
                {t('authority.useOwn')}
              </Button>
            )}
          </div>
        </>
      )}
      {mkcert !== undefined && authority?.from !== 'mkcert' && (
        <div className="aside">
          <p className="muted">{t('authority.mkcertFound', { folder: mkcert })}</p>
          <Button disabled={doing !== undefined} onPress={() => void certificates.use('mkcert')}>
            {t('authority.useMkcert')}
          </Button>
        </div>
      )}
    </section>
  );
};
