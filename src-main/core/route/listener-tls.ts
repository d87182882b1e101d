import type { Place } from '../text/diagnostic.ts';

/** How TLS is spoken on a chain (reference 2.5, 2.7). Names where keys are to be found, never a key. */
export type ChainTls = {
  /** As declared: SIMPLE, MUTUAL, OPTIONAL_MUTUAL, ISTIO_MUTUAL, PASSTHROUGH … */
  readonly mode: string;
  readonly credentialName?: string;
  /** Absent where TLS is not ended here. Several only for several kinds of key, or with `byName`. */
  readonly certificates?: readonly CertificateSource[];
  /** Of several certificates the one for the server name is shown, else the first; those that cannot be used are left out. */
  readonly byName?: true;
  /** What is asked of clients; absent: nothing. */
  readonly clients?: ClientCertificates;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** For TLS up to 1.2, in the names of OpenSSL. */
  readonly ciphers?: readonly string[];
};

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** `place` is where it is named in the user's documents. */
export type CertificateSource =
  | { readonly from: 'secret'; readonly namespace: string; readonly name: string; readonly place: Place }
  | { readonly from: 'files'; readonly certificate: string; readonly key: string; readonly place: Place }
  /** Made here, for these names (with wildcards; `*` for whatever the client asks for). */
  | { readonly from: 'local-authority'; readonly names: readonly string[]; readonly place: Place };

export type ClientCertificates = {
  /** A client without a certificate is refused. */
  readonly required: boolean;
  readonly authorities: AuthoritySource;
  /** Beside these; absent: none. */
  readonly otherAuthorities?: readonly AuthoritySource[];
  /** File with revoked certificates. */
  readonly crl?: string;
  /** Of which a client's certificate must carry one; empty: any. */
  readonly subjectAltNames: readonly string[];
  /** SHA-256 of the certificate (hex), or of its public key (base64), of which one must fit; empty: any. */
  readonly hashes: readonly string[];
  readonly spki: readonly string[];
  /** Any certificate will do. */
  readonly skipVerify: boolean;
};

export type AuthoritySource =
  /** The first of these Secrets that there is: `<credentialName>-cacert`, then `<credentialName>`. */
  | { readonly from: 'secret'; readonly namespace: string; readonly name: string; readonly place: Place }
  | { readonly from: 'config-map'; readonly namespace: string; readonly name: string; readonly place: Place }
  | { readonly from: 'file'; readonly file: string; readonly place: Place }
  | { readonly from: 'local-authority'; readonly place: Place };
