import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { configMapKey } from '#core/resource/kubernetes/config-map.ts';
import type { Secrets, SecretValue } from '#core/resource/kubernetes/secret.ts';
import type { AuthoritySource, CertificateSource } from '#core/route/listener-tls.ts';
import type { LocalCa } from './local-ca.ts';

/** A certificate chain and its key as PEM. Never logged. */
export type KeyPair = { readonly certificate: string; readonly key: string };

/** Something about a certificate that its owner can put right; `serves`: it is served all the same. */
export type MaterialProblem = { readonly code: string; readonly message: string; readonly serves: boolean };

export type Material<T> =
  | { readonly is: 'usable'; readonly value: T; readonly problem?: MaterialProblem }
  | { readonly is: 'unusable'; readonly problem: MaterialProblem };

/** The pair that a source names, checked: PEM that can be read, a key that fits, a certificate that is valid now. */
export async function readKeyPair(
  source: Exclude<CertificateSource, { from: 'local-authority' }>,
  secrets: Secrets,
  now: number,
): Promise<Material<KeyPair>> {
  if (source.from === 'secret') return pairOfSecret(`${source.namespace}/${source.name}`, secrets, now);
  return readPairFiles(source.certificate, source.key, now);
}

/** `key`: of a Secret among all. `audience`: who is shown the certificate. */
export function pairOfSecret(key: string, secrets: Secrets, now: number, audience = 'clients'): Material<KeyPair> {
  const values = secrets[key] ?? {};
  // Reference 2.7: the generic keys first.
  const [certificate, secret] =
    values.cert && values.key ? [values.cert, values.key] : [values['tls.crt'], values['tls.key']];
  if (certificate === undefined || secret === undefined)
    return unusable('tls/secret-keys', `Secret "${key}" has no pair of "tls.crt" and "tls.key"; add both`);
  const pair = { certificate: textOf(certificate), key: textOf(secret) };
  return checkPair(pair, `Secret "${key}"`, now, audience);
}

export async function readPairFiles(
  certificateFile: string,
  keyFile: string,
  now: number,
  audience = 'clients',
): Promise<Material<KeyPair>> {
  const certificate = await readText(certificateFile);
  const key = await readText(keyFile);
  const bad = 'failed' in certificate ? certificate : 'failed' in key ? key : undefined;
  if (bad) return unusable('tls/file', bad.failed);
  const pair = { certificate: (certificate as Text).text, key: (key as Text).text };
  return checkPair(pair, `"${certificateFile}" and "${keyFile}"`, now, audience);
}

/** Certificates of authorities, with revocations where there are any. */
export type Authorities = { readonly ca: string; readonly crl?: string };

/** The authorities that clients are checked against. */
export async function readAuthorities(
  source: AuthoritySource,
  secrets: Secrets,
  ca: LocalCa,
): Promise<Material<Authorities>> {
  if (source.from === 'local-authority') return { is: 'usable', value: { ca: await ca.certificate() } };
  if (source.from === 'file') return readAuthorityFile(source.file);
  const { namespace, name } = source;
  return authoritiesOfSecret(
    source.from === 'secret' ? `${namespace}/${name}` : configMapKey(namespace, name),
    secrets,
  );
}

/** `key`: of a Secret or ConfigMap among all. */
export function authoritiesOfSecret(key: string, secrets: Secrets): Material<Authorities> {
  const who = key.startsWith('configmap://') ? `ConfigMap "${key.slice(12)}"` : `Secret "${key}"`;
  const values = secrets[key] ?? {};
  const value = values.cacert ?? values['ca.crt'];
  if (value === undefined) return unusable('tls/secret-keys', `${who} has neither "cacert" nor "ca.crt"; add one`);
  const revoked = values.cacert ? values.crl : values['ca.crl'];
  return checkAuthorities(textOf(value), revoked && textOf(revoked), who);
}

export async function readAuthorityFile(file: string): Promise<Material<Authorities>> {
  const read = await readText(file);
  return 'failed' in read ? unusable('tls/file', read.failed) : checkAuthorities(read.text, undefined, `"${file}"`);
}

function checkAuthorities(ca: string, crl: string | undefined, who: string): Material<Authorities> {
  try {
    const all = certificatesIn(ca);
    if (all.length === 0) throw new Error('none');
    for (const one of all) new X509Certificate(one);
  } catch {
    return unusable(
      'tls/bad-certificate',
      `the authorities in ${who} are not PEM certificates; write them with their BEGIN and END lines`,
    );
  }
  return { is: 'usable', value: crl === undefined ? { ca } : { ca, crl } };
}

/** A file with revoked certificates. */
export async function readCrl(file: string): Promise<Material<string>> {
  const read = await readText(file);
  return 'failed' in read ? unusable('tls/file', read.failed) : { is: 'usable', value: read.text };
}

function checkPair(pair: KeyPair, who: string, now: number, audience: string): Material<KeyPair> {
  let leaf: X509Certificate;
  try {
    const [first, ...rest] = certificatesIn(pair.certificate);
    if (first === undefined) throw new Error('none');
    leaf = new X509Certificate(first);
    for (const one of rest) new X509Certificate(one);
  } catch {
    return unusable(
      'tls/bad-certificate',
      `the certificate in ${who} is not PEM; write it with its BEGIN CERTIFICATE and END CERTIFICATE lines`,
    );
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pair.key);
  } catch {
    // What the library says may hold parts of what was read.
    return unusable('tls/bad-key', `the private key in ${who} cannot be read; write it as PEM without a passphrase`);
  }
  if (!leaf.checkPrivateKey(key))
    return unusable(
      'tls/key-mismatch',
      `the private key in ${who} does not belong to its certificate; use the pair that was made together`,
    );
  const problem = validityProblem(leaf, who, now, audience);
  return problem ? { is: 'usable', value: pair, problem } : { is: 'usable', value: pair };
}

/** Envoy serves such a certificate and its clients refuse it; so do ours, and people are told beforehand. */
function validityProblem(
  leaf: X509Certificate,
  who: string,
  now: number,
  audience: string,
): MaterialProblem | undefined {
  if (Date.parse(leaf.validTo) < now)
    return {
      code: 'tls/expired',
      message: `the certificate in ${who} ended on ${day(leaf.validTo)}, so ${audience} refuse it; renew it`,
      serves: true,
    };
  if (Date.parse(leaf.validFrom) > now)
    return {
      code: 'tls/not-yet-valid',
      message: `the certificate in ${who} begins on ${day(leaf.validFrom)}, so ${audience} refuse it; use one that is valid now`,
      serves: true,
    };
  return undefined;
}

const day = (written: string): string => new Date(Date.parse(written)).toISOString().slice(0, 10);

/** The certificates of a PEM text and nothing else that it may hold. */
export const certificatesIn = (pem: string): readonly string[] =>
  pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? [];

const textOf = (value: SecretValue): string =>
  'text' in value ? value.text : Buffer.from(value.base64, 'base64').toString('utf8');

type Text = { readonly text: string };

async function readText(file: string): Promise<Text | { readonly failed: string }> {
  try {
    return { text: await readFile(file, 'utf8') };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return {
      failed: `"${file}" cannot be read on this machine (${code}); correct the path, or use "credentialName" with a Secret`,
    };
  }
}

const unusable = (code: string, message: string): { readonly is: 'unusable'; readonly problem: MaterialProblem } => ({
  is: 'unusable',
  problem: { code, message, serves: false },
});
