import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

type Keys = Extract<Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[0], { keys: unknown }>['keys'];

/** Makes an authority as mkcert does: a root for ten years that may sign leaves alone. Gives its certificate. */
export const makeMkcert = async (
  folder: string,
  kind: 'rsa' | 'ec',
  name = 'O=mkcert development CA, OU=ada@desk, CN=mkcert ada@desk',
): Promise<string> => {
  const algorithm =
    kind === 'ec'
      ? { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
      : { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as Keys;
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '41a2b3c4d5',
    name,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 3650 * 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      // Not the hash of the key: whoever signs has to take over what stands here.
      new x509.SubjectKeyIdentifierExtension('0102030405060708090a0b0c0d0e0f1011121314'),
    ],
  });
  const pem = `${root.toString('pem')}\n`;
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey as webcrypto.CryptoKey);
  await writeFile(join(folder, 'rootCA.pem'), pem);
  await writeFile(join(folder, 'rootCA-key.pem'), `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`, { mode: 0o600 });
  return pem;
};
