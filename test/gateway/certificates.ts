import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** Certificates made for one test, by authorities that nobody else trusts. */

export type Pair = { readonly certificate: string; readonly key: string; readonly serial: string };

export type TestAuthority = {
  readonly pem: string;
  /** Names are DNS unless they are an address or a URI; `from` and `to` are days from now. */
  readonly issue: (names: readonly string[], days?: { readonly from?: number; readonly to?: number }) => Promise<Pair>;
  readonly revoke: (...pairs: readonly Pair[]) => Promise<string>;
};

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
type Keys = Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[0] extends infer T
  ? Extract<T, { keys: unknown }>['keys']
  : never;
const newKeys = async (): Promise<Keys> =>
  (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as Keys;
const serial = () => `4${randomBytes(8).toString('hex').slice(1)}`;
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000);
const kindOf = (name: string): 'ip' | 'url' | 'dns' =>
  /^[\d.]+$|:.*:/.test(name) && !name.includes('//') ? 'ip' : name.includes('://') ? 'url' : 'dns';

export async function createAuthority(name = 'test authority'): Promise<TestAuthority> {
  const keys = await newKeys();
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${name}`,
    notBefore: day(-400),
    notAfter: day(400),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    pem: `${own.toString('pem')}\n`,
    issue: async (names, { from = -1, to = 30 } = {}) => {
      const leaf = await newKeys();
      const serialNumber = serial();
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber,
        subject: 'CN=somebody',
        issuer: own.subject,
        notBefore: day(from),
        notAfter: day(to),
        signingAlgorithm: algorithm,
        publicKey: leaf.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: kindOf(value), value }))),
        ],
      });
      const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', leaf.privateKey as webcrypto.CryptoKey);
      return {
        certificate: `${certificate.toString('pem')}\n`,
        key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
        serial: serialNumber,
      };
    },
    revoke: async (...pairs) => {
      const list = await x509.X509CrlGenerator.create({
        issuer: own.subject,
        thisUpdate: day(-1),
        nextUpdate: day(30),
        entries: pairs.map(({ serial: serialNumber }) => ({ serialNumber, revocationDate: day(-1) })),
        signingAlgorithm: algorithm,
        signingKey: keys.privateKey,
      });
      return `${x509.PemConverter.encode(list.rawData, 'X509 CRL')}\n`;
    },
  };
}
