import { nearest } from '../../text/nearest.ts';
import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import { cipherSuites as istioCiphers } from './cipher-suites.ts';
import type { ServerTls } from './gateway.ts';

/** The rules of reference 9.2 about what stands inside `tls`; their ids stand beside them. `isPlaintext`: the server speaks HTTP. */
export const checkServerTls = (tls: ServerTls, isPlaintext: boolean, path: Path, report: CheckReport): void => {
  const mode = tls.mode ?? 'PASSTHROUGH';
  const present = (fields: readonly (keyof ServerTls)[]) =>
    fields.filter((field) => {
      const value = tls[field];
      return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
    });
  if (mode === 'ISTIO_MUTUAL') {
    // G25; Istio looks at nothing else then.
    for (const field of present([...certificateFields, 'caCertificates'])) {
      const message = `"${field}" cannot stand beside ISTIO_MUTUAL, which has certificates of its own; remove it or use MUTUAL`;
      report('gateway/tls-source', message, [...path, field], { key: true });
    }
    return;
  }
  checkVersionsAndCiphers(tls, path, report);
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') {
    const refused = tls.caCrl !== undefined && tls.credentialName !== undefined && tls.credentialName !== '';
    for (const field of present([...certificateFields, 'caCertificates', ...(refused ? [] : ['caCrl' as const])])) {
      const why = isPlaintext
        ? 'this server is plaintext; remove it or use protocol HTTPS'
        : tls.mode === undefined
          ? 'without "mode" TLS is passed through; remove it or use SIMPLE'
          : `${mode} does not end TLS; remove it or use SIMPLE`;
      const message = `"${field}" is not used, because ${why}`;
      report('gateway/tls-not-used', message, [...path, field], { key: true, severity: 'warning' }); // G24
    }
    if (refused) refuseCrl(tls, path, report); // G30
    return;
  }
  checkSources(tls, path, report);
  const named = present(['credentialName', 'credentialNames']).length > 0;
  // Istio looks no further where a Secret is named, not even at "caCrl" (G30).
  if (named) return;
  checkFiles(tls, mode, path, report);
  if (
    (mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL') &&
    present(['caCertificates', 'tlsCertificates', 'caCertCredentialName']).length === 0
  ) {
    const message = `${mode} needs "caCertificates", which clients are checked against; add it or name a Secret in "credentialName"`;
    report('gateway/tls-authorities', message, [...path, 'mode']); // G28
  }
  if (mode === 'SIMPLE' && tls.caCrl) refuseCrl(tls, path, report); // G30
};

const certificateFields = [
  'credentialName',
  'credentialNames',
  'serverCertificate',
  'privateKey',
  'tlsCertificates',
] as const;

const refuseCrl = ({ mode }: ServerTls, path: Path, report: CheckReport): void => {
  const beside = mode === 'SIMPLE' ? 'SIMPLE, which asks clients for no certificate' : '"credentialName"';
  report('gateway/tls-source', `"caCrl" cannot stand beside ${beside}; remove it`, [...path, 'caCrl'], { key: true });
};

/** G27: certificates of files are pairs, and there is one at least. */
const checkFiles = (tls: ServerTls, mode: string, path: Path, report: CheckReport): void => {
  const pairs = tls.tlsCertificates ?? [];
  pairs.forEach((pair, index) => {
    for (const [field, other] of pairFields) {
      if (pair[field] || !(pair[other] || field === 'serverCertificate')) continue;
      const at = [...path, 'tlsCertificates', index];
      const message = pair[other]
        ? `"${other}" is half of a pair; add "${field}"`
        : 'a pair of certificates has "serverCertificate" and "privateKey"; add them';
      report('gateway/tls-files', message, pair[other] ? [...at, other] : at, { key: true });
    }
  });
  if (pairs.length > 0) return;
  if (!tls.serverCertificate && !tls.privateKey) {
    const message = `${mode} needs a certificate; name its Secret in "credentialName", or files in "serverCertificate" and "privateKey"`;
    report('gateway/tls-files', message, [...path, 'mode']);
    return;
  }
  for (const [field, other] of pairFields) {
    if (!tls[field])
      report('gateway/tls-files', `"${other}" is half of a pair; add "${field}"`, [...path, other], { key: true });
  }
};

const pairFields = [
  ['serverCertificate', 'privateKey'],
  ['privateKey', 'serverCertificate'],
] as const;

/** G26 and G29. That two of the fields of one choice stand together is told by the schema. */
const checkSources = (tls: ServerTls, path: Path, report: CheckReport): void => {
  const pair = tls.serverCertificate ? 'serverCertificate' : tls.privateKey ? 'privateKey' : undefined;
  const other = (['credentialName', 'credentialNames', 'tlsCertificates'] as const).find((field) => tls[field]?.length);
  if (pair && other) {
    const message = `"${pair}" cannot stand beside "${other}"; keep one source of certificates`;
    report('gateway/tls-source', message, [...path, pair], { key: true });
  }
  if ((tls.tlsCertificates?.length ?? 0) > 2) {
    const message = 'Istio takes two certificates, one for each kind of key, and leaves the others out; remove them';
    report('gateway/tls-not-used', message, [...path, 'tlsCertificates', 2], { severity: 'warning' });
  }
};

/** G22 and G23. */
const checkVersionsAndCiphers = (tls: ServerTls, path: Path, report: CheckReport): void => {
  const { minProtocolVersion, cipherSuites = [] } = tls;
  if ((minProtocolVersion === 'TLSV1_0' || minProtocolVersion === 'TLSV1_1') && cipherSuites.length === 0) {
    const message = `${minProtocolVersion} has no cipher suite in common with the usual ones; add "cipherSuites", such as "AES128-SHA"`;
    report('gateway/tls-version', message, [...path, 'minProtocolVersion'], { severity: 'warning' });
  }
  const seen = new Map<string, number>();
  cipherSuites.forEach((suite, index) => {
    const at = [...path, 'cipherSuites', index];
    const first = seen.get(suite);
    if (!istioCiphers.has(suite)) {
      const meant = nearest(suite.toUpperCase(), istioCiphers);
      const remedy = meant ? `did you mean "${meant}"?` : 'remove it';
      report('gateway/cipher', `"${suite}" is no cipher suite that Istio knows and is left out; ${remedy}`, at, {
        severity: 'warning',
      });
    } else if (first !== undefined) {
      report('gateway/cipher', `"${suite}" stands here twice; remove it`, at, {
        severity: 'warning',
        related: { message: 'the first one', path: [...path, 'cipherSuites', first] },
      });
    } else seen.set(suite, index);
  });
};
