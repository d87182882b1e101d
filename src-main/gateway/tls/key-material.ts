import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
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
  if (source.from === 'secret') {
    const name = `${source.namespace}/${source.name}`;
    const values = secrets[name] ?? {};
    // Reference 2.7: the generic keys first.
    const [certificate, key] =
      values.cert && values.key ? [values.cert, values.key] : [values['tls.crt'], values['tls.key']];
    if (certificate === undefined || key === undefined)
      return unusable('tls/secret-keys', `Secret "${name}" has no pair of "tls.crt" and "tls.key"; add both`);
    return checkPair({ certificate: textOf(certificate), key: textOf(key) }, `Secret "${name}"`, now);
  }
  const certificate = await readText(source.certificate);
  const key = await readText(source.key);
  const bad = 'failed' in certificate ? certificate : 'failed' in key ? key : undefined;
  if (bad) return unusable('tls/file', bad.failed);
  return checkPair(
    { certificate: (certificate as Text).text, key: (key as Text).text },
    `"${source.certificate}" and "${source.key}"`,
    now,
  );
}

/** The certificates of authorities that clients are checked against, with revocations where there are any. */
export async function readAuthorities(
  source: AuthoritySource,
  secrets: Secrets,
  ca: LocalCa,
): Promise<Material<{ readonly ca: string; readonly crl?: string }>> {
  let pem: string;
  let crl: string | undefined;
  let who: string;
  if (source.from === 'local-authority') return { is: 'usable', value: { ca: await ca.certificate() } };
  if (source.from === 'secret') {
    who = `Secret "${source.namespace}/${source.name}"`;
    const values = secrets[`${source.namespace}/${source.name}`] ?? {};
    const value = values.cacert ?? values['ca.crt'];
    if (value === undefined) return unusable('tls/secret-keys', `${who} has neither "cacert" nor "ca.crt"; add one`);
    pem = textOf(value);
    const list = values.cacert ? values.crl : values['ca.crl'];
    if (list) crl = textOf(list);
  } else {
    who = `"${source.file}"`;
    const read = await readText(source.file);
    if ('failed' in read) return unusable('tls/file', read.failed);
    pem = read.text;
  }
  try {
    const all = certificatesIn(pem);
    if (all.length === 0) throw new Error('none');
    for (const one of all) new X509Certificate(one);
  } catch {
    return unusable(
      'tls/bad-certificate',
      `the authorities in ${who} are not PEM certificates; write them with their BEGIN and END lines`,
    );
  }
  return { is: 'usable', value: crl === undefined ? { ca: pem } : { ca: pem, crl } };
}

/** A file with revoked certificates. */
export async function readCrl(file: string): Promise<Material<string>> {
  const read = await readText(file);
  return 'failed' in read ? unusable('tls/file', read.failed) : { is: 'usable', value: read.text };
}

function checkPair(pair: KeyPair, who: string, now: number): Material<KeyPair> {
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
  const problem = validityProblem(leaf, who, now);
  return problem ? { is: 'usable', value: pair, problem } : { is: 'usable', value: pair };
}

/** Envoy serves such a certificate and its clients refuse it; so do ours, and people are told beforehand. */
function validityProblem(leaf: X509Certificate, who: string, now: number): MaterialProblem | undefined {
  if (Date.parse(leaf.validTo) < now)
    return {
      code: 'tls/expired',
      message: `the certificate in ${who} ended on ${day(leaf.validTo)}, so clients refuse it; renew it`,
      serves: true,
    };
  if (Date.parse(leaf.validFrom) > now)
    return {
      code: 'tls/not-yet-valid',
      message: `the certificate in ${who} begins on ${day(leaf.validFrom)}, so clients refuse it; use one that is valid now`,
      serves: true,
    };
  return undefined;
}

const day = (written: string): string => new Date(Date.parse(written)).toISOString().slice(0, 10);

const certificatesIn = (pem: string): readonly string[] =>
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
