import { X509Certificate } from 'node:crypto';

/** A certificate as stores tell it from others. */
export type Certificate = {
  readonly pem: string;
  /** SHA-1 in lower case, because that is all that some stores say; it tells certificates apart and proves nothing. */
  readonly thumbprint: string;
  /** Its common name, or all of its subject. */
  readonly name: string;
};

/** Every certificate in a text; what is none is left out. */
export const certificatesIn = (text: string): readonly Certificate[] =>
  (text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g) ?? []).flatMap(
    (pem) => certificateOf(pem) ?? [],
  );

export const certificateOf = (pem: string): Certificate | undefined => {
  try {
    const { fingerprint, subject } = new X509Certificate(pem);
    return {
      pem: `${pem.trim()}\n`,
      thumbprint: fingerprint.replaceAll(':', '').toLowerCase(),
      name: /^CN=(.*)$/m.exec(subject)?.[1] ?? subject,
    };
  } catch {
    return undefined;
  }
};

/** How authorities made here are called, each with a number behind it. */
export const ownName = 'Slipway local authority';

export const isOwnName = (name: string): boolean => name.startsWith(ownName);

/** A file or an entry of a store for an authority: its name in small letters, digits and dashes. */
export const entryName = ({ name }: Pick<Certificate, 'name'>): string => {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return plain.startsWith('slipway') ? plain : `slipway-${plain}`;
};
