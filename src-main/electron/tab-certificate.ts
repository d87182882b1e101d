import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Certificate } from 'electron';

/** What Electron tells of a server's certificate; see `Session.setCertificateVerifyProc`. */
export type ShownCertificate = {
  readonly hostname: string;
  readonly certificate: Pick<Certificate, 'data'> & { readonly issuerCert?: Certificate };
  /** What Chromium came to; 0 is well. */
  readonly errorCode: number;
};

/** `ERR_CERT_AUTHORITY_INVALID` of Chromium's list of errors of the network. */
const unknownAuthority = -202;

/** Electron's words for it: `0` accepts, `-3` leaves it at what Chromium came to. */
export const accepted = 0;
export const asChromiumSays = -3;

export type TabTrust = {
  /** Whether the name leads to the gateway. */
  readonly leadsHere: (host: string) => boolean;
  /** The certificate of the local authority as PEM, absent where there is none. */
  readonly authority: () => Promise<string | undefined>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
};

/**
 * What to answer Chromium about a certificate. Accepted is one thing alone: a chain that Chromium refuses for its unknown authority, of a name
 * that leads to the gateway, which the local authority has signed. Because the unknown authority hides whatever else is wrong, name,
 * dates and purpose are looked at here.
 */
export const judgeCertificate = async (shown: ShownCertificate, trust: TabTrust): Promise<0 | -3> => {
  if (shown.errorCode !== unknownAuthority || !trust.leadsHere(shown.hostname)) return asChromiumSays;
  const authority = await trust.authority();
  if (authority === undefined) return asChromiumSays;
  return isSignedBy(chainOf(shown.certificate), authority, shown.hostname, trust.clock()) ? accepted : asChromiumSays;
};

const longestChain = 8;

/** The certificates that the server sent, as PEM, the leaf first. Electron writes the last one of a chain as its own issuer. */
const chainOf = (leaf: ShownCertificate['certificate']): readonly string[] => {
  const chain: string[] = [];
  let at: ShownCertificate['certificate'] | undefined = leaf;
  while (at !== undefined && chain.length < longestChain && at.data !== chain.at(-1)) {
    chain.push(at.data);
    at = at.issuerCert;
  }
  return chain;
};

const serverPurpose = '1.3.6.1.5.5.7.3.1';

/** Whether a chain (PEM, the leaf first) is one of this authority for a server of that name at that time. Anything unreadable is not. */
export const isSignedBy = (chain: readonly string[], authority: string, host: string, now: number): boolean => {
  try {
    const root = new X509Certificate(authority);
    const [leaf, ...others] = chain.map((pem) => new X509Certificate(pem));
    if (leaf === undefined || leaf.ca || !root.ca || !isNow(root, now) || !isNow(leaf, now)) return false;
    const named = isIP(host) === 0 ? leaf.checkHost(host, { subject: 'never' }) : leaf.checkIP(host);
    if (named === undefined || leaf.keyUsage?.includes(serverPurpose) === false) return false;
    let lowest = leaf;
    for (const next of others) {
      if (isIssuedBy(lowest, root)) return true;
      if (!next.ca || !isNow(next, now) || !isIssuedBy(lowest, next)) return false;
      lowest = next;
    }
    return isIssuedBy(lowest, root) || lowest.fingerprint256 === root.fingerprint256;
  } catch {
    return false; // what cannot be read is nobody's certificate
  }
};

const isIssuedBy = (one: X509Certificate, by: X509Certificate): boolean =>
  one.checkIssued(by) && one.verify(by.publicKey);

const isNow = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now <= Date.parse(validTo);
