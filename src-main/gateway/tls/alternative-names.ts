import type { X509Certificate } from 'node:crypto';

/** `kind` as OpenSSL writes it: DNS, URI, IP Address, email. */
export type AlternativeName = { readonly kind: string; readonly value: string };

/** The subject alternative names of a certificate, in its order. */
export function alternativeNames({ subjectAltName = '' }: X509Certificate): readonly AlternativeName[] {
  // A value with a comma or a quotation mark is written as a JSON string.
  return [...(subjectAltName ?? '').matchAll(/(?:^|, )([A-Za-z ]+):(?:"((?:[^"\\]|\\.)*)"|([^,]*))/g)].map(
    ([, kind = '', quoted, plain = '']) => ({ kind, value: quoted === undefined ? plain : unquoted(quoted) }),
  );
}

function unquoted(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
