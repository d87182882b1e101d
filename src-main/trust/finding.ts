import type { StoreAfter, StoreFinding } from '#core/reach/trust-store.ts';

type Found = Extract<StoreFinding, { readonly is: 'unknown' | 'trusted' | 'distrusted' | 'missing' | 'earlier' }>;

/** What reading a store has found, as one sentence. */
export const sayFinding = (finding: Found): string => {
  switch (finding.is) {
    case 'unknown':
      return 'it does not know the authority';
    case 'distrusted':
      return 'the certificate is in it, but is not trusted for servers; trust it again';
    case 'missing':
      return `it trusts the authority, but not yet for ${quotedList(finding.domains)}; trust it again`;
    case 'earlier':
      return `it holds an earlier certificate, "${finding.name}"; trust the one of now, or take it out`;
    case 'trusted': {
      const { domains, left, byHand, after } = finding;
      const names = domains === undefined ? 'every name' : listOf(domains);
      const hand = byHand ? ', as somebody added it by hand' : '';
      const but = left.length > 0 ? `, but cannot for ${quotedList(left)}` : '';
      return `it trusts the authority for ${names}${hand}${but}${after ? `; ${restarts[after]} to see a change` : ''}`;
    }
  }
};

const restarts: Readonly<Record<StoreAfter, string>> = {
  browsers: 'restart browsers that are open',
  firefox: 'restart Firefox',
  java: 'restart programs of Java that run',
};

const listOf = (domains: readonly string[]): string =>
  domains.length === 0
    ? 'reserved names such as "*.test" alone'
    : `${quotedList(domains)} and reserved names such as "*.test"`;

const quotedList = (names: readonly string[]): string => {
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ');
};
