import { createHash, type X509Certificate } from 'node:crypto';
import type { ClientCertificates } from '#core/route/listener-tls.ts';
import { alternativeNames } from './alternative-names.ts';

/** Why a client's certificate is not the one that is asked for, beyond the chain of trust; undefined where it is. */
export function clientProblem(certificate: X509Certificate, wanted: ClientCertificates): string | undefined {
  const { subjectAltNames, hashes, spki } = wanted;
  if (subjectAltNames.length > 0 && !alternativeNames(certificate).some(({ value }) => subjectAltNames.includes(value)))
    return 'the client certificate has none of the alternative names asked for';
  // Envoy takes a certificate that fits either list.
  if (hashes.length === 0 && spki.length === 0) return undefined;
  const hash = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  const der = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const key = createHash('sha256').update(der).digest('base64');
  if (hashes.some((one) => one.replaceAll(':', '').toLowerCase() === hash) || spki.includes(key)) return undefined;
  return 'the client certificate has none of the hashes asked for';
}

/** The value of `x-forwarded-client-cert` as an Istio gateway writes it (reference 8.2): Hash, Cert, Subject, URI, DNS. */
export function forwardedClientCert(certificate: X509Certificate): string {
  const names = alternativeNames(certificate);
  const parts = [
    `Hash=${certificate.fingerprint256.replaceAll(':', '').toLowerCase()}`,
    `Cert="${pemForHeader(certificate.toString())}"`,
    `Subject="${subjectText(certificate.subject).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
    ...names.filter(({ kind }) => kind === 'URI').map(({ value }) => `URI=${value}`),
    ...names.filter(({ kind }) => kind === 'DNS').map(({ value }) => `DNS=${value}`),
  ];
  // A header carries one byte for each character, and no line break.
  return parts.join(';').replace(/[^\x20-\x7e]/g, '?');
}

const escapes: Readonly<Record<string, string>> = { '\n': '%0A', ' ': '%20', '+': '%2B', '/': '%2F', '=': '%3D' };

const pemForHeader = (pem: string): string =>
  `${pem.trimEnd()}\n`.replace(/[\n +/=]/g, (character) => escapes[character] ?? character);

/** RFC 2253: the last part of the name first, joined by commas. */
const subjectText = (subject: string | undefined): string => (subject ?? '').split('\n').reverse().join(',');
