import type { StoreFinding, TrustStore } from '#core/reach/trust-store.ts';
import type { Say } from '../words/words.ts';

/** How a store of certificates is called, what uses it, and what was found in it. `lang`: where the core says it, in English. */
export type StoreWords = {
  readonly name: string;
  readonly usedBy: string;
  readonly says: string;
  readonly lang?: 'en';
};

/** In the language of the window where the store tells what it is; its own English sentences otherwise. */
export const storeWords = ({ about, name, usedBy, says }: TrustStore, t: Say<'certificates'>): StoreWords => {
  if (about === undefined) return { name, usedBy, says, lang: 'en' };
  const { sort, called, finding } = about;
  return {
    name: t(`stores.sort.${sort}.name`, { called }),
    usedBy: t(`stores.sort.${sort}.usedBy`),
    says: finding.is === 'hint' ? hintWords(sort, says, t) : findingWords(finding, t),
  };
};

/** Of those that nobody can write. */
const hintWords = (sort: string, says: string, t: Say<'certificates'>): string =>
  sort === 'node' || sort === 'curl' ? t(`stores.finding.hint.${sort}`) : says;

const findingWords = (finding: Exclude<StoreFinding, { readonly is: 'hint' }>, t: Say<'certificates'>): string => {
  switch (finding.is) {
    case 'trusted':
      return trustedWords(finding, t);
    case 'missing':
      return t('stores.finding.missing', { names: listOf(finding.domains) });
    default:
      return t(`stores.finding.${finding.is}`, finding);
  }
};

const trustedWords = (
  { domains, left, byHand, after }: Extract<StoreFinding, { is: 'trusted' }>,
  t: Say<'certificates'>,
): string => {
  const base =
    domains === undefined
      ? t(byHand ? 'stores.finding.byHand' : 'stores.finding.every')
      : domains.length === 0
        ? t('stores.finding.reserved')
        : t('stores.finding.domains', { names: listOf(domains) });
  return [
    base,
    ...(left.length === 0 ? [] : [t('stores.finding.left', { names: listOf(left) })]),
    ...(after === undefined ? [] : [t(`stores.finding.restart.${after}`)]),
  ].reduce((first, second) => t('stores.finding.then', { first, second }));
};

const listOf = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')}, … (+${names.length - 5})` : names.join(', ');
