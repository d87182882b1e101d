import { X509Certificate } from 'node:crypto';
import type { CertificateFacts, ServedCertificate } from '#contract/reach.ts';
import { alternativeNames } from '../../gateway/tls/alternative-names.ts';
import type { ServedTls } from '../../gateway/tls/served.ts';

/** What a certificate says of itself; undefined where the text is none. */
export const factsOf = (pem: string): CertificateFacts | undefined => {
  const certificate = parse(pem);
  return certificate && facts(certificate);
};

/** Every certificate of a text, in its order; nothing else of the text is kept, so that no key ever gets further. */
export const chainOf = (text: string): readonly CertificateFacts[] => parseAll(text).map(facts);

/** What servers show, with what clients would say against it; `now` in milliseconds. */
export const servedCertificates = (served: readonly ServedTls[], now: number): readonly ServedCertificate[] =>
  served
    .map(({ listener, port, bound, servers, mode, shows }) => {
      const chain = parseAll(shows.chain);
      return {
        listener,
        port,
        ...(bound !== undefined && { bound }),
        servers,
        mode,
        from: shows.from,
        chain: chain.map(facts),
        problems: [...new Set([...shows.problems, ...problemsOf(chain, servers, now)])],
      };
    })
    .sort((a, b) => a.port - b.port || compare(a.servers.join(), b.servers.join()));

const problemsOf = (chain: readonly X509Certificate[], servers: readonly string[], now: number): readonly string[] => {
  const [leaf, ...others] = chain;
  if (leaf === undefined) return [];
  const uncovered = servers.filter((name) => !fits(leaf, name));
  return [
    ...ages(leaf, 'the certificate', now),
    ...others.flatMap((one) => ages(one, `"${nameOf(one)}" of its chain`, now)),
    ...(uncovered.length > 0
      ? [`it is not for ${uncovered.map((name) => `"${name}"`).join(', ')}, so clients of that name refuse it`]
      : []),
    ...weaknesses(leaf),
    ...links(chain),
  ];
};

const ages = (one: X509Certificate, who: string, now: number): readonly string[] => {
  const [from, to] = [Date.parse(one.validFrom), Date.parse(one.validTo)];
  if (to < now) return [`${who} ended on ${dayOf(to)}; renew it`];
  if (from > now) return [`${who} begins on ${dayOf(from)}; use one that is valid now`];
  if (to - now < soonMs && to - from > 2 * soonMs) return [`${who} ends on ${dayOf(to)}; renew it soon`];
  return [];
};

/** A week. */
const soonMs = 7 * 86_400_000;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A server of `*.shop.test` needs a certificate for any name below it; one for the names that clients really use is nothing we can know of. */
const fits = (leaf: X509Certificate, name: string): boolean => {
  if (!name.startsWith('*.')) return leaf.checkHost(name, { subject: 'never' }) !== undefined;
  const names = alternativeNames(leaf).map(({ value }) => value.toLowerCase());
  return names.includes(name) || names.some((one) => !one.startsWith('*.') && one.endsWith(name.slice(1)));
};

const weaknesses = (leaf: X509Certificate): readonly string[] => {
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  const days = Math.round((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000);
  // Names stand in the alternative names alone for every client of today.
  const nameless = alternativeNames(leaf).length === 0;
  return [
    ...(asymmetricKeyType === 'rsa' && bits < 2048
      ? [`its key of ${bits} bits is too short; use one of 2048 or more`]
      : []),
    ...(/sha1|md5/i.test(leaf.signatureAlgorithm ?? '')
      ? [`its signature (${leaf.signatureAlgorithm}) is no longer accepted; have it signed with SHA-256`]
      : []),
    ...(nameless ? ['it has no alternative names, so browsers refuse it; make one with them'] : []),
    ...(days > longestDays ? [`it is valid for ${days} days, and browsers take at most ${longestDays}`] : []),
    ...(leaf.ca ? ['it is the certificate of an authority, which many clients refuse as one of a server'] : []),
  ];
};

/** CA/Browser Forum's limit of 2020, which Apple's clients hold private authorities to (825 days there; 398 elsewhere for public ones). */
const longestDays = 825;

const links = (chain: readonly X509Certificate[]): readonly string[] => {
  for (const [index, one] of chain.entries()) {
    const next = chain[index + 1];
    if (next === undefined) {
      if (index > 0 || one.subject === one.issuer) return [];
      return [
        'its issuer is not sent with it, so clients that do not know that one already refuse it; add it to the chain',
      ];
    }
    if (!one.checkIssued(next))
      return [`"${nameOf(next)}" has not issued "${nameOf(one)}"; put the chain in order, the leaf first`];
  }
  return [];
};

const facts = (certificate: X509Certificate): CertificateFacts => ({
  subject: oneLine(certificate.subject),
  issuer: oneLine(certificate.issuer),
  names: certificate.ca ? [] : alternativeNames(certificate).map(({ value }) => value),
  notBefore: Date.parse(certificate.validFrom),
  notAfter: Date.parse(certificate.validTo),
  sha256: certificate.fingerprint256,
  pem: certificate.toString(),
});

/** As people write it, the name first. */
const oneLine = (subject: string | undefined): string => (subject ?? '').split('\n').reverse().join(', ');

const nameOf = ({ subject }: X509Certificate): string => /^CN=(.*)$/m.exec(subject ?? '')?.[1] ?? oneLine(subject);

const parseAll = (text: string): readonly X509Certificate[] =>
  (
    text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? []
  ).flatMap((one) => parse(one) ?? []);

const parse = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem);
  } catch {
    // What cannot be read has been told as a problem of the chain.
    return undefined;
  }
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
