import type { CertificateFacts } from '#contract/reach.ts';
import { Badge } from '../../ui/badge.tsx';
import { useTongue, useWords } from '../../words/words.ts';

const day = 86_400_000;

/** From when until when a certificate holds, and how much of that is left. */
export const Validity = ({ of: { notBefore, notAfter } }: { readonly of: CertificateFacts }) => {
  const t = useWords('certificates');
  const tongue = useTongue();
  const when = new Intl.DateTimeFormat(tongue, { dateStyle: 'medium' });
  return (
    <span className="validity">
      {t('authority.range', { from: when.format(notBefore), to: when.format(notAfter) })}{' '}
      <Left of={{ notBefore, notAfter }} />
    </span>
  );
};

/** Days are whole ones; in the last week it is time to look. */
export const Left = ({
  of: { notBefore, notAfter },
}: {
  readonly of: Pick<CertificateFacts, 'notBefore' | 'notAfter'>;
}) => {
  const t = useWords('certificates');
  const now = Date.now();
  if (now > notAfter) return <Badge tone="error">{t('expired')}</Badge>;
  if (now < notBefore) return <Badge tone="error">{t('notYet')}</Badge>;
  const count = Math.floor((notAfter - now) / day);
  return <Badge tone={count < 7 ? 'warn' : 'neutral'}>{t('days', { count })}</Badge>;
};
