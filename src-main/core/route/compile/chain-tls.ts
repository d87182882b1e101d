import { cipherSuites } from '../../resource/istio/cipher-suites.ts';
import type { ServerTls } from '../../resource/istio/gateway.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { quotedList } from '../../text/words.ts';
import type { AuthoritySource, CertificateSource, ChainTls, ClientCertificates, TlsVersion } from '../listener-tls.ts';
import { createFindSecret, type FindSecret, hasAuthorities, hasPair } from './find-secret.ts';
import type { Server } from './merge-gateways.ts';
import { tlsModeOf } from './protocol.ts';
import type { Report } from './report.ts';

/** What a server's `tls` block means for a chain that ends TLS; says what its Secrets lack. */
export type TranslateTls = (server: Server, names: readonly string[]) => ChainTls;

export const createChainTls = (snapshot: Snapshot, report: Report): TranslateTls => {
  const find = createFindSecret(snapshot);
  return (server, names) => {
    const tls = server.spec.tls ?? {};
    const mode = tlsModeOf(server.spec) ?? 'SIMPLE';
    const asksClients = mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL' || mode === 'ISTIO_MUTUAL';
    const min = versionOf(tls.minProtocolVersion);
    const max = versionOf(tls.maxProtocolVersion);
    const ciphers = [...new Set(tls.cipherSuites)].filter((suite) => cipherSuites.has(suite));
    return {
      mode,
      ...(tls.credentialName && { credentialName: tls.credentialName }),
      certificates: certificatesOf(server, tls, names, find, report),
      ...(asksClients && { clients: clientsOf(server, tls, mode !== 'OPTIONAL_MUTUAL', find, report) }),
      ...(min && { minVersion: min }),
      ...(max && { maxVersion: max }),
      ...(ciphers.length > 0 && { ciphers }),
    };
  };
};

const certificatesOf = (
  server: Server,
  tls: ServerTls,
  names: readonly string[],
  find: FindSecret,
  report: Report,
): readonly CertificateSource[] => {
  const path = ['spec', 'servers', server.index, 'tls'];
  const { gateway } = server;
  const written = tls.credentialName
    ? [{ name: tls.credentialName, at: [...path, 'credentialName'] }]
    : (tls.credentialNames ?? []).map((name, index) => ({ name, at: [...path, 'credentialNames', index] }));
  const found = written.flatMap(({ name, at }): CertificateSource[] => {
    if (name.startsWith('builtin://')) return [];
    const secret = find(name, gateway.namespace);
    const place = gateway.at(at);
    if (secret === undefined) {
      report.add({
        severity: 'information',
        code: 'tls/no-secret',
        istio: 'IST0101',
        message: `no Secret "${name}", so a certificate of the local authority is used; add a Secret of type kubernetes.io/tls to serve your own`,
        place,
      });
      return [];
    }
    if (!hasPair(secret.keys)) {
      report.add({
        severity: 'error',
        code: 'tls/secret-keys',
        istio: 'IST0161',
        message: `Secret "${secret.namespace}/${name}" has ${quotedList([...secret.keys])}; a server needs "tls.crt" and "tls.key", or "cert" and "key"`,
        place,
      });
    }
    return [{ from: 'secret', namespace: secret.namespace, name: plainName(name), place }];
  });
  if (found.length > 0) return found;
  const files = [
    ...(tls.serverCertificate && tls.privateKey
      ? [{ certificate: tls.serverCertificate, key: tls.privateKey, at: [...path, 'serverCertificate'] }]
      : []),
    ...(tls.tlsCertificates ?? []).flatMap(({ serverCertificate, privateKey }, index) =>
      serverCertificate && privateKey
        ? [{ certificate: serverCertificate, key: privateKey, at: [...path, 'tlsCertificates', index] }]
        : [],
    ),
  ];
  if (files.length > 0) {
    return files.map(({ certificate, key, at }) => ({ from: 'files', certificate, key, place: gateway.at(at) }));
  }
  return [{ from: 'local-authority', names, place: written[0] ? gateway.at(written[0].at) : gateway.at(path) }];
};

const plainName = (written: string): string => written.slice(written.lastIndexOf('/') + 1);

const clientsOf = (
  server: Server,
  tls: ServerTls,
  required: boolean,
  find: FindSecret,
  report: Report,
): ClientCertificates => ({
  required,
  authorities: authoritiesOf(server, tls, find, report),
  ...(tls.caCrl && { crl: tls.caCrl }),
  subjectAltNames: tls.subjectAltNames ?? [],
  hashes: tls.verifyCertificateHash ?? [],
  spki: tls.verifyCertificateSpki ?? [],
  skipVerify: tls.insecureSkipVerify ?? false,
});

/** `caCertCredentialName`, or `<credentialName>-cacert`, or the Secret itself, or a file; at last our own authority. */
const authoritiesOf = (server: Server, tls: ServerTls, find: FindSecret, report: Report): AuthoritySource => {
  const path = ['spec', 'servers', server.index, 'tls'];
  const { gateway } = server;
  const own = tls.credentialName ?? tls.credentialNames?.[0];
  const field = tls.caCertCredentialName
    ? 'caCertCredentialName'
    : tls.credentialName
      ? 'credentialName'
      : tls.credentialNames
        ? 'credentialNames'
        : tls.caCertificates
          ? 'caCertificates'
          : 'mode';
  const place = gateway.at([...path, field]);
  const candidates = tls.caCertCredentialName ? [tls.caCertCredentialName] : own ? [`${own}-cacert`, own] : [];
  for (const name of candidates) {
    const secret = find(name, gateway.namespace);
    if (secret && hasAuthorities(secret.keys)) {
      const from = name.startsWith('configmap://') ? 'config-map' : 'secret';
      return { from, namespace: secret.namespace, name: plainName(name), place };
    }
  }
  if (tls.caCertificates) return { from: 'file', file: tls.caCertificates, place };
  // Whoever asks for it expects the authority of the mesh, and may name no other (reference 9.2, G25).
  if (tls.mode === 'ISTIO_MUTUAL') return { from: 'local-authority', place };
  report.add({
    severity: 'warning',
    code: 'tls/no-authorities',
    message: `no Secret says which client certificates are trusted, so only those of the local authority are; add ${candidates[0] ? `a Secret "${candidates[0]}" with "ca.crt"` : '"caCertificates"'}`,
    place,
  });
  return { from: 'local-authority', place };
};

const versions: Readonly<Record<string, TlsVersion>> = {
  TLSV1_0: 'TLSv1',
  TLSV1_1: 'TLSv1.1',
  TLSV1_2: 'TLSv1.2',
  TLSV1_3: 'TLSv1.3',
};

const versionOf = (written: string | undefined): TlsVersion | undefined =>
  written !== undefined && Object.hasOwn(versions, written) ? versions[written] : undefined;
